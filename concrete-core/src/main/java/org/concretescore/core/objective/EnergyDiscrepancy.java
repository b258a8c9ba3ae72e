package org.concretescore.core.objective;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.noise.NoiseKernel;
import org.concretescore.core.score.Unit;

/**
 * Energy discrepancy (Schroeder, Ou, Lim, Li, Vollmer and Duncan 2023). A data row x is perturbed to y, and M states
 * {@code x_j ~ q(.|y)} are drawn back with the same symmetric kernel. The term is
 * \( \log \bigl( 1 + \sum_j q(x_j)/q(x) \bigr) \), with the weight w = 1 of the paper's stabilisation.
 *
 * <p>With that weight it is a ranking loss: given y, x must be distinguished from M draws of the uniform distribution's
 * posterior. Its minimum is the true distribution for every M, not only in the limit (tested by enumeration). It is
 * convex in the log density and at least 0.
 */
public final class EnergyDiscrepancy implements Objective {
    private static final GroupLoss LOSS = new LogSum("energy-discrepancy");

    private final List<Noise> noise;
    private final int negatives;
    private final NoiseKernels kernels;

    /**
     * Makes the objective.
     *
     * @param noise the levels of the kernel; each row draws one. Small levels compare a state with states near it,
     *     large levels with states far away
     * @param negatives M, the number of states drawn back, at least 1
     * @throws IllegalArgumentException if there is no noise, a kernel is not symmetric, or the number is below 1
     */
    public EnergyDiscrepancy(List<Noise> noise, int negatives) {
        for (Noise level : noise) {
            if (!level.isSymmetric()) {
                throw new IllegalArgumentException(
                        "energy-discrepancy draws back with the same kernel, which must be symmetric; " + level
                                + " is not");
            }
        }
        if (negatives < 1) {
            throw new IllegalArgumentException("negatives must be at least 1, was " + negatives);
        }
        this.noise = List.copyOf(noise);
        this.kernels = new NoiseKernels(LOSS.name(), this.noise);
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
    public boolean perturbs() {
        return true;
    }

    @Override
    public void requireGraph(Neighborhood graph) {
        kernels.on(graph.space());
    }

    @Override
    public void select(
            EdgeBatch edges, int[] states, int from, int count, double[] weights, UniformRandomProvider random) {
        List<NoiseKernel> levels = kernels.on(edges.graph().space());
        int dimension = edges.graph().space().dimension();
        int[] noisy = edges.noisy();
        int[] back = edges.scratch();
        for (int row = from; row < from + count; row++) {
            NoiseKernel kernel = levels.get(levels.size() == 1 ? 0 : random.nextInt(levels.size()));
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

    /** Compares by content: the levels of noise and the number of negatives. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EnergyDiscrepancy that && noise.equals(that.noise) && negatives == that.negatives;
    }

    @Override
    public int hashCode() {
        return 31 * noise.hashCode() + negatives;
    }

    @Override
    public String toString() {
        return describe();
    }
}
