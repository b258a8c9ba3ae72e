package org.concretescore.sampling.annealing;

import java.util.Arrays;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.graph.CoordinateSlots;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.core.space.StateSpace;

/**
 * The geometric path {@code f_b(x) = p0(x)^(1-b) p(x)^b} from a base p0, which is normalised and can be sampled, to a
 * target p, which need not be normalised and cannot be sampled. Chains walk it on a graph by Metropolis steps.
 *
 * <p>A step proposes the neighbor in a slot that is drawn uniformly. If the slot is empty, the chain does not move.
 * Proposals are therefore symmetric, and the degrees of the states are not needed. On a directed graph edges are walked
 * both ways. {@link org.concretescore.core.score.PathDensity} makes a density of a score that does not have one.
 */
public final class AnnealingPath {
    /** Of so many steps, one proposes a draw of the base, and one adds the difference of two anchors. */
    static final int JUMPS = 8;

    private final NormalisedDensity base;
    private final LogDensity target;
    private final Neighborhood graph;

    // The next three are null unless the path has local moves.
    private final LocalScore score;
    /** The coordinate that each slot changes. */
    private final int[] coordinate;
    /** The base's log probability of each value of each coordinate. */
    private final double[][] logBase;

    /** The anchors whose differences are jumps, {@code [J, D]}, or null if the path has no jumps. */
    private final int[] anchors;

    private AnnealingPath(
            NormalisedDensity base, LogDensity target, Neighborhood graph, LocalScore score, int[] anchors) {
        Graphs.requireWeaklyConnected(graph, "annealing");
        requireSameSpace("base", base.space(), target.space());
        requireSameSpace("graph", graph.space(), target.space());
        this.base = base;
        this.target = target;
        this.graph = graph.isSymmetric() ? graph : Graphs.symmetrize(graph);
        this.anchors = anchors;
        boolean local =
                score != null && anchors == null && changesOneCoordinate(graph) && base instanceof IndependentModel;
        this.score = local ? score : null;
        this.coordinate = local ? coordinates(graph) : null;
        this.logBase = local ? logs((IndependentModel) base) : null;
    }

    /**
     * Returns a path whose steps evaluate both densities at the proposed state.
     *
     * @param base p0, normalised and above 0 wherever the target is
     * @param target p, up to a constant factor. Log Z is the logarithm of the sum of p over all states
     * @param graph the moves, any weakly connected graph on the same space
     * @return the path
     * @throws IllegalArgumentException if the spaces differ, or the graph is not weakly connected, or is too
     *     large for the check
     */
    public static AnnealingPath of(NormalisedDensity base, LogDensity target, Neighborhood graph) {
        return new AnnealingPath(base, target, graph, null, null);
    }

    /**
     * Returns a path whose steps evaluate a local score of the target at the proposed slot. This is faster if the local
     * score costs less than the density. The density is evaluated from time to time to check that the two agree. Steps
     * evaluate both densities, as those of the other path, unless the base is an {@link IndependentModel} and each edge
     * changes one coordinate (grid, torus, hamming).
     *
     * @param base p0, normalised and above 0 wherever the target is
     * @param target p, up to a constant factor
     * @param score the score of the target on the graph of the moves
     * @return the path
     * @throws IllegalArgumentException if the spaces differ, or the graph is not weakly connected, or is too
     *     large for the check
     */
    public static AnnealingPath of(NormalisedDensity base, LogDensity target, LocalScore score) {
        return new AnnealingPath(base, target, score.neighborhood(), score, null);
    }

    private static void requireSameSpace(String name, StateSpace space, StateSpace target) {
        if (!space.equals(target)) {
            throw new IllegalArgumentException("the " + name + " is on " + space + ", but the target is on " + target);
        }
    }

    private static boolean changesOneCoordinate(Neighborhood graph) {
        return CoordinateSlots.of(graph).isPresent();
    }

    private static int[] coordinates(Neighborhood graph) {
        CoordinateSlots slots = CoordinateSlots.of(graph).orElseThrow();
        int[] coordinates = new int[graph.slots()];
        for (int slot = 0; slot < coordinates.length; slot++) {
            coordinates[slot] = slots.coordinate(slot);
        }
        return coordinates;
    }

    private static double[][] logs(IndependentModel base) {
        double[][] logs = new double[base.space().dimension()][];
        for (int d = 0; d < logs.length; d++) {
            logs[d] = new double[base.space().cardinality(d)];
            for (int k = 0; k < logs[d].length; k++) {
                logs[d][k] = Math.log(base.probability(d, k));
            }
        }
        return logs;
    }

    /**
     * Returns the density where the path begins.
     *
     * @return p0
     */
    public NormalisedDensity base() {
        return base;
    }

    /**
     * Returns the density where the path ends.
     *
     * @return p
     */
    public LogDensity target() {
        return target;
    }

    /**
     * Returns the moves.
     *
     * @return a symmetric graph
     */
    public Neighborhood graph() {
        return graph;
    }

    /**
     * Returns the same path from another base.
     *
     * @param other the base, normalised and above 0 wherever the target is
     * @return the path
     * @throws IllegalArgumentException if the spaces differ
     */
    public AnnealingPath from(NormalisedDensity other) {
        return new AnnealingPath(other, target, graph, score, anchors);
    }

    /**
     * Returns the same path with jumps. A quarter of the steps then change several coordinates at once: an eighth of
     * all steps propose a draw of the base, and an eighth add the difference of two anchors to the state, modulo the
     * number of values. Both kinds of step are reversible and leave every {@code f_b} invariant. Steps then evaluate
     * densities even if there is a local score.
     *
     * @param states {@code [count, D]}, row-major: the anchors, which should come from all known modes; copied
     * @param count number of anchors, at least 2
     * @return the path
     * @throws IllegalArgumentException if there are fewer than two anchors, or one does not lie in the space
     */
    public AnnealingPath withJumps(int[] states, int count) {
        if (count < 2) {
            throw new IllegalArgumentException("count must be at least 2, was " + count);
        }
        graph.space().check(states, count);
        return new AnnealingPath(
                base,
                target,
                graph,
                score,
                Arrays.copyOf(states, count * graph.space().dimension()));
    }

    boolean jumps() {
        return anchors != null;
    }

    /**
     * Writes the state to which a jump by the difference of two anchors leads, and returns false if it is the same
     * state. The jump with the two anchors exchanged leads back.
     */
    boolean jump(int[] states, int at, int from, int to, int[] target, int targetAt) {
        int dimension = graph.space().dimension();
        boolean moved = false;
        for (int d = 0; d < dimension; d++) {
            int k = graph.space().cardinality(d);
            int difference = anchors[to * dimension + d] - anchors[from * dimension + d];
            moved |= difference != 0;
            target[targetAt + d] = Math.floorMod(states[at + d] + difference, k);
        }
        return moved;
    }

    int anchors() {
        return anchors.length / graph.space().dimension();
    }

    /** Returns the score that steps evaluate, or null if they evaluate densities. */
    LocalScore score() {
        return score;
    }

    int coordinate(int slot) {
        return coordinate[slot];
    }

    double[] logBase(int d) {
        return logBase[d];
    }

    /**
     * Returns {@code log f_b(y)/f_b(x)} for the log ratios of the base and of the target. At b = 1 the base does not
     * count, so that an infinite log ratio of the base does not make the result NaN.
     */
    static double logRatio(double b, double ofBase, double ofTarget) {
        return b == 1 ? ofTarget : (1 - b) * ofBase + b * ofTarget;
    }

    /** Returns the probability that a proposal is accepted, or NaN if the log ratio is NaN. */
    static double acceptance(double logRatio) {
        return logRatio >= 0 ? 1 : Math.exp(logRatio);
    }

    @Override
    public String toString() {
        return "AnnealingPath[" + base + " to " + target + ", " + graph + "]";
    }
}
