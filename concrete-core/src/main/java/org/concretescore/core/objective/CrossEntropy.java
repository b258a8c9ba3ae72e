package org.concretescore.core.objective;

import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.noise.NoiseProcess;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;

/**
 * The cross entropy of the posteriors of clean coordinates, for denoisers at all levels of noise. A data row x becomes a
 * noisy row y of a level b that is drawn anew for each row, and the terms are {@code -log pi_d(x_d|y)}. One evaluation of
 * the model serves all coordinates. The minimum is the posterior, and so the Concrete score of the noisy data at every
 * level (see {@link org.concretescore.core.noise.Denoiser}).
 *
 * <p>With uniform noise, b is uniform in (0, 1], and the loss is the sum over all coordinates. With absorbing noise, n
 * coordinates are masked, n is uniform in 1..D, the level is n/D, and the loss is D/n times the sum over the masked
 * coordinates. Its mean is then minus the any-order bound of the log-likelihood, in nats a row:
 *
 * <p>\[ \log p(x) \ge \mathbb{E}_n \mathbb{E}_{|M| = n} \frac{D}{n} \sum_{d \in M} \log \pi_d(x_d \mid x_{\setminus M}). \]
 *
 * @param process the noise
 */
public record CrossEntropy(NoiseProcess process) implements Objective {
    /**
     * Checks the noise.
     *
     * @param process the noise
     */
    public CrossEntropy {
        Objects.requireNonNull(process, "process");
    }

    @Override
    public String name() {
        return "cross-entropy";
    }

    @Override
    public String describe() {
        return name() + " of " + process + " noise";
    }

    @Override
    public Unit unit() {
        return Unit.LOG_RATIO;
    }

    @Override
    public Needs needs() {
        return Needs.POSTERIORS;
    }

    @Override
    public boolean hasLevels() {
        return true;
    }

    @Override
    public boolean perturbs() {
        return true;
    }

    @Override
    public Objective criterion(boolean sampled) {
        return this;
    }

    @Override
    public void requireGraph(Neighborhood graph) {
        process.requireSpace(graph.space());
        if (!Graphs.same(graph, process.graph(graph.space()))) {
            throw new IllegalArgumentException("a denoiser of " + process + " noise is on the graph "
                    + process.graph(graph.space()).spec() + ", not on " + graph.spec());
        }
    }

    @Override
    public void select(
            EdgeBatch edges, int[] states, int from, int count, double[] weights, UniformRandomProvider random) {
        StateSpace space = edges.graph().space();
        int dimension = space.dimension();
        for (int row = from; row < from + count; row++) {
            int at = row * dimension;
            int[] noisy = edges.noisy();
            double weight = weights[row];
            if (process == NoiseProcess.UNIFORM) {
                double level = 1 - random.nextDouble();
                edges.noiseLevel(level);
                process.perturb(space, states, at, noisy, 0, level, random);
            } else {
                int masked = 1 + random.nextInt(dimension);
                edges.noiseLevel((double) masked / dimension);
                weight *= (double) dimension / masked;
                mask(space, states, at, noisy, masked, random);
            }
            int first = 0;
            for (int d = 0; d < dimension; d++) {
                if (process == NoiseProcess.UNIFORM || noisy[d] != states[at + d]) {
                    edges.addPosterior(noisy, 0, first + states[at + d], weight);
                }
                first += space.cardinality(d);
            }
        }
    }

    /** Masks a uniform set of coordinates. */
    private static void mask(
            StateSpace space, int[] states, int at, int[] noisy, int masked, UniformRandomProvider random) {
        int wanted = masked;
        for (int d = 0; d < space.dimension(); d++) {
            boolean mask = random.nextInt(space.dimension() - d) < wanted;
            wanted -= mask ? 1 : 0;
            noisy[d] = mask ? space.cardinality(d) - 1 : states[at + d];
        }
    }

    @Override
    public double lossAndGradient(EdgeBatch edges, double[] values, double[] gradient) {
        double sum = 0;
        for (int e = 0; e < edges.size(); e++) {
            sum -= edges.weight(e) * values[e];
            gradient[e] = -edges.weight(e);
        }
        return sum;
    }

    @Override
    public int statesPerRow(Neighborhood graph, boolean tied) {
        return 1;
    }

    @Override
    public String toString() {
        return describe();
    }
}
