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
    /** One step in so many is a jump of either kind. */
    static final int JUMPS = 8;

    private final NormalisedDensity base;
    private final LogDensity target;
    private final Neighborhood graph;

    // Of a path with local moves, else null:
    private final LocalScore score;
    /** The coordinate that each slot changes. */
    private final int[] coordinate;
    /** The base's log probability of each value of each coordinate. */
    private final double[][] logBase;

    /** The states between which jumps lead, {@code [J, D]}, or null without jumps. */
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
        return new AnnealingPath(base, target, graph, null, null);
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
        return new AnnealingPath(base, target, score.neighborhood(), score, null);
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
        return new AnnealingPath(other, target, graph, score, anchors);
    }

    /**
     * The same path with jumps. A quarter of the steps then change several coordinates at once: an eighth propose a draw
     * of the base, and an eighth add the difference of two anchors to the state, modulo the number of values. Both leave
     * every {@code f_b} invariant, reversibly. Steps evaluate densities, whether or not there is a local score.
     *
     * @param states {@code [count, D]}, row-major: the anchors, states of all modes that are known; copied
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
     * Writes the state behind a jump by the difference of two anchors; with the two exchanged the jump leads back.
     * Returns false if it leads nowhere.
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
        double local = (jumps() ? 1 - 2.0 / JUMPS : 1) / graph.slots();
        for (int slot = 0; slot < graph.slots(); slot++) {
            if (graph.neighbor(pair, 0, slot, pair, dimension)) {
                base.logDensities(pair, 2, logBases);
                target.logDensities(pair, 2, logTargets);
                double go = local * acceptance(logRatio(b, logBases[1] - logBases[0], logTargets[1] - logTargets[0]));
                probabilities[(int) graph.space().rank(pair, dimension)] += go;
                stay -= go;
            }
        }
        if (jumps()) {
            for (int i = 0; i < anchors() * anchors(); i++) {
                if (jump(pair, 0, i / anchors(), i % anchors(), pair, dimension)) {
                    base.logDensities(pair, 2, logBases);
                    target.logDensities(pair, 2, logTargets);
                    double go = acceptance(logRatio(b, logBases[1] - logBases[0], logTargets[1] - logTargets[0]))
                            / JUMPS
                            / anchors()
                            / anchors();
                    probabilities[(int) graph.space().rank(pair, dimension)] += go;
                    stay -= go;
                }
            }
            for (int rank = 0; rank < probabilities.length; rank++) {
                graph.space().unrank(rank, pair, dimension);
                base.logDensities(pair, 2, logBases);
                target.logDensities(pair, 2, logTargets);
                double go = Math.exp(logBases[1])
                        / JUMPS
                        * acceptance(b * (logTargets[1] - logBases[1] - logTargets[0] + logBases[0]));
                probabilities[rank] += go;
                stay -= go;
            }
        }
        probabilities[(int) graph.space().rank(pair, 0)] += stay;
    }

    @Override
    public String toString() {
        return "AnnealingPath[" + base + " to " + target + ", " + graph + "]";
    }
}
