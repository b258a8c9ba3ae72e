package org.concretescore.sampling.tempering;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.SymmetrizedScore;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Acceptance;
import org.concretescore.sampling.chain.ChainMemory;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.LocalMoves;
import org.concretescore.sampling.chain.Samples;
import org.concretescore.sampling.chain.Tally;

/**
 * Parallel tempering (Geyer 1991; Hukushima and Nemoto 1996): T replicas of a state, replica t moving by the power
 * {@code p^{b_t}} of the target, and neighbors exchanging their states now and then, so that a replica that is stuck at
 * b = 1 is freed by one that came down from where nothing is.
 *
 * <p>A chain's state is that of all replicas side by side, {@code [T, D]}, replica 0 being the one at b = 1: the kernel moves
 * on the product space, and chains, files and samples know nothing of it. {@link #coldStates} reads replica 0 off samples,
 * {@link #side} makes states to start at.
 *
 * <p>A step makes a number of Metropolis moves in each replica; then pairs (0,1), (2,3), ... and then pairs (1,2), (3,4), ...
 * are exchanged, each with the probability {@code min(1, exp((b_t - b_{t+1})(log p(x_{t+1}) - log p(x_t))))}. Nothing needs to
 * be remembered from step to step, and a state may travel through several temperatures in one. The product of the
 * {@code p^{b_t}} is stationary; the step as a whole is not reversible, as its parts come in one order. A move proposes the
 * neighbor in a slot drawn uniformly, and stays where it is if the slot is empty, so that no degrees need be counted; edges
 * of a directed graph are walked both ways. At b = 0 a replica is uniform where p does not vanish.
 *
 * <p>Moves go by the score and exchanges by the density: both must be of one distribution, else nothing is known to be
 * stationary. A {@link LocalScore} on a symmetric graph is asked slot by slot, and the density at all replicas that moved, in
 * one call a step for all chains. Of other models each replica's row is kept, at b = 1, and multiplied by b where it is used:
 * all replicas of all chains that moved are evaluated in one call, and an exchange exchanges the rows.
 *
 * <p>In a {@link Tally} the moves within replicas are the proposals. Exchanges are not counted there: {@link #swapRates}
 * measures them.
 */
public final class Tempering implements EnumerableKernel {
    private final ScoreModel model;
    private final LogDensity density;
    private final Ladder ladder;
    private final long moves;
    private final Neighborhood graph;
    private final StateSpace space;
    private final int dimension;
    private final int slots;
    private final int replicas;
    private final Swaps swaps;
    /** What log ratios are multiplied by, by replica. */
    private final double[] factors;
    /** By replica, or null where the model answers in rows. */
    private final LocalMoves[] local;
    /** Numbers kept of a replica: its row, if rows are made, and behind it its log density. */
    private final int each;

    private final ThreadLocal<Workspace> workspaces = ThreadLocal.withInitial(Workspace::new);

    private Tempering(ScoreModel model, LogDensity density, Ladder ladder, long moves) {
        this.model = model;
        this.density = density;
        this.ladder = ladder;
        this.graph = model.neighborhood();
        this.dimension = graph.space().dimension();
        this.slots = graph.slots();
        // A space of one state has nowhere to go.
        this.moves = slots == 0 ? 0 : moves;
        this.replicas = ladder.replicas();
        this.swaps = new Swaps(ladder);
        int[] cardinalities = new int[Math.multiplyExact(replicas, dimension)];
        Arrays.setAll(cardinalities, i -> graph.space().cardinality(i % dimension));
        this.space = StateSpace.of(cardinalities);
        this.factors = new double[replicas];
        Arrays.setAll(factors, t -> LocalMoves.effective(ladder.inverseTemperature(t)));
        boolean slotBySlot = model instanceof LocalScore && graph.isSymmetric();
        this.local = slotBySlot ? new LocalMoves[replicas] : null;
        for (int t = 0; slotBySlot && t < replicas; t++) {
            local[t] = LocalMoves.of((LocalScore) model, ladder.inverseTemperature(t));
        }
        this.each = slotBySlot ? 1 : slots + 1;
    }

    /**
     * The kernel of a score and its density, with as many moves in each replica as there are coordinates (a sweep, in the
     * mean).
     *
     * @param model the score of the target, on any weakly connected graph
     * @param density the log density of the same target, up to a constant
     * @param ladder the inverse temperatures
     * @return the kernel, on the product of T spaces
     * @throws IllegalArgumentException if the graph is not weakly connected or too large to find out, the density is null or
     *     on another space, or the log ratio of a class of edges is NaN
     */
    public static Tempering of(ScoreModel model, LogDensity density, Ladder ladder) {
        return of(model, density, ladder, model.neighborhood().space().dimension());
    }

    /**
     * The kernel of a density that has its score by differences.
     *
     * @param model the score of the target, on any weakly connected graph; its density decides about exchanges
     * @param ladder the inverse temperatures
     * @return the kernel, on the product of T spaces
     * @throws IllegalArgumentException if the graph is not weakly connected or too large to find out
     */
    public static Tempering of(TiedScore model, Ladder ladder) {
        return of(model, model.density(), ladder);
    }

    /**
     * The kernel of a score and its density.
     *
     * @param model the score of the target, on any weakly connected graph
     * @param density the log density of the same target, up to a constant
     * @param ladder the inverse temperatures
     * @param moves proposed moves in each replica before the exchanges of a step, at least 1
     * @return the kernel, on the product of T spaces
     * @throws IllegalArgumentException if the graph is not weakly connected or too large to find out, the density is null or
     *     on another space, the log ratio of a class of edges is NaN, or {@code moves} is below 1
     */
    public static Tempering of(ScoreModel model, LogDensity density, Ladder ladder, long moves) {
        Graphs.requireWeaklyConnected(model.neighborhood(), "tempering");
        if (density == null) {
            throw new IllegalArgumentException(
                    "tempering needs a log density to decide about exchanges: the density was" + " null");
        }
        if (!density.space().equals(model.neighborhood().space())) {
            throw new IllegalArgumentException("the density is on " + density.space() + ", but the model is on "
                    + model.neighborhood().space());
        }
        if (moves < 1) {
            throw new IllegalArgumentException("moves must be at least 1, was " + moves);
        }
        return new Tempering(SymmetrizedScore.of(model), density, ladder, moves);
    }

    /** The product of T times the target's space. */
    @Override
    public StateSpace space() {
        return space;
    }

    /**
     * The states of one replica.
     *
     * @return the target's space
     */
    public StateSpace targetSpace() {
        return graph.space();
    }

    /**
     * The inverse temperatures.
     *
     * @return the ladder
     */
    public Ladder ladder() {
        return ladder;
    }

    /**
     * The proposed moves in each replica before the exchanges of a step.
     *
     * @return at least 1; 0 if the space has one state only
     */
    public long moves() {
        return moves;
    }

    /**
     * States for chains of this kernel to start at, all replicas of a chain at the same state.
     *
     * @param states {@code [count, D]}, states of the target's space
     * @param count number of chains, 0 or more
     * @return {@code [count, T, D]}
     * @throws IllegalArgumentException if there are fewer states than {@code count}, or a value is out of range
     */
    public int[] side(int[] states, int count) {
        if (count < 0 || states.length < (long) count * dimension) {
            throw new IllegalArgumentException("count must be 0 to " + states.length / dimension + ", was " + count);
        }
        targetSpace().check(states, count);
        int[] all = new int[Math.multiplyExact(count, replicas * dimension)];
        for (int r = 0; r < count * replicas; r++) {
            System.arraycopy(states, r / replicas * dimension, all, r * dimension, dimension);
        }
        return all;
    }

    /**
     * The states of replica 0, which is at the target's own temperature.
     *
     * @param samples samples of this kernel
     * @return samples of the target: the same chains and rounds
     * @throws IllegalArgumentException if the samples are on another space
     */
    public Samples coldStates(Samples samples) {
        requireSpace(samples);
        return samples.part(targetSpace(), 0);
    }

    /**
     * How often neighbors exchange their states: the mean over samples of the probability of each exchange, which is that
     * with which a step of the stationary chain exchanges them.
     *
     * @param samples samples of this kernel
     * @return {@code [T-1]}, for replicas t and t + 1
     * @throws IllegalArgumentException if the samples are on another space
     * @throws IllegalStateException if a log density is NaN or positive infinity
     */
    public double[] swapRates(Samples samples) {
        requireSpace(samples);
        double[] rates = new double[swaps.pairs()];
        addSwapProbabilities(samples.states(), samples.count(), rates);
        Arrays.setAll(rates, t -> rates[t] / samples.count());
        return rates;
    }

    private void requireSpace(Samples samples) {
        if (!samples.space().equals(space)) {
            throw new IllegalArgumentException(
                    "the samples are on " + samples.space() + ", but the kernel is on " + space);
        }
    }

    /** Adds the probability of each exchange in each of several states of the product space. */
    void addSwapProbabilities(int[] states, int count, double[] sums) {
        double[] logDensities = new double[count * replicas];
        density.logDensities(states, count * replicas, logDensities);
        for (int i = 0; i < count; i++) {
            for (int t = 0; t < sums.length; t++) {
                int r = i * replicas + t;
                sums[t] += swaps.probability(t, logDensities[r], logDensities[r + 1]);
            }
        }
    }

    @Override
    public void advance(Chains chains, int from, int to, long steps, Tally tally) {
        chains.requireAdvance(this, from, to, steps);
        if (steps == 0 || from == to) {
            return;
        }
        int count = to - from;
        ChainMemory memory = chains.memoryOf(this, replicas * each);
        Workspace work = workspaces.get();
        work.reserve(count * replicas, dimension, local == null ? slots : 0, each);
        load(chains, from, to, memory, work, tally);
        for (long step = 0; step < steps; step++) {
            StoppedException.throwIfInterrupted("sampling");
            Arrays.fill(work.moved, 0, count * replicas, false);
            if (local != null) {
                moveLocally(chains, from, count * replicas, work, tally);
            } else {
                moveByRows(chains, from, count * replicas, work, tally);
            }
            evaluateDensities(count * replicas, work, tally);
            for (int i = 0; i < count; i++) {
                exchange(i * replicas, chains.random(from + i), work);
            }
        }
        // Chains stay where they were should the model fail on the way.
        for (int i = 0; i < count; i++) {
            chains.move(from + i, work.states, i * replicas * dimension);
            memory.keep(from + i, work.numbers, i * replicas * each);
        }
    }

    /** Takes over the chains' states and what is known of them. */
    private void load(Chains chains, int from, int to, ChainMemory memory, Workspace work, Tally tally) {
        int waiting = 0;
        for (int chain = from; chain < to; chain++) {
            int first = (chain - from) * replicas;
            chains.read(chain, work.states, first * dimension);
            boolean known = memory.knows(chain);
            if (known) {
                System.arraycopy(memory.values(), chain * replicas * each, work.numbers, first * each, replicas * each);
            }
            for (int r = first; r < first + replicas; r++) {
                work.moved[r] = !known;
                if (!known) {
                    work.waiting[waiting++] = r;
                }
            }
        }
        if (local == null) {
            evaluateRows(waiting, work, tally);
        }
        evaluateDensities((to - from) * replicas, work, tally);
    }

    private void moveLocally(Chains chains, int from, int count, Workspace work, Tally tally) {
        for (int r = 0; r < count; r++) {
            UniformRandomProvider random = chains.random(from + r / replicas);
            work.moved[r] =
                    local[r % replicas].make(moves, random, work.states, r * dimension, work.scratch, tally) > 0;
        }
    }

    /** Each replica runs to its next accepted move, then all that accepted one are evaluated; and so on. */
    private void moveByRows(Chains chains, int from, int count, Workspace work, Tally tally) {
        Arrays.fill(work.left, 0, count, moves);
        int waiting;
        do {
            waiting = 0;
            for (int r = 0; r < count; r++) {
                if (work.left[r] > 0 && runToAcceptance(chains.random(from + r / replicas), r, work, tally)) {
                    work.moved[r] = true;
                    work.waiting[waiting++] = r;
                }
            }
            evaluateRows(waiting, work, tally);
        } while (waiting > 0);
    }

    private boolean runToAcceptance(UniformRandomProvider random, int r, Workspace work, Tally tally) {
        double factor = factors[r % replicas];
        int row = r * each;
        int at = r * dimension;
        long left = work.left[r];
        boolean accepted = false;
        while (left > 0 && !accepted) {
            left--;
            int slot = random.nextInt(slots);
            double probability = Acceptance.METROPOLIS.probability(factor * work.numbers[row + slot]);
            if (!(probability >= 0)) {
                throw notANumber(work.states, at, slot);
            }
            accepted = (probability == 1 || random.nextDouble() < probability)
                    && graph.move(work.states, at, slot, work.scratch);
        }
        tally.add(work.left[r] - left, accepted ? 1 : 0, 0);
        work.left[r] = left;
        return accepted;
    }

    private IllegalStateException notANumber(int[] states, int at, int slot) {
        String state = Arrays.toString(Arrays.copyOfRange(states, at, at + dimension));
        return new IllegalStateException(
                "log ratio of state " + state + ", slot " + slot + " of " + graph + " is NaN in " + model);
    }

    private void evaluateRows(int waiting, Workspace work, Tally tally) {
        if (waiting == 0) {
            return;
        }
        for (int i = 0; i < waiting; i++) {
            System.arraycopy(work.states, work.waiting[i] * dimension, work.batch, i * dimension, dimension);
        }
        model.logRatios(work.batch, waiting, work.rows);
        for (int i = 0; i < waiting; i++) {
            System.arraycopy(work.rows, i * slots, work.numbers, work.waiting[i] * each, slots);
        }
        tally.add(0, 0, waiting);
    }

    /** Of all replicas that moved. Where rows are made, the states were counted with these. */
    private void evaluateDensities(int count, Workspace work, Tally tally) {
        int waiting = 0;
        for (int r = 0; r < count; r++) {
            if (work.moved[r]) {
                System.arraycopy(work.states, r * dimension, work.batch, waiting * dimension, dimension);
                work.waiting[waiting++] = r;
            }
        }
        if (waiting == 0) {
            return;
        }
        density.logDensities(work.batch, waiting, work.logDensities);
        for (int i = 0; i < waiting; i++) {
            work.numbers[(work.waiting[i] + 1) * each - 1] = work.logDensities[i];
        }
        tally.add(0, 0, local == null ? 0 : waiting);
    }

    /** Proposes the exchanges of one chain, whose first replica is given. */
    private void exchange(int first, UniformRandomProvider random, Workspace work) {
        for (int parity = 0; parity < 2; parity++) {
            for (int t = parity; t < swaps.pairs(); t += 2) {
                int r = first + t;
                double colder = work.numbers[(r + 1) * each - 1];
                double hotter = work.numbers[(r + 2) * each - 1];
                double probability = swaps.probability(t, colder, hotter);
                if (probability == 1 || random.nextDouble() < probability) {
                    System.arraycopy(work.states, r * dimension, work.scratch, 0, dimension);
                    System.arraycopy(work.states, (r + 1) * dimension, work.states, r * dimension, dimension);
                    System.arraycopy(work.scratch, 0, work.states, (r + 1) * dimension, dimension);
                    System.arraycopy(work.numbers, r * each, work.rows, 0, each);
                    System.arraycopy(work.numbers, (r + 1) * each, work.numbers, r * each, each);
                    System.arraycopy(work.rows, 0, work.numbers, (r + 1) * each, each);
                }
            }
        }
    }

    @Override
    public void transitionProbabilities(int[] states, int at, double[] probabilities) {
        int n = targetSpace().enumerableSize(1 << 20, "the law of a tempering step");
        Arrays.fill(probabilities, 0, (int) space.size(), 0);
        probabilities[(int) space.rank(states, at)] = 1;
        int[] all = new int[n * dimension];
        for (int x = 0; x < n; x++) {
            targetSpace().unrank(x, all, x * dimension);
        }
        double[] rows = new double[local == null ? n * slots : 0];
        double[] logDensities = new double[n];
        if (local == null) {
            model.logRatios(all, n, rows);
        }
        density.logDensities(all, n, logDensities);
        for (int t = 0; t < replicas; t++) {
            double[] accepted = acceptances(t, all, n, rows);
            for (long move = 0; move < moves; move++) {
                moveLaw(probabilities, t, all, n, accepted);
            }
        }
        for (int parity = 0; parity < 2; parity++) {
            for (int t = parity; t < swaps.pairs(); t += 2) {
                exchangeLaw(probabilities, t, n, logDensities);
            }
        }
    }

    /** {@code [n, slots]}: the probabilities of replica t. */
    private double[] acceptances(int t, int[] all, int n, double[] rows) {
        double[] accepted = new double[n * slots];
        for (int i = 0; i < accepted.length; i++) {
            accepted[i] = local != null
                    ? local[t].probability(all, i / slots * dimension, i % slots)
                    : Acceptance.METROPOLIS.probability(factors[t] * rows[i]);
        }
        return accepted;
    }

    /** How far the ranks of two product states lie apart where replica t is one rank further. */
    private int stride(int t, int n) {
        int stride = 1;
        for (int i = t + 1; i < replicas; i++) {
            stride *= n;
        }
        return stride;
    }

    /** One move of replica t. */
    private void moveLaw(double[] law, int t, int[] all, int n, double[] accepted) {
        int stride = stride(t, n);
        double[] before = Arrays.copyOf(law, (int) space.size());
        int[] there = new int[dimension];
        for (int rank = 0; rank < before.length; rank++) {
            int x = rank / stride % n;
            for (int slot = 0; slot < slots && before[rank] > 0; slot++) {
                double probability = accepted[x * slots + slot];
                if (!(probability >= 0)) {
                    throw notANumber(all, x * dimension, slot);
                }
                if (probability > 0 && graph.neighbor(all, x * dimension, slot, there, 0)) {
                    int y = (int) targetSpace().rank(there, 0);
                    double flow = before[rank] / slots * probability;
                    law[rank + (y - x) * stride] += flow;
                    law[rank] -= flow;
                }
            }
        }
        for (int rank = 0; rank < before.length; rank++) {
            // Rounding may leave less than nothing.
            law[rank] = Math.max(0, law[rank]);
        }
    }

    /** The exchange of replicas t and t + 1. */
    private void exchangeLaw(double[] law, int t, int n, double[] logDensities) {
        int stride = stride(t, n);
        int next = stride(t + 1, n);
        double[] before = Arrays.copyOf(law, (int) space.size());
        for (int rank = 0; rank < before.length; rank++) {
            if (before[rank] > 0) {
                int x = rank / stride % n;
                int y = rank / next % n;
                double flow = before[rank] * swaps.probability(t, logDensities[x], logDensities[y]);
                law[rank + (y - x) * stride + (x - y) * next] += flow;
                law[rank] -= flow;
            }
        }
    }

    @Override
    public String toString() {
        return "Tempering[" + graph + ", " + ladder + ", " + Counts.of(moves, "move") + "]";
    }

    /** Room for one thread, replicas of all chains in a row; refers to no kernel, which a pooled thread would keep. */
    private static final class Workspace {
        private int[] states = new int[0];
        private double[] numbers = new double[0];
        private boolean[] moved = new boolean[0];
        private long[] left = new long[0];
        private int[] waiting = new int[0];
        private int[] batch = new int[0];
        private double[] rows = new double[0];
        private double[] logDensities = new double[0];
        private int[] scratch = new int[0];

        void reserve(int count, int dimension, int slots, int each) {
            if (moved.length < count) {
                states = new int[Math.multiplyExact(count, dimension)];
                numbers = new double[Math.multiplyExact(count, each)];
                moved = new boolean[count];
                left = new long[count];
                waiting = new int[count];
                batch = new int[states.length];
                rows = new double[Math.max(each, Math.multiplyExact(count, slots))];
                logDensities = new double[count];
                scratch = new int[dimension];
            }
        }
    }
}
