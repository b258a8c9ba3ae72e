package org.concretescore.core.objective;

import java.util.List;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.CoordinateEdges;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.noise.NoiseKernel;
import org.concretescore.core.score.Unit;

/**
 * The denoising form of an {@link EdgeLoss}; for {@link Csm} it is D-CSM. A data row x is perturbed to y ~ q(y|x). The
 * edges that leave y have the terms {@code out(v) + r_i in(v)} with the conditional ratio
 * {@code r_i = q(y_i|x)/q(y|x)}. For CSM, this is up to a constant
 *
 * <p>\[ \mathbb{E}_{p(x)} \, \mathbb{E}_{q(y|x)} \sum_i
 * \Bigl( c_\theta(y)_i - \Bigl[ \frac{q(y_i|x)}{q(y|x)} - 1 \Bigr] \Bigr)^2. \]
 *
 * <p>If {@code q(y|x) = 0} implies {@code q(y_i|x) = 0}, then the mean of {@code r_i} given y is the ratio of the
 * <em>noisy</em> distribution, and the minimum is the score of that distribution. Uniform, flip and heat kernels have
 * this property on every graph, and absorbing noise has it on the graph {@code unmask}. Triangular noise has it nowhere
 * (its bias is measured in {@code docs/objectives/denoising.md}).
 *
 * <p>If there are several levels, each row draws one of them, and the network reads it as its noise level.
 */
public final class DenoisingObjective implements Objective {
    private final EdgeLoss loss;
    private final List<Noise> levels;
    private final int neighbors;
    private final NoiseKernels kernels;

    private DenoisingObjective(EdgeLoss loss, List<Noise> levels, int neighbors) {
        this.loss = loss;
        this.levels = List.copyOf(levels);
        boolean oneKind = levels.stream().map(Noise::name).distinct().count() <= 1;
        if (levels.size() > 1 && (!oneKind || levels.stream().anyMatch(noise -> Double.isNaN(noise.level())))) {
            throw new IllegalArgumentException(
                    "a network tells noise by its level, so several levels must be of one kind of noise,"
                            + " and that kind must have levels; was " + levels);
        }
        this.kernels = new NoiseKernels(loss.name() + " in its denoising form", this.levels);
        this.neighbors = neighbors;
    }

    /**
     * Returns the objective that sums over all edges that leave the noisy state.
     *
     * @param loss the terms
     * @param levels one or several levels of noise
     * @return the objective
     * @throws IllegalArgumentException if there is no noise
     */
    public static DenoisingObjective full(EdgeLoss loss, List<Noise> levels) {
        return new DenoisingObjective(loss, levels, 0);
    }

    /**
     * Returns the unbiased estimate from some edges that leave the noisy state, one from each stratum.
     *
     * @param loss the terms
     * @param levels one or several levels of noise
     * @param neighbors the number of strata, at least 1
     * @return the objective
     * @throws IllegalArgumentException if there is no noise, or the number is below 1
     */
    public static DenoisingObjective sampled(EdgeLoss loss, List<Noise> levels, int neighbors) {
        return new DenoisingObjective(loss, levels, ObjectiveOptions.requireNeighbors(neighbors));
    }

    @Override
    public String name() {
        String base = loss.name().equals("csm") ? "dcsm" : loss.name();
        return neighbors > 0 ? base + "-mc" : base;
    }

    @Override
    public Unit unit() {
        return loss.unit();
    }

    @Override
    public List<Noise> noise() {
        return levels;
    }

    @Override
    public Objective criterion(boolean sampled) {
        return new DenoisingObjective(new RatioMatching(), levels, sampled ? 1 : 0);
    }

    @Override
    public void requireGraph(Neighborhood graph) {
        kernels.on(graph.space());
        boolean absorbing = levels.stream().anyMatch(noise -> noise instanceof Noise.Absorbing);
        if (absorbing && !Graphs.same(graph, Graphs.unmask(graph.space()))) {
            throw new IllegalArgumentException(
                    "with absorbing noise the ratios of the noisy distribution are learned on"
                            + " the graph unmask alone, not on " + graph.spec());
        }
    }

    @Override
    public void select(
            EdgeBatch edges, int[] states, int from, int count, double[] weights, UniformRandomProvider random) {
        Neighborhood graph = edges.graph();
        List<NoiseKernel> all = kernels.on(graph.space());
        int dimension = graph.space().dimension();
        for (int row = from; row < from + count; row++) {
            int level = all.size() == 1 ? 0 : random.nextInt(all.size());
            NoiseKernel kernel = all.get(level);
            edges.noiseLevel(all.size() == 1 ? 0 : levels.get(level).level());
            int at = row * dimension;
            kernel.perturb(states, at, edges.noisy(), 0, random);
            addEdges(edges, kernel, states, at, weights[row], random);
        }
    }

    /** Adds the edges that leave the noisy state. The clean state is known. */
    void addEdges(
            EdgeBatch edges, NoiseKernel kernel, int[] clean, int at, double weight, UniformRandomProvider random) {
        Neighborhood graph = edges.graph();
        int[] noisy = edges.noisy();
        int source = edges.position(noisy, 0);
        if (neighbors == 0) {
            for (int slot = 0; slot < graph.slots(); slot++) {
                add(edges, source, kernel, clean, at, slot, weight);
            }
            return;
        }
        Strata.drawEdges(
                graph,
                noisy,
                0,
                false,
                neighbors,
                edges.scratch(),
                random,
                (slot, size) -> add(edges, source, kernel, clean, at, slot, weight * size));
    }

    private static void add(
            EdgeBatch edges, int source, NoiseKernel kernel, int[] clean, int at, int slot, double weight) {
        int[] noisy = edges.noisy();
        if (edges.graph() instanceof CoordinateEdges graph && !edges.isTied()) {
            // In constant time: a free model does not need the neighbor itself.
            int value = graph.value(noisy, 0, slot);
            if (value >= 0) {
                int d = graph.coordinate(slot);
                edges.addTowards(source, slot, weight, kernel.ratio(d, clean[at + d], noisy[d], value));
            }
            return;
        }
        int[] neighbor = edges.scratch();
        if (edges.graph().neighbor(noisy, 0, slot, neighbor, 0)) {
            double ratio = kernel.ratio(clean, at, noisy, 0, neighbor, 0);
            edges.addTowards(noisy, 0, slot, neighbor, 0, weight, ratio);
        }
    }

    @Override
    public double lossAndGradient(EdgeBatch edges, double[] values, double[] gradient) {
        return EdgeObjective.lossAndGradient(loss, edges, values, gradient);
    }

    @Override
    public int statesPerRow(Neighborhood graph, boolean tied) {
        return tied ? EdgeObjective.bound(graph, true, neighbors) : 1;
    }

    @Override
    public String describe() {
        return name() + ", " + loss.describe() + (neighbors > 0 ? " over " + neighbors + " neighbors" : "")
                + " with noise " + levels;
    }

    /** Compares by content: the terms, the levels of noise and the number of neighbors drawn. */
    @Override
    public boolean equals(Object other) {
        return other instanceof DenoisingObjective that
                && loss.equals(that.loss)
                && levels.equals(that.levels)
                && neighbors == that.neighbors;
    }

    @Override
    public int hashCode() {
        return Objects.hash(loss, levels, neighbors);
    }

    @Override
    public String toString() {
        return describe();
    }
}
