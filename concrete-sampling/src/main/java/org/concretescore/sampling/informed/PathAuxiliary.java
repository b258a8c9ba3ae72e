package org.concretescore.sampling.informed;

import java.util.Objects;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.Tally;

/**
 * Proposes a path of several locally balanced moves by one row, without replacement (path auxiliary sampling; Sun, Dai,
 * Xia and Ramamurthy 2022, its fast version).
 *
 * <p>A path draws its length L and then L slots, one after the other. Each slot is drawn by its weight among the slots
 * of the coordinates that the path has not changed yet:
 * {@code P(s_1..s_L | x, L) = prod_l w_{s_l}(x) / sum_{d not in d_1..d_{l-1}} W_d(x)}, where W_d is the sum over the
 * slots of coordinate d. The way back undoes the moves in opposite order, by the row at the path's end y. The map (x,
 * path) -> (y, opposite path) is an involution. Accepting with {@code min(1, p(y) P(back | y) / (p(x) P(path | x)))} is
 * therefore reversible with respect to p, <em>whatever the rows are</em>: exact, learned or Taylor's. The rows only
 * determine how often paths are accepted.
 *
 * <p>L has a Poisson distribution, restricted to the range from 1 to the number of coordinates. Its rate is the
 * duration T times {@code Q(x) = sum_d q_d(x)}, and at most 500. Here {@code q_d = S_d / (1 + S_d)} is the probability
 * that coordinate d would change if it were drawn anew, and S_d is the sum of the ratios of its slots. Paths are
 * therefore long where many coordinates can change, as in a Boltzmann machine of weak weights, and short where few can.
 *
 * <p>The weights are {@code w_s = g(ratio_s) exp(T/2 (ratio_s - 1)/(1 + S_d))}. With Barker's g alone, a path would be
 * accepted, to first order, with {@code exp(-T/2 A - T B)}. A is what its moves add to the q of their own coordinates,
 * and B is what they add to the q of other coordinates. A is known before the move: a move of coordinate d adds
 * {@code (1 - ratio_s)/(1 + S_d)}. The weight contains a multiple of this, which has the opposite sign on the way back.
 * The factor T/4 would cancel A. The factor T/2 also anticipates a part of B, because a move uphill tends to make its
 * neighbors less settled, too. The rest of B limits how long paths can be. To reduce it, one must know which
 * coordinates interact, as {@link ChromaticGibbs} does.
 *
 * <p>A proposal costs one row and one log density, even if it is rejected. Two neighbors in a path are chosen as if
 * they did not interact. This limits the useful length of paths: a few coordinates where interactions are strong, and
 * dozens where they are weak.
 */
public final class PathAuxiliary implements EnumerableKernel {
    private static final String METHOD = "a path auxiliary proposal";

    private final Neighborhood graph;
    private final PathAuxiliaryOptions options;
    private final InformedSteps steps;

    private PathAuxiliary(ScoreModel model, LogDensity density, PathAuxiliaryOptions options) {
        this.graph = model.neighborhood();
        this.options = options;
        this.steps = new InformedSteps(model, density, new Paths(Coordinates.of(graph, METHOD), options));
    }

    /**
     * Returns the kernel of a score and a density.
     *
     * @param model gives the rows, on the hamming, grid or torus graph
     * @param density the log density, up to a constant; the kernel is reversible with respect to it
     * @param options the options
     * @return the kernel
     * @throws IllegalArgumentException if the graph is another one, or the density is null or on another space
     */
    public static PathAuxiliary of(ScoreModel model, LogDensity density, PathAuxiliaryOptions options) {
        Coordinates.of(model.neighborhood(), METHOD);
        Graphs.requireWeaklyConnected(model.neighborhood(), METHOD);
        InformedSteps.requireDensity(density, model, METHOD);
        return new PathAuxiliary(model, density, Objects.requireNonNull(options, "options"));
    }

    /**
     * Returns the kernel of a tied score and its density.
     *
     * @param model gives the rows and the density; on the hamming, grid or torus graph
     * @param options the options
     * @return the kernel
     * @throws IllegalArgumentException if the graph is another one
     */
    public static PathAuxiliary of(TiedScore model, PathAuxiliaryOptions options) {
        return of(model, model.density(), options);
    }

    /**
     * Returns the options.
     *
     * @return the options
     */
    public PathAuxiliaryOptions options() {
        return options;
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
        return "PathAuxiliary[" + graph + ", " + options + "]";
    }
}
