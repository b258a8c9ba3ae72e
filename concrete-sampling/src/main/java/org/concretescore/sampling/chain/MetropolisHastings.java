package org.concretescore.sampling.chain;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.score.ClassedScore;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.SymmetrizedScore;
import org.concretescore.core.space.StateSpace;

/**
 * Metropolis-Hastings on any weakly connected graph, directed or not.
 *
 * <p>Every edge is walked both ways. From x, one of the {@code m(x)} states joined to it is proposed uniformly, and
 * accepted with probability
 *
 * <p>\[ \min \Bigl( 1, \; \frac{p(y)}{p(x)} \, \frac{m(x)}{m(y)} \Bigr), \]
 *
 * <p>or by {@link Acceptance#BARKER}. (Proposing only along directed edges and correcting by out-degrees would be
 * wrong, because there is no edge for the way back.) If the score is consistent, the chain is reversible with respect
 * to p. A free score can be inconsistent. Then the log ratio in the current state's row is used: that of the row's own
 * slot if there is one, and otherwise minus the log ratio of the opposite edge.
 *
 * <p>A row of the model is used until the chain moves. Each chain runs to its next acceptance. Then one call evaluates
 * all chains that wait for a row. A rejected proposal costs no evaluation. An accepted proposal costs exactly one row,
 * and only if the chain continues. (On a directed graph a row evaluates the model at the state and at its
 * in-neighbors.)
 *
 * <p>A {@link LocalScore} on a symmetric graph without empty slots is asked slot by slot, and no rows are made. The
 * acceptance probabilities of a {@link ClassedScore} are looked up. The law is the same, but the draws differ: chains
 * of such a model take other steps than chains of the same score as a plain {@link ScoreModel}.
 *
 * <p>Chains may start at a state of probability 0 if the log ratios to its neighbors are not NaN.
 *
 * <pre>{@code
 * ExactDistribution law = ExactDistribution.of(StateSpace.of(4), 1, 2, 4, 8);
 * TransitionKernel kernel = MetropolisHastings.of(law.score(Graphs.cycle(law.space())));
 * Chains chains = Chains.atRandom(law.space(), 10, new RandomStreams(1), "chains");
 * Samples samples = Samples.draw(kernel, chains, SamplingOptions.of(10_000).withBurnIn(100));
 * double distance = law.tv(ExactDistribution.ofSamples(law.space(), samples.states(), samples.count()));
 * }</pre>
 */
public final class MetropolisHastings implements EnumerableKernel {
    private final ScoreModel model;
    private final Neighborhood graph;
    private final int slots;
    private final double laziness;
    private final Acceptance acceptance;
    /** Whether steps need no rows, because the model answers for single slots and all degrees are equal. */
    private final boolean local;
    /** The table of a score in classes, or null. */
    private final AcceptanceTable table;

    private final ThreadLocal<RateWork> workspaces = ThreadLocal.withInitial(RateWork::new);

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
     * Returns the kernel of a model, with the default options.
     *
     * @param model the score
     * @return the kernel
     * @throws IllegalArgumentException if the graph is not weakly connected, or too large to check
     */
    public static MetropolisHastings of(ScoreModel model) {
        return of(model, MetropolisHastingsOptions.defaults());
    }

    /**
     * Returns the kernel of a model.
     *
     * @param model the score
     * @param options the options
     * @return the kernel
     * @throws IllegalArgumentException if the graph is not weakly connected, or too large to check
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
        RateWork work = workspaces.get();
        if (local) {
            advanceLocally(chains, from, to, steps, work, tally);
        } else {
            ScoreRows rows = chains.rowsOf(model, acceptance);
            RowWaves.advance(model, rows, chains, from, to, steps, work, tally, this::runToAcceptance);
        }
    }

    /** Advances one chain after the other, and asks the model slot by slot. */
    private void advanceLocally(Chains chains, int from, int to, long steps, RateWork work, Tally tally) {
        if (steps == 0 || slots == 0) {
            return;
        }
        work.reserveState(space().dimension());
        int[] states = chains.current();
        for (int chain = from; chain < to; chain++) {
            // This comes first, so that nothing stale is left if the model fails on the way.
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

    /** Takes steps until a proposal is accepted or no steps are left. Returns how many steps are left. */
    private long runToAcceptance(Chains chains, int chain, ScoreRows rows, long steps, RateWork work, Tally tally) {
        UniformRandomProvider random = chains.random(chain);
        boolean full = rows.degree == null;
        int row = chain * slots;
        int degree = full ? slots : rows.degree[chain];
        if (degree == 0) {
            // The space has only one state.
            return 0;
        }
        long left = steps;
        long proposals = 0;
        boolean accepted = false;
        while (left > 0 && !accepted) {
            if ((--left & LocalSteps.BETWEEN_STOPS) == 0) {
                StoppedException.throwIfInterrupted("sampling");
            }
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
            Chains chains, int chain, double logRatio, int slot, int degree, boolean full, RateWork work) {
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
}
