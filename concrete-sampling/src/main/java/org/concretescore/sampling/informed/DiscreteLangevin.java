package org.concretescore.sampling.informed;

import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.Tally;

/**
 * The discrete Langevin proposal with its correction (DMALA; Zhang, Liu and Liu 2022, "A Langevin-like sampler for
 * discrete distributions", equation 4). All coordinates move at once and independently. Coordinate d moves to the value
 * v with the probability {@code q_d(v | x) ~ exp(row(x)_{d,v} / 2 - [v != x_d] / (2 step))}, where the row is 0 for v =
 * x_d.
 *
 * <p>The proposal is accepted with {@code min(1, p(y) q(x|y) / (p(x) q(y|x)))}. The kernel is therefore reversible with
 * respect to p, whatever the rows are: exact, learned or Taylor's. There is no version without the correction, because
 * it would not have the right stationary distribution.
 *
 * <p>A proposal costs one row and one log density, even if it is rejected. A proposal that changes nothing costs none,
 * and is not counted.
 */
public final class DiscreteLangevin implements EnumerableKernel {
    private static final String METHOD = "a discrete Langevin proposal";

    private final double step;
    private final Neighborhood graph;
    private final InformedSteps steps;

    private DiscreteLangevin(ScoreModel model, LogDensity density, double step) {
        this.graph = model.neighborhood();
        this.step = step;
        TrailProposal proposal =
                new Factorised(Coordinates.of(graph, METHOD), Blocks.whole(graph.space()), 0.5, 0.5 / step);
        this.steps = new InformedSteps(model, density, proposal);
    }

    /**
     * Returns the kernel of a score and a density.
     *
     * @param model gives the rows, on the hamming, grid or torus graph
     * @param density the log density, up to a constant; the kernel is reversible with respect to it
     * @param step the step size, above 0; small steps change few coordinates
     * @return the kernel
     * @throws IllegalArgumentException if the graph is another one, the density is null or on another space, or the
     *     step is not above 0
     */
    public static DiscreteLangevin of(ScoreModel model, LogDensity density, double step) {
        Coordinates.of(model.neighborhood(), METHOD);
        Graphs.requireWeaklyConnected(model.neighborhood(), METHOD);
        InformedSteps.requireDensity(density, model, METHOD);
        if (!(step > 0)) {
            throw new IllegalArgumentException("step must be above 0, was " + step);
        }
        return new DiscreteLangevin(model, density, step);
    }

    /**
     * Returns the step size.
     *
     * @return above 0
     */
    public double step() {
        return step;
    }

    @Override
    public StateSpace space() {
        return graph.space();
    }

    @Override
    public void advance(Chains chains, int from, int to, long count, Tally tally) {
        steps.advance(chains, from, to, count, tally);
    }

    @Override
    public void transitionProbabilities(int[] states, int at, double[] probabilities) {
        steps.transitionProbabilities(states, at, probabilities);
    }

    @Override
    public String toString() {
        return "DiscreteLangevin[" + graph + ", step " + step + "]";
    }
}
