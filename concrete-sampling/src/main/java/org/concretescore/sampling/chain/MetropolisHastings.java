package org.concretescore.sampling.chain;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ClassedScore;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.SymmetrizedScore;
import org.concretescore.core.space.StateSpace;

/**
 * Metropolis-Hastings on any weakly connected graph, directed or not.
 *
 * <p>Every edge may be walked both ways: from x, one of the {@code m(x)} states joined to it is proposed uniformly, and
 * accepted with probability {@code min(1, p(y)/p(x) m(x)/m(y))}, or by {@link Acceptance#BARKER}. (To propose along directed edges only and correct by
 * out-degrees would be wrong: the way back has no edge.) The chain is reversible with respect to p where the score is
 * consistent; a free score need not be, and then the log ratio of the edge at hand, as the current state's row states
 * it, is used: the row's own slot where there is one, else minus the log ratio of the opposite edge.
 *
 * <p>A row of the model serves until the chain moves. Each chain runs to its next acceptance, then all that wait for a
 * row are evaluated in one call: a rejected proposal costs no evaluation, an accepted one exactly one row, and that
 * only when the chain goes on. (On a directed graph a row evaluates the model at the state and at its in-neighbors.)
 *
 * <p>A {@link LocalScore} on a symmetric graph without empty slots is asked slot by slot instead, and no row is ever made;
 * the acceptance probabilities of a {@link ClassedScore} are looked up. The law is the same, but the draws are not: chains
 * of such a model go other ways than those of the same score behind a plain {@link ScoreModel}.
 *
 * <p>Starting at a state of probability 0 is allowed as long as the log ratios to its neighbors are not NaN.
 */
public final class MetropolisHastings implements EnumerableKernel {
    private final ScoreModel model;
    private final Neighborhood graph;
    private final int slots;
    private final double laziness;
    private final Acceptance acceptance;
    /** Whether steps go without rows: the model answers for one slot, and all degrees are equal. */
    private final boolean local;
    /** Of a score in classes, else null. */
    private final AcceptanceTable table;

    private final ThreadLocal<Workspace> workspaces = ThreadLocal.withInitial(Workspace::new);

    private MetropolisHastings(ScoreModel model, MetropolisHastingsOptions options) {
        this.model = model;
        this.graph = model.neighborhood();
        this.slots = graph.slots();
        this.laziness = options.laziness();
        this.acceptance = options.acceptance();
        this.local = model instanceof LocalScore && graph.isSymmetric() && graph.isFull();
        this.table = local && model instanceof ClassedScore classed ? AcceptanceTable.of(classed, acceptance) : null;
    }

    /**
     * The kernel of a model, with the default options.
     *
     * @param model the score
     * @return the kernel
     * @throws IllegalArgumentException if the graph is not weakly connected, or too large to find out
     */
    public static MetropolisHastings of(ScoreModel model) {
        return of(model, MetropolisHastingsOptions.defaults());
    }

    /**
     * The kernel of a model.
     *
     * @param model the score
     * @param options the options
     * @return the kernel
     * @throws IllegalArgumentException if the graph is not weakly connected, or too large to find out
     */
    public static MetropolisHastings of(ScoreModel model, MetropolisHastingsOptions options) {
        Graphs.requireWeaklyConnected(model.neighborhood(), "Metropolis-Hastings");
        return new MetropolisHastings(SymmetrizedScore.of(model), options);
    }

    @Override
    public StateSpace space() {
        return graph.space();
    }

    @Override
    public void advance(Chains chains, int from, int to, long steps, Tally tally) {
        chains.requireAdvance(this, from, to, steps);
        Workspace work = workspaces.get();
        if (local) {
            advanceLocally(chains, from, to, steps, work, tally);
            return;
        }
        ScoreRows rows = chains.rowsOf(model, acceptance);
        work.reserve(to - from, space().dimension(), slots);
        int active = 0;
        for (int chain = from; chain < to && steps > 0; chain++) {
            work.active[active] = chain;
            work.stepsLeft[active++] = steps;
        }
        while (active > 0) {
            tally.add(0, 0, fillRows(chains, rows, active, work));
            int still = 0;
            for (int i = 0; i < active; i++) {
                int chain = work.active[i];
                long left = runToAcceptance(chains, chain, rows, work.stepsLeft[i], work, tally);
                if (left > 0) {
                    work.active[still] = chain;
                    work.stepsLeft[still++] = left;
                }
            }
            active = still;
        }
    }

    /** Chain by chain, slot by slot. */
    private void advanceLocally(Chains chains, int from, int to, long steps, Workspace work, Tally tally) {
        if (steps == 0 || slots == 0) {
            return;
        }
        work.reserve(0, space().dimension(), slots);
        int[] states = chains.current();
        for (int chain = from; chain < to; chain++) {
            // Before, so that nothing stale is left where the model fails on the way.
            chains.moved(chain);
            int at = chain * space().dimension();
            UniformRandomProvider random = chains.random(chain);
            if (table != null) {
                LocalSteps.classed((ClassedScore) model, table, laziness, steps, random, states, at, work.there, tally);
            } else {
                LocalSteps.local(
                        (LocalScore) model, acceptance, 1, laziness, steps, random, states, at, work.there, tally);
            }
        }
    }

    /** Evaluates the model, in one call, at those active chains that have no row; says how many these were. */
    private int fillRows(Chains chains, ScoreRows rows, int active, Workspace work) {
        int dimension = space().dimension();
        int waiting = 0;
        for (int i = 0; i < active; i++) {
            if (!rows.valid[work.active[i]]) {
                chains.read(work.active[i], work.states, waiting * dimension);
                work.waiting[waiting++] = work.active[i];
            }
        }
        if (waiting > 0) {
            model.logRatios(work.states, waiting, work.rows);
        }
        for (int i = 0; i < waiting; i++) {
            rows.keep(work.waiting[i], work.states, i * dimension, work.rows, i * slots, work.there);
        }
        return waiting;
    }

    /** Steps until a proposal is accepted or no steps are left; returns how many are. */
    private long runToAcceptance(Chains chains, int chain, ScoreRows rows, long steps, Workspace work, Tally tally) {
        UniformRandomProvider random = chains.random(chain);
        boolean full = rows.degree == null;
        int row = chain * slots;
        int degree = full ? slots : rows.degree[chain];
        if (degree == 0) {
            // The only state there is.
            return 0;
        }
        long left = steps;
        long proposals = 0;
        boolean accepted = false;
        while (left > 0 && !accepted) {
            left--;
            if (laziness > 0 && random.nextDouble() < laziness) {
                continue;
            }
            proposals++;
            int pick = random.nextInt(degree);
            int slot = full ? pick : rows.occupied[row + pick];
            double probability = rows.acceptance[row + slot];
            if (probability == ScoreRows.UNKNOWN) {
                probability = acceptance(chains, chain, rows.logRatios[row + slot], slot, degree, full, work);
                rows.acceptance[row + slot] = probability;
            }
            accepted = probability == 1 || random.nextDouble() < probability;
            if (accepted) {
                graph.move(chains.current(), chain * space().dimension(), slot, work.there);
                chains.moved(chain);
            }
        }
        tally.add(proposals, accepted ? 1 : 0, 0);
        return left;
    }

    private double acceptance(
            Chains chains, int chain, double logRatio, int slot, int degree, boolean full, Workspace work) {
        int at = chain * space().dimension();
        int degreeThere = degree;
        if (!full) {
            graph.neighbor(chains.current(), at, slot, work.there, 0);
            degreeThere = graph.degree(work.there, 0, work.scratch);
        }
        double probability = acceptance.probability(logRatio, degree, degreeThere);
        if (!(probability >= 0)) {
            throw Refusals.notANumber(model, chains.current(), at, slot);
        }
        return probability;
    }

    @Override
    public void transitionProbabilities(int[] states, int at, double[] probabilities) {
        int dimension = space().dimension();
        int[] state = Arrays.copyOfRange(states, at, at + dimension);
        int[] there = new int[dimension];
        int[] scratch = new int[dimension];
        double[] row = new double[slots];
        model.logRatios(state, 1, row);
        Arrays.fill(probabilities, 0);
        int here = (int) space().rank(state, 0);
        int degree = graph.degree(state, 0, scratch);
        double stay = degree == 0 ? 1 : laziness;
        for (int slot = 0; slot < row.length; slot++) {
            if (graph.neighbor(state, 0, slot, there, 0)) {
                double accepted = acceptance.probability(row[slot], degree, graph.degree(there, 0, scratch));
                if (!(accepted >= 0)) {
                    throw Refusals.notANumber(model, state, 0, slot);
                }
                double proposed = (1 - laziness) / degree;
                probabilities[(int) space().rank(there, 0)] += proposed * accepted;
                stay += proposed * (1 - accepted);
            }
        }
        probabilities[here] += stay;
    }

    @Override
    public String toString() {
        return "MetropolisHastings[" + graph + (laziness > 0 ? ", laziness " + laziness : "")
                + (acceptance == Acceptance.METROPOLIS ? "" : ", " + acceptance) + "]";
    }

    /** Room for one thread, so that a step allocates nothing. Refers to no kernel, which a pooled thread would keep. */
    private static final class Workspace {
        private int[] active = new int[0];
        private long[] stepsLeft = new long[0];
        private int[] waiting = new int[0];
        private int[] states = new int[0];
        private double[] rows = new double[0];
        private int[] there = new int[0];
        private int[] scratch = new int[0];

        void reserve(int chains, int dimension, int slots) {
            if (active.length < chains) {
                active = new int[chains];
                stepsLeft = new long[chains];
                waiting = new int[chains];
                states = new int[Math.multiplyExact(chains, dimension)];
                rows = new double[Math.multiplyExact(chains, slots)];
            }
            if (there.length < dimension) {
                there = new int[dimension];
                scratch = new int[dimension];
            }
        }
    }
}
