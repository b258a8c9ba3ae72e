package org.concretescore.sampling.informed;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.ChainMemory;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.Tally;

/**
 * The steps of all informed kernels. A step draws proposals by the known rows, evaluates the rows (and log densities)
 * of all chains at their proposals in one call, and accepts or rejects. The chains remember their rows, each followed
 * by the log density.
 */
final class InformedSteps implements EnumerableKernel {
    private final ScoreModel model;
    /** Null if the probabilities forward and back already contain p(y)/p(x). */
    private final LogDensity density;

    private final TrailProposal proposal;
    private final int dimension;
    private final int slots;
    private final int width;
    private final ThreadLocal<ProposalBatch> batches;

    InformedSteps(ScoreModel model, LogDensity density, TrailProposal proposal) {
        this.model = model;
        this.density = density;
        this.proposal = proposal;
        this.dimension = model.neighborhood().space().dimension();
        this.slots = model.neighborhood().slots();
        this.width = slots + 1;
        this.batches = ThreadLocal.withInitial(this::newBatch);
    }

    private ProposalBatch newBatch() {
        return new ProposalBatch(dimension, slots, proposal);
    }

    /** Checks the density that corrects a proposal whose rows may be inexact. */
    static LogDensity requireDensity(LogDensity density, ScoreModel model, String method) {
        if (density == null) {
            throw new IllegalArgumentException(
                    method + " needs a log density for its correction: the density was null");
        }
        if (!density.space().equals(model.neighborhood().space())) {
            throw new IllegalArgumentException("the density is on " + density.space() + ", but the model is on "
                    + model.neighborhood().space());
        }
        return density;
    }

    @Override
    public StateSpace space() {
        return model.neighborhood().space();
    }

    @Override
    public void advance(Chains chains, int from, int to, long steps, Tally tally) {
        chains.requireAdvance(this, from, to, steps);
        if (steps == 0 || from == to) {
            return;
        }
        ChainMemory memory = chains.memoryOf(this, width);
        ProposalBatch batch = batches.get();
        batch.reserve(to - from);
        remember(chains, from, to, memory, batch, tally);
        for (long step = 0; step < steps; step++) {
            StoppedException.throwIfInterrupted("sampling");
            step(chains, from, to, memory, batch, tally);
        }
    }

    /** Evaluates the model for the chains whose row is not known. */
    private void remember(Chains chains, int from, int to, ChainMemory memory, ProposalBatch batch, Tally tally) {
        int waiting = 0;
        for (int chain = from; chain < to; chain++) {
            if (!memory.knows(chain)) {
                chains.read(chain, batch.proposed, batch.stateAt(waiting));
                batch.chain[waiting++] = chain;
            }
        }
        evaluate(batch, waiting);
        for (int i = 0; i < waiting; i++) {
            memory.keep(batch.chain[i], kept(batch, i), 0);
        }
        tally.add(0, 0, waiting);
    }

    private void step(Chains chains, int from, int to, ChainMemory memory, ProposalBatch batch, Tally tally) {
        double[] values = memory.values();
        int moves = 0;
        int proposals = 0;
        for (int chain = from; chain < to; chain++) {
            chains.read(chain, batch.states, batch.stateAt(moves));
            double forward = proposal.draw(batch, moves, values, chain * width, chains.random(chain));
            boolean none = forward == Double.NEGATIVE_INFINITY;
            if (none || batch.proposesItself(moves)) {
                proposals += none ? 1 : 0;
                continue;
            }
            proposals++;
            batch.forward[moves] = forward;
            batch.chain[moves++] = chain;
        }
        evaluate(batch, moves);
        int acceptances = 0;
        for (int i = 0; i < moves; i++) {
            int chain = batch.chain[i];
            double logDensity = values[chain * width + slots];
            double acceptance = acceptance(batch, i, logDensity, batch.forward[i]);
            UniformRandomProvider random = chains.random(chain);
            if (random.nextDouble() < acceptance) {
                acceptances++;
                chains.move(chain, batch.proposed, batch.stateAt(i));
                memory.keep(chain, kept(batch, i), 0);
            }
        }
        tally.add(proposals, acceptances, moves);
    }

    private void evaluate(ProposalBatch batch, int count) {
        if (count > 0) {
            model.logRatios(batch.proposed, count, batch.rows);
            if (density != null) {
                density.logDensities(batch.proposed, count, batch.logDensities);
            }
        }
    }

    /** Returns the row and the log density of an entry side by side, in room that the next call uses again. */
    private double[] kept(ProposalBatch batch, int i) {
        System.arraycopy(batch.rows, batch.rowAt(i), batch.kept, 0, slots);
        batch.kept[slots] = density == null ? 0 : batch.logDensities[i];
        return batch.kept;
    }

    /** Returns the probability of acceptance, for chains and for their exact law. */
    private double acceptance(ProposalBatch batch, int i, double logDensity, double forward) {
        double logDensityThere = density == null ? 0 : batch.logDensities[i];
        if (!(logDensity < Double.POSITIVE_INFINITY && logDensityThere < Double.POSITIVE_INFINITY)) {
            throw new IllegalStateException("log density of state " + batch.proposed(i)
                    + " or of the state before is NaN or infinite: " + logDensityThere + ", " + logDensity);
        }
        if (logDensity == Double.NEGATIVE_INFINITY) {
            // A chain at a state of probability 0 accepts every move.
            return 1;
        }
        if (logDensityThere == Double.NEGATIVE_INFINITY) {
            return 0;
        }
        double back = proposal.back(batch, i);
        double log = logDensityThere - logDensity + back - forward;
        if (Double.isNaN(log)) {
            throw new IllegalStateException("the acceptance of state " + batch.proposed(i)
                    + " is NaN: log probability forward " + forward + ", back " + back);
        }
        return Math.min(1, Math.exp(log));
    }

    @Override
    public void transitionProbabilities(int[] states, int at, double[] probabilities) {
        ProposalBatch batch = newBatch();
        batch.reserve(1);
        System.arraycopy(states, at, batch.states, 0, dimension);
        System.arraycopy(states, at, batch.proposed, 0, dimension);
        evaluate(batch, 1);
        double[] here = kept(batch, 0).clone();
        Arrays.fill(probabilities, 0);
        int rank = (int) space().rank(states, at);
        double[] moved = {0};
        proposal.visit(Arrays.copyOf(batch.states, dimension), here, (proposed, trail, probability, forward) -> {
            int there = (int) space().rank(proposed, 0);
            if (there != rank && probability > 0) {
                System.arraycopy(proposed, 0, batch.proposed, 0, dimension);
                System.arraycopy(trail, 0, batch.trails, 0, trail.length);
                evaluate(batch, 1);
                double flow = probability * acceptance(batch, 0, here[slots], forward);
                probabilities[there] += flow;
                moved[0] += flow;
            }
        });
        probabilities[rank] = Math.max(0, 1 - moved[0]);
    }
}
