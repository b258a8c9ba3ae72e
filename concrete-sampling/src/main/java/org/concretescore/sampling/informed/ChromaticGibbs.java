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
 * Draws all coordinates of a random block at once, each from its conditional distribution given x, and corrects for
 * their interaction. Coordinate d gets the value v with the probability {@code q_d(v | x) ~ e^{row(x)_{d,v}}}, and the
 * proposal y is accepted with {@code min(1, p(y) q(x|y) / (p(x) q(y|x)))}.
 *
 * <p>If the graph is the hamming graph, the rows are exact, and the coordinates of a block do not interact, then q is
 * the conditional distribution of the block, and every proposal is accepted (chromatic Gibbs sampling). If the
 * coordinates interact, some proposals are rejected. The kernel is reversible with respect to p, whatever the rows are.
 * The probability of a block is its share of the coordinates.
 *
 * <p>A proposal costs one row and one log density, even if it is rejected. A proposal that changes nothing costs none,
 * and is not counted. One row moves half of a checkerboard.
 */
public final class ChromaticGibbs implements EnumerableKernel {
    private static final String METHOD = "chromatic Gibbs sampling";

    private final Blocks blocks;
    private final Neighborhood graph;
    private final InformedSteps steps;

    private ChromaticGibbs(ScoreModel model, LogDensity density, Blocks blocks) {
        this.graph = model.neighborhood();
        this.blocks = blocks;
        this.steps = new InformedSteps(model, density, new Factorised(Coordinates.of(graph, METHOD), blocks, 1, 0));
    }

    /**
     * Returns the kernel of a score and a density.
     *
     * @param model gives the rows, on the hamming, grid or torus graph
     * @param density the log density, up to a constant; the kernel is reversible with respect to it
     * @param blocks the blocks, on the same space; see {@link Blocks#of(org.concretescore.core.score.LocalScore)} and
     *     {@link Blocks#learn}
     * @return the kernel
     * @throws IllegalArgumentException if the graph is another one, the density is null, or the density or the blocks
     *     are on another space
     */
    public static ChromaticGibbs of(ScoreModel model, LogDensity density, Blocks blocks) {
        Coordinates.of(model.neighborhood(), METHOD);
        Graphs.requireWeaklyConnected(model.neighborhood(), METHOD);
        InformedSteps.requireDensity(density, model, METHOD);
        if (!blocks.space().equals(model.neighborhood().space())) {
            throw new IllegalArgumentException("the blocks are on " + blocks.space() + ", but the model is on "
                    + model.neighborhood().space());
        }
        return new ChromaticGibbs(model, density, blocks);
    }

    /**
     * Returns the blocks.
     *
     * @return the blocks
     */
    public Blocks blocks() {
        return blocks;
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
        return "ChromaticGibbs[" + graph + ", " + blocks + "]";
    }
}
