package org.concretescore.sampling.tempering;

import java.util.Arrays;
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
import org.concretescore.sampling.chain.ChainMemory;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.Samples;
import org.concretescore.sampling.chain.Tally;

/**
 * Parallel tempering (Geyer 1991; Hukushima and Nemoto 1996). There are T replicas of a state. Replica t moves with
 * respect to the power {@code p^{b_t}} of the target p, and neighboring replicas exchange their states. A replica that
 * is stuck in a mode at b = 1 is thus replaced by a state from a hotter replica, which crosses between the modes
 * easily.
 *
 * <p>The state of a chain holds the states of all replicas, {@code [T, D]}; replica 0 has b = 1. The kernel moves on
 * the product space, and chains, files and samples treat it as any other space. {@link #coldStates} takes replica 0 out
 * of samples, and {@link #side} makes states to start from.
 *
 * <p>A step proposes a number of Metropolis moves in each replica. Then pairs (0,1), (2,3), ... and after them pairs
 * (1,2), (3,4), ... are exchanged, each with the probability
 *
 * <p>\[ \min \Bigl( 1, \Bigl[ \frac{p(x_{t+1})}{p(x_t)} \Bigr]^{b_t - b_{t+1}} \Bigr). \]
 *
 * <p>Steps need no memory of earlier steps, and a state may pass through several temperatures in one step. The product
 * of the {@code p^{b_t}} is stationary. The step as a whole is not reversible, because its parts have a fixed order. A
 * move proposes the neighbor in a slot that is drawn uniformly, and stays where it is if the slot is empty, so that
 * degrees do not matter. Edges of a directed graph are walked both ways. At b = 0 a replica is uniform over the states
 * where p does not vanish.
 *
 * <p>Moves use the score and exchanges use the density. Both must belong to one distribution; otherwise the stationary
 * distribution is not known. A {@link LocalScore} on a symmetric graph is asked slot by slot, and the density is
 * evaluated at all replicas that moved, in one call per step for all chains. For other models the row of every replica
 * is kept at b = 1, and multiplied by b where it is used. One call evaluates all replicas of all chains that moved, and
 * an exchange also exchanges the rows.
 *
 * <p>A {@link Tally} counts the moves within replicas as proposals. It does not count exchanges: {@link #swapRates}
 * measures them.
 *
 * <pre>{@code
 * Ising ising = Ising.of(6, 6, 0.5); // two modes
 * Tempering kernel = Tempering.of(ising.score(), ising, Ladder.linear(5, 0.2));
 * Chains chains = Chains.atRandom(kernel.space(), 4, new RandomStreams(1), "chains");
 * Samples replicas = Samples.draw(kernel, chains, SamplingOptions.of(400).withBurnIn(50));
 * Samples samples = kernel.coldStates(replicas); // [400, 36]
 * double[] exchanged = kernel.swapRates(replicas);
 * }</pre>
 */
public final class Tempering implements EnumerableKernel {
    private final ScoreModel model;
    private final LogDensity density;
    private final Ladder ladder;
    private final long moves;
    private final Neighborhood graph;
    private final StateSpace space;
    private final int dimension;
    private final int replicas;
    private final Swaps swaps;
    private final ReplicaMoves replicaMoves;
    /** The number of numbers that are kept of a replica: its row, if rows are kept, and its log density. */
    private final int width;

    private final ThreadLocal<ReplicaBatch> batches;

    private Tempering(ScoreModel model, LogDensity density, Ladder ladder, long moves) {
        this.model = model;
        this.density = density;
        this.ladder = ladder;
        this.graph = model.neighborhood();
        this.dimension = graph.space().dimension();
        // The state of a space of one state cannot move.
        this.moves = graph.slots() == 0 ? 0 : moves;
        this.replicas = ladder.replicas();
        this.swaps = new Swaps(ladder);
        int[] cardinalities = new int[Math.multiplyExact(replicas, dimension)];
        Arrays.setAll(cardinalities, i -> graph.space().cardinality(i % dimension));
        this.space = StateSpace.of(cardinalities);
        this.replicaMoves = ReplicaMoves.of(model, ladder);
        this.width = replicaMoves.rowWidth() + 1;
        this.batches = ThreadLocal.withInitial(() -> new ReplicaBatch(dimension, width, replicas));
    }

    /**
     * Returns the kernel of a score and its density. Each replica proposes as many moves per step as there are
     * coordinates, which is one sweep on average.
     *
     * @param model the score of the target, on any weakly connected graph
     * @param density the log density of the same target, up to a constant
     * @param ladder the inverse temperatures
     * @return the kernel, on the product of T spaces
     * @throws IllegalArgumentException if the graph is not weakly connected or too large to check, the density is null
     *     or on another space, or the log ratio of a class of edges is NaN
     */
    public static Tempering of(ScoreModel model, LogDensity density, Ladder ladder) {
        return of(model, density, ladder, model.neighborhood().space().dimension());
    }

    /**
     * Returns the kernel of a tied score, whose density decides about exchanges.
     *
     * @param model the score of the target, on any weakly connected graph
     * @param ladder the inverse temperatures
     * @return the kernel, on the product of T spaces
     * @throws IllegalArgumentException if the graph is not weakly connected or too large to check
     */
    public static Tempering of(TiedScore model, Ladder ladder) {
        return of(model, model.density(), ladder);
    }

    /**
     * Returns the kernel of a score and its density.
     *
     * @param model the score of the target, on any weakly connected graph
     * @param density the log density of the same target, up to a constant
     * @param ladder the inverse temperatures
     * @param moves the number of moves that each replica proposes before the exchanges of a step, at least 1
     * @return the kernel, on the product of T spaces
     * @throws IllegalArgumentException if the graph is not weakly connected or too large to check, the density is null
     *     or on another space, the log ratio of a class of edges is NaN, or {@code moves} is below 1
     */
    public static Tempering of(ScoreModel model, LogDensity density, Ladder ladder, long moves) {
        Graphs.requireWeaklyConnected(model.neighborhood(), "tempering");
        if (density == null) {
            throw new IllegalArgumentException(
                    "tempering needs a log density to decide about exchanges: the density was null");
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

    /** Returns the product of T copies of the target's space. */
    @Override
    public StateSpace space() {
        return space;
    }

    /**
     * Returns the space of one replica.
     *
     * @return the target's space
     */
    public StateSpace targetSpace() {
        return graph.space();
    }

    /**
     * Returns the inverse temperatures.
     *
     * @return the ladder
     */
    public Ladder ladder() {
        return ladder;
    }

    /**
     * Returns the number of moves that each replica proposes before the exchanges of a step.
     *
     * @return at least 1; 0 if the space has only one state
     */
    public long moves() {
        return moves;
    }

    /**
     * Returns states from which chains of this kernel can start. All replicas of a chain have the same state.
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
     * Returns the states of replica 0, which has the temperature of the target.
     *
     * @param samples samples of this kernel
     * @return samples of the target, of the same chains and rounds
     * @throws IllegalArgumentException if the samples are on another space
     */
    public Samples coldStates(Samples samples) {
        requireSpace(samples);
        return samples.part(targetSpace(), 0);
    }

    /**
     * Returns how often neighbors exchange their states: the mean, over samples, of the probability of each exchange.
     * For samples of the stationary chain it estimates the rate of exchanges per step.
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
        int count = (to - from) * replicas;
        ChainMemory memory = chains.memoryOf(this, replicas * width);
        ReplicaBatch batch = batches.get();
        batch.reserve(to - from);
        replicaMoves.evaluate(batch, batch.load(chains, from, to, memory), tally);
        evaluateDensities(count, batch, tally);
        for (long step = 0; step < steps; step++) {
            StoppedException.throwIfInterrupted("sampling");
            batch.settle(count);
            replicaMoves.make(moves, chains, from, count, batch, tally);
            evaluateDensities(count, batch, tally);
            for (int chain = from; chain < to; chain++) {
                swaps.exchange(batch, (chain - from) * replicas, chains.random(chain));
            }
        }
        // If the model fails on the way, the chains keep the states that they had before.
        batch.store(chains, from, to, memory);
    }

    /** Evaluates the density at all replicas that moved. */
    private void evaluateDensities(int count, ReplicaBatch batch, Tally tally) {
        int waiting = batch.awaitMoved(count);
        if (waiting == 0) {
            return;
        }
        batch.gather(waiting);
        density.logDensities(batch.batch, waiting, batch.logDensities);
        batch.keepLogDensities(waiting);
        tally.add(0, 0, replicaMoves.countsDensities() ? waiting : 0);
    }

    @Override
    public void transitionProbabilities(int[] states, int at, double[] probabilities) {
        TemperingLaw law = new TemperingLaw(model, space, replicas);
        law.write(probabilities, (int) space.rank(states, at), replicaMoves, moves, swaps, density);
    }

    @Override
    public String toString() {
        return "Tempering[" + graph + ", " + ladder + ", " + Counts.of(moves, "move") + "]";
    }
}
