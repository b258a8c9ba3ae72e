package org.concretescore.core.objective;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.noise.NoiseKernel;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;

/**
 * Energy discrepancy (Schroeder, Ou, Lim, Li, Vollmer and Duncan 2023): a data row x is perturbed to y, M states
 * {@code x_j ~ q(.|y)} are drawn back with the same symmetric kernel, and the term is
 * {@code log(1 + sum_j q(x_j)/q(x))}, with the weight w = 1 of the paper's stabilisation.
 *
 * <p>With that weight it is a ranking loss: given y, x is to be told from M draws of the uniform distribution's posterior.
 * Its minimum is the true distribution for every M, not only in the limit (tested by enumeration). Convex in the log
 * density, at least 0.
 */
public final class EnergyDiscrepancy implements Objective {
    private static final GroupLoss LOSS = new LogSum("energy-discrepancy");

    private final Noise noise;
    private final int negatives;
    private volatile NoiseKernel known;

    /**
     * The objective.
     *
     * @param noise the kernel
     * @param negatives M, the number of states drawn back, at least 1
     * @throws IllegalArgumentException if the kernel is not symmetric, or the number below 1
     */
    public EnergyDiscrepancy(Noise noise, int negatives) {
        if (!noise.isSymmetric()) {
            throw new IllegalArgumentException(
                    "energy-discrepancy draws back with the kernel it went by, which must be symmetric; " + noise
                            + " is not");
        }
        if (negatives < 1) {
            throw new IllegalArgumentException("negatives must be at least 1, was " + negatives);
        }
        this.noise = noise;
        this.negatives = negatives;
    }

    @Override
    public String name() {
        return LOSS.name();
    }

    @Override
    public Unit unit() {
        return Unit.LOG_RATIO;
    }

    @Override
    public Needs needs() {
        return Needs.DENSITY;
    }

    @Override
    public void requireGraph(Neighborhood graph) {
        kernel(graph.space());
    }

    private NoiseKernel kernel(StateSpace space) {
        NoiseKernel kernel = known;
        if (kernel == null || !kernel.space().equals(space)) {
            kernel = noise.on(space);
            known = kernel;
        }
        return kernel;
    }

    @Override
    public void select(
            EdgeBatch edges, int[] states, int from, int count, double[] weights, UniformRandomProvider random) {
        NoiseKernel kernel = kernel(edges.graph().space());
        int dimension = edges.graph().space().dimension();
        int[] noisy = edges.noisy();
        int[] back = edges.scratch();
        for (int row = from; row < from + count; row++) {
            kernel.perturb(states, row * dimension, noisy, 0, random);
            for (int j = 0; j < negatives; j++) {
                kernel.perturb(noisy, 0, back, 0, random);
                edges.addPair(states, row * dimension, back, 0, weights[row]);
            }
            edges.endGroup();
        }
    }

    @Override
    public double lossAndGradient(EdgeBatch edges, double[] values, double[] gradient) {
        return ConditionalObjective.lossAndGradient(LOSS, edges, values, gradient);
    }

    @Override
    public int statesPerRow(Neighborhood graph, boolean tied) {
        long states = 1L + negatives;
        return Math.toIntExact(graph.space().hasAtMost(states) ? graph.space().size() : states);
    }

    @Override
    public String describe() {
        return name() + " with noise " + noise + " and " + negatives + " negatives";
    }

    @Override
    public String toString() {
        return describe();
    }
}
