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
 * What all informed kernels do: draw proposals by the rows at hand, evaluate rows (and log densities) at the proposals of
 * all chains in one call, accept or not. Remembers of each chain its row and, behind it, its log density.
 */
final class InformedSteps implements EnumerableKernel {
    private final ScoreModel model;
    /** Or null, where forward and back tell p(y)/p(x), too. */
    private final LogDensity density;

    private final TrailProposal proposal;
    private final int dimension;
    private final int slots;
    private final int width;
    private final ThreadLocal<Workspace> workspaces = ThreadLocal.withInitial(Workspace::new);

    InformedSteps(ScoreModel model, LogDensity density, TrailProposal proposal) {
        this.model = model;
        this.density = density;
        this.proposal = proposal;
        this.dimension = model.neighborhood().space().dimension();
        this.slots = model.neighborhood().slots();
        this.width = slots + 1;
    }

    /** The checks of what corrects a proposal whose rows need not be exact. */
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
        Workspace work = workspaces.get();
        work.reserve(to - from, dimension, slots, proposal);
        remember(chains, from, to, memory, work, tally);
        for (long step = 0; step < steps; step++) {
            StoppedException.throwIfInterrupted("sampling");
            step(chains, from, to, memory, work, tally);
        }
    }

    /** Evaluates the chains whose row is not known. */
    private void remember(Chains chains, int from, int to, ChainMemory memory, Workspace work, Tally tally) {
        int waiting = 0;
        for (int chain = from; chain < to; chain++) {
            if (!memory.knows(chain)) {
                chains.read(chain, work.proposed, waiting * dimension);
                work.chain[waiting++] = chain;
            }
        }
        evaluate(work, waiting);
        for (int i = 0; i < waiting; i++) {
            memory.keep(work.chain[i], kept(work, i), 0);
        }
        tally.add(0, 0, waiting);
    }

    private void step(Chains chains, int from, int to, ChainMemory memory, Workspace work, Tally tally) {
        double[] values = memory.values();
        int moves = 0;
        int proposals = 0;
        for (int chain = from; chain < to; chain++) {
            chains.read(chain, work.states, moves * dimension);
            double forward = proposal.draw(
                    work.states,
                    moves * dimension,
                    values,
                    chain * width,
                    chains.random(chain),
                    work.proposed,
                    moves * dimension,
                    work.trails,
                    moves * proposal.trail(),
                    work.room,
                    work.scratch);
            boolean none = forward == Double.NEGATIVE_INFINITY;
            if (none || work.proposesItself(moves, dimension)) {
                proposals += none ? 1 : 0;
                continue;
            }
            proposals++;
            work.forward[moves] = forward;
            work.chain[moves++] = chain;
        }
        evaluate(work, moves);
        int acceptances = 0;
        for (int i = 0; i < moves; i++) {
            int chain = work.chain[i];
            double logDensity = values[chain * width + slots];
            double acceptance = acceptance(work, i, logDensity, work.forward[i]);
            UniformRandomProvider random = chains.random(chain);
            if (random.nextDouble() < acceptance) {
                acceptances++;
                chains.move(chain, work.proposed, i * dimension);
                memory.keep(chain, kept(work, i), 0);
            }
        }
        tally.add(proposals, acceptances, moves);
    }

    private void evaluate(Workspace work, int count) {
        if (count > 0) {
            model.logRatios(work.proposed, count, work.rows);
            if (density != null) {
                density.logDensities(work.proposed, count, work.logDensities);
            }
        }
    }

    /** Row and log density side by side. */
    private double[] kept(Workspace work, int i) {
        System.arraycopy(work.rows, i * slots, work.kept, 0, slots);
        work.kept[slots] = density == null ? 0 : work.logDensities[i];
        return work.kept;
    }

    /** The one place that decides, for chains and for their exact law. */
    private double acceptance(Workspace work, int i, double logDensity, double forward) {
        double logDensityThere = density == null ? 0 : work.logDensities[i];
        if (!(logDensity < Double.POSITIVE_INFINITY && logDensityThere < Double.POSITIVE_INFINITY)) {
            throw new IllegalStateException("log density of state " + work.proposed(i, dimension)
                    + " or of the state before is NaN or infinite: " + logDensityThere + ", " + logDensity);
        }
        if (logDensity == Double.NEGATIVE_INFINITY) {
            // Where there is no mass every move is good.
            return 1;
        }
        if (logDensityThere == Double.NEGATIVE_INFINITY) {
            return 0;
        }
        double back = proposal.back(
                work.states,
                i * dimension,
                work.proposed,
                i * dimension,
                work.rows,
                i * slots,
                work.trails,
                i * proposal.trail(),
                work.room,
                work.scratch);
        double log = logDensityThere - logDensity + back - forward;
        if (Double.isNaN(log)) {
            throw new IllegalStateException("the acceptance of state " + work.proposed(i, dimension)
                    + " is NaN: log probability forward " + forward + ", back " + back);
        }
        return Math.min(1, Math.exp(log));
    }

    @Override
    public void transitionProbabilities(int[] states, int at, double[] probabilities) {
        Workspace work = new Workspace();
        work.reserve(1, dimension, slots, proposal);
        System.arraycopy(states, at, work.states, 0, dimension);
        System.arraycopy(states, at, work.proposed, 0, dimension);
        evaluate(work, 1);
        double[] here = kept(work, 0).clone();
        Arrays.fill(probabilities, 0);
        int rank = (int) space().rank(states, at);
        double[] moved = {0};
        proposal.visit(Arrays.copyOf(work.states, dimension), here, (proposed, trail, probability, forward) -> {
            int there = (int) space().rank(proposed, 0);
            if (there != rank && probability > 0) {
                System.arraycopy(proposed, 0, work.proposed, 0, dimension);
                System.arraycopy(trail, 0, work.trails, 0, trail.length);
                evaluate(work, 1);
                double flow = probability * acceptance(work, 0, here[slots], forward);
                probabilities[there] += flow;
                moved[0] += flow;
            }
        });
        probabilities[rank] = Math.max(0, 1 - moved[0]);
    }

    /** Room for one thread. */
    private static final class Workspace {
        private int[] chain = new int[0];
        private int[] states = new int[0];
        private int[] proposed = new int[0];
        private int[] trails = new int[0];
        private double[] rows = new double[0];
        private double[] logDensities = new double[0];
        private double[] forward = new double[0];
        private double[] kept = new double[0];
        private double[] room = new double[0];
        private int[] scratch = new int[0];

        void reserve(int chains, int dimension, int slots, TrailProposal proposal) {
            if (chain.length < chains) {
                chain = new int[chains];
                states = new int[Math.multiplyExact(chains, dimension)];
                proposed = new int[states.length];
                trails = new int[Math.multiplyExact(chains, proposal.trail())];
                rows = new double[Math.multiplyExact(chains, slots)];
                logDensities = new double[chains];
                forward = new double[chains];
                kept = new double[slots + 1];
                room = new double[proposal.room()];
                scratch = new int[dimension];
            }
        }

        boolean proposesItself(int i, int dimension) {
            int at = i * dimension;
            return Arrays.equals(states, at, at + dimension, proposed, at, at + dimension);
        }

        String proposed(int i, int dimension) {
            return Arrays.toString(Arrays.copyOfRange(proposed, i * dimension, (i + 1) * dimension));
        }
    }
}
