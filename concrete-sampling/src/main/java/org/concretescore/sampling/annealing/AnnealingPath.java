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
 * target p, which is neither. Chains walk it on a graph by Metropolis steps.
 *
 * <p>A step proposes the neighbor in a slot drawn uniformly, and stays where it is if the slot is empty: proposals are
 * symmetric, so that no degrees need be counted. On a directed graph edges are walked both ways. A score that is no
 * density is made one by {@link org.concretescore.core.score.PathDensity}.
 */
public final class AnnealingPath {
    private final NormalisedDensity base;
    private final LogDensity target;
    private final Neighborhood graph;

    // Of a path with local moves, else null:
    private final LocalScore score;
    /** The coordinate that each slot changes. */
    private final int[] coordinate;
    /** The base's log probability of each value of each coordinate. */
    private final double[][] logBase;

    private AnnealingPath(NormalisedDensity base, LogDensity target, Neighborhood graph, LocalScore score) {
        Graphs.requireWeaklyConnected(graph, "annealing");
        requireSameSpace("base", base.space(), target.space());
        requireSameSpace("graph", graph.space(), target.space());
        this.base = base;
        this.target = target;
        this.graph = graph.isSymmetric() ? graph : Graphs.symmetrize(graph);
        boolean local = score != null && changesOneCoordinate(graph) && base instanceof IndependentModel;
        this.score = local ? score : null;
        this.coordinate = local ? coordinates(graph) : null;
        this.logBase = local ? logs((IndependentModel) base) : null;
    }

    /**
     * A path whose steps evaluate both densities at the proposed state.
     *
     * @param base p0: normalised, and above 0 wherever the target is
     * @param target p, up to a constant: the logarithm of that constant's inverse is the log Z that is estimated
     * @param graph the moves: any weakly connected graph on the same space
     * @return the path
     * @throws IllegalArgumentException if the spaces differ, or the graph is not weakly connected or too large to find
     *     out
     */
    public static AnnealingPath of(NormalisedDensity base, LogDensity target, Neighborhood graph) {
        return new AnnealingPath(base, target, graph, null);
    }

    /**
     * A path whose steps ask a local score of the target for the slot that is proposed, which is quicker where that
     * costs less than the density; the density is evaluated now and then to see that the two agree. Where the base is
     * not an {@link IndependentModel} or the edges don't change one coordinate each (grid, torus, hamming), steps are as
     * those of the other path.
     *
     * @param base p0: normalised, and above 0 wherever the target is
     * @param target p, up to a constant
     * @param score the score of the target on the graph of the moves
     * @return the path
     * @throws IllegalArgumentException if the spaces differ, or the graph is not weakly connected or too large to find
     *     out
     */
    public static AnnealingPath of(NormalisedDensity base, LogDensity target, LocalScore score) {
        return new AnnealingPath(base, target, score.neighborhood(), score);
    }

    private static void requireSameSpace(String name, StateSpace space, StateSpace target) {
        if (!space.equals(target)) {
            throw new IllegalArgumentException("the " + name + " is on " + space + ", but the target on " + target);
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
     * Where the path begins.
     *
     * @return p0
     */
    public NormalisedDensity base() {
        return base;
    }

    /**
     * Where the path ends.
     *
     * @return p
     */
    public LogDensity target() {
        return target;
    }

    /**
     * The moves.
     *
     * @return a symmetric graph
     */
    public Neighborhood graph() {
        return graph;
    }

    /**
     * The same path from another base.
     *
     * @param other normalised, and above 0 wherever the target is
     * @return the path
     * @throws IllegalArgumentException if the spaces differ
     */
    public AnnealingPath from(NormalisedDensity other) {
        return new AnnealingPath(other, target, graph, score);
    }

    /** The score that steps ask, or null if they evaluate densities. */
    LocalScore score() {
        return score;
    }

    int coordinate(int slot) {
        return coordinate[slot];
    }

    double[] logBase(int d) {
        return logBase[d];
    }

    /** {@code log f_b(y)/f_b(x)} of both ends' ratios. A ratio of 0 stays one at b = 1, where the base no longer counts. */
    static double logRatio(double b, double ofBase, double ofTarget) {
        return b == 1 ? ofTarget : (1 - b) * ofBase + b * ofTarget;
    }

    /** With which probability a proposal is accepted, or NaN: the one place that decides. */
    static double acceptance(double logRatio) {
        return logRatio >= 0 ? 1 : Math.exp(logRatio);
    }

    /**
     * Writes the law of the state after one step, for tests.
     *
     * @param b the inverse temperature
     * @param states holds the state before the step
     * @param at where it begins
     * @param probabilities {@code [n]}, receives the probability of every state by rank
     */
    void transitionProbabilities(double b, int[] states, int at, double[] probabilities) {
        int dimension = graph.space().dimension();
        int[] pair = new int[2 * dimension];
        double[] logBases = new double[2];
        double[] logTargets = new double[2];
        System.arraycopy(states, at, pair, 0, dimension);
        Arrays.fill(probabilities, 0);
        double stay = 1;
        for (int slot = 0; slot < graph.slots(); slot++) {
            if (graph.neighbor(pair, 0, slot, pair, dimension)) {
                base.logDensities(pair, 2, logBases);
                target.logDensities(pair, 2, logTargets);
                double go = acceptance(logRatio(b, logBases[1] - logBases[0], logTargets[1] - logTargets[0]))
                        / graph.slots();
                probabilities[(int) graph.space().rank(pair, dimension)] = go;
                stay -= go;
            }
        }
        probabilities[(int) graph.space().rank(pair, 0)] = stay;
    }

    @Override
    public String toString() {
        return "AnnealingPath[" + base + " to " + target + ", " + graph + "]";
    }
}
