package org.concretescore.sampling.chain;

import java.util.Arrays;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;

/**
 * Metropolis-Hastings with your own {@link Proposal}. A proposed y is accepted by the ratio
 * {@code p(y)/p(x) q(x|y)/q(y|x)} (Hastings 1970).
 *
 * <p>A row of the model is used until the chain moves, and one call evaluates the rows of all chains that wait. A
 * {@link LocalScore} is asked only for the proposed slot. A {@link Tally} does not count steps for which the proposal
 * stays.
 *
 * <p>The proposal must reach every state; this is not checked. The law of a step can be enumerated if the proposal is
 * an {@link EnumerableProposal}.
 */
public final class ProposalKernel implements EnumerableKernel {
    private final ScoreModel model;
    private final Neighborhood graph;
    private final Proposal proposal;
    private final MetropolisHastingsOptions options;
    private final ThreadLocal<RateWork> workspaces = ThreadLocal.withInitial(RateWork::new);

    private ProposalKernel(ScoreModel model, Proposal proposal, MetropolisHastingsOptions options) {
        this.model = model;
        this.graph = model.neighborhood();
        this.proposal = proposal;
        this.options = options;
    }

    /**
     * Returns the kernel of a model and a proposal.
     *
     * @param model the score, on a symmetric graph; see {@link org.concretescore.core.score.SymmetrizedScore}
     * @param proposal the proposal, on the same graph
     * @param options the options
     * @return the kernel
     * @throws IllegalArgumentException if the graph is not symmetric, the proposal is on another one, or the graph is
     *     not connected
     */
    public static ProposalKernel of(ScoreModel model, Proposal proposal, MetropolisHastingsOptions options) {
        Neighborhood graph = model.neighborhood();
        Objects.requireNonNull(options, "options");
        if (!graph.isSymmetric()) {
            throw new IllegalArgumentException("a proposal needs a way back along every edge, but " + graph
                    + " is directed: use SymmetrizedScore.of(model) and its graph");
        }
        Neighborhood proposed = proposal.neighborhood();
        if (!Graphs.same(graph, proposed)) {
            throw new IllegalArgumentException("the score is on " + graph + ", but the proposal is on " + proposed
                    + (graph.toString().equals(proposed.toString()) ? ", which has other edges, or other slots" : ""));
        }
        Graphs.requireWeaklyConnected(graph, "Metropolis-Hastings");
        return new ProposalKernel(model, proposal, options);
    }

    @Override
    public StateSpace space() {
        return graph.space();
    }

    @Override
    public void advance(Chains chains, int from, int to, long steps, Tally tally) {
        chains.requireAdvance(this, from, to, steps);
        if (steps == 0) {
            return;
        }
        RateWork work = workspaces.get();
        if (!(model instanceof LocalScore local)) {
            ScoreRows rows = chains.rowsOf(model, options.acceptance());
            RowWaves.advance(model, rows, chains, from, to, steps, work, tally, this::runByRow);
            return;
        }
        work.reserveState(space().dimension());
        for (int chain = from; chain < to; chain++) {
            long left = steps;
            while (left > 0) {
                left = runToAcceptance(chains, chain, local, null, left, work, tally);
            }
        }
    }

    private long runByRow(Chains chains, int chain, ScoreRows rows, long steps, RateWork work, Tally tally) {
        return runToAcceptance(chains, chain, null, rows, steps, work, tally);
    }

    private long runToAcceptance(
            Chains chains, int chain, LocalScore local, ScoreRows rows, long steps, RateWork work, Tally tally) {
        UniformRandomProvider random = chains.random(chain);
        int[] states = chains.current();
        int at = chain * space().dimension();
        double laziness = options.laziness();
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
            int slot = proposal.draw(states, at, random);
            if (slot == Proposal.STAY) {
                continue;
            }
            requireSlot(states, at, slot);
            proposals++;
            double logRatio =
                    local != null ? local.logRatio(states, at, slot) : rows.logRatios[chain * graph.slots() + slot];
            double probability = acceptance(states, at, slot, logRatio);
            accepted = probability == 1 || random.nextDouble() < probability;
            if (accepted) {
                if (!graph.move(states, at, slot, work.there)) {
                    throw badSlot(states, at, slot);
                }
                chains.moved(chain);
            }
        }
        tally.add(proposals, accepted ? 1 : 0, 0);
        return left;
    }

    /** Returns the probability of acceptance, for chains and for their exact law. */
    private double acceptance(int[] states, int at, int slot, double logRatio) {
        if (Double.isNaN(logRatio)) {
            throw Refusals.notANumber(model, states, at, slot);
        }
        double correction = proposal.logCorrection(states, at, slot);
        if (!(correction < Double.POSITIVE_INFINITY)) {
            throw new IllegalStateException("log correction of state " + Refusals.state(graph, states, at) + ", slot "
                    + slot + " of " + graph + " is " + correction + " in " + proposal);
        }
        double probability = options.acceptance().probability(logRatio + correction);
        if (!(probability >= 0)) {
            throw Refusals.logRatio(model, states, at, slot, logRatio + ", and its correction " + correction + ",");
        }
        return probability;
    }

    private void requireSlot(int[] states, int at, int slot) {
        if (slot < 0 || slot >= graph.slots()) {
            throw badSlot(states, at, slot);
        }
    }

    private IllegalStateException badSlot(int[] states, int at, int slot) {
        return new IllegalStateException(proposal + " drew slot " + slot + " at state "
                + Refusals.state(graph, states, at) + ", which " + graph + " does not have there");
    }

    /**
     * {@inheritDoc}
     *
     * @throws UnsupportedOperationException if the proposal is not an {@link EnumerableProposal}
     */
    @Override
    public void transitionProbabilities(int[] states, int at, double[] probabilities) {
        if (!(proposal instanceof EnumerableProposal enumerable)) {
            throw new UnsupportedOperationException(proposal + " can't write its law: it is not an EnumerableProposal");
        }
        int dimension = space().dimension();
        int[] state = Arrays.copyOfRange(states, at, at + dimension);
        int[] there = new int[dimension];
        double[] row = new double[graph.slots()];
        double[] proposed = new double[graph.slots()];
        model.logRatios(state, 1, row);
        enumerable.probabilities(state, 0, proposed);
        Arrays.fill(probabilities, 0);
        double stay = 1;
        for (int slot = 0; slot < row.length; slot++) {
            if (proposed[slot] > 0) {
                if (!graph.neighbor(state, 0, slot, there, 0)) {
                    throw badSlot(state, 0, slot);
                }
                double moves = (1 - options.laziness()) * proposed[slot] * acceptance(state, 0, slot, row[slot]);
                probabilities[(int) space().rank(there, 0)] += moves;
                stay -= moves;
            }
        }
        probabilities[(int) space().rank(state, 0)] += Math.max(0, stay);
    }

    @Override
    public String toString() {
        return "ProposalKernel[" + proposal + " on " + graph + "]";
    }
}
