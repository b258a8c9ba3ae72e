package org.concretescore.sampling.diagnostics;

import java.util.Arrays;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;

/**
 * Measures how inconsistent a score is at given states. The score of a distribution is consistent, as is that of a tied
 * model up to rounding, and all its residuals are 0. Residuals are in nats.
 *
 * @param edges number of edges that were compared with their reverse edge
 * @param meanAsymmetry the mean of {@code |l(x->y) + l(y->x)|} over these edges; NaN if there are none
 * @param maxAsymmetry the largest {@code |l(x->y) + l(y->x)|}; NaN if there are no edges
 * @param squares number of cycles of four edges that were compared: {@code x -> y -> z} by slots i and j, and
 *     {@code x -> y' -> z} by slots j and i
 * @param meanSquare the mean of {@code |l(x->y) + l(y->z) - l(x->y') - l(y'->z)|} over these cycles; NaN if there are
 *     none
 * @param maxSquare the largest of these values; NaN if there are no cycles
 */
public record Consistency(
        long edges, double meanAsymmetry, double maxAsymmetry, long squares, double meanSquare, double maxSquare) {

    /**
     * Measures a score at states, for instance at samples. It takes all edges from each state and all squares that
     * begin at it. The model is evaluated at the state and at each of its neighbors, which are {@code slots + 1} rows
     * for each state.
     *
     * <p>Squares are found if slots keep their meaning from state to state. On the grid, torus and Hamming graphs, they
     * are the squares of two coordinates. Triangles of three values of one coordinate are not measured. Edges with a
     * ratio of 0 or infinity at either end are left out.
     *
     * @param model the score
     * @param states {@code [count, D]}, row-major
     * @param count number of states, 0 or more
     * @return the residuals
     * @throws IllegalArgumentException if a state does not lie in the space
     * @throws IllegalStateException if a log ratio of an edge is NaN
     */
    public static Consistency measure(ScoreModel model, int[] states, int count) {
        model.neighborhood().space().check(states, count);
        Measure measure = new Measure(model);
        for (int row = 0; row < count; row++) {
            measure.add(states, row * model.neighborhood().space().dimension());
        }
        return measure.result();
    }

    /** Sums the residuals over the states. */
    private static final class Measure {
        private final ScoreModel model;
        private final Neighborhood graph;
        private final int dimension;
        private final int slots;
        /** The state, its neighbors by slot, and room for two more. */
        private final int[] points;

        private final boolean[] there;
        private final double[] rows;

        private long edges;
        private double edgeSum;
        private double edgeMax = Double.NaN;
        private long squares;
        private double squareSum;
        private double squareMax = Double.NaN;

        Measure(ScoreModel model) {
            this.model = model;
            graph = model.neighborhood();
            StateSpace space = graph.space();
            dimension = space.dimension();
            slots = graph.slots();
            points = new int[Math.multiplyExact(slots + 3, dimension)];
            there = new boolean[slots];
            rows = new double[Math.multiplyExact(slots + 1, slots)];
        }

        void add(int[] states, int at) {
            System.arraycopy(states, at, points, 0, dimension);
            for (int slot = 0; slot < slots; slot++) {
                there[slot] = graph.neighbor(points, 0, slot, points, (slot + 1) * dimension);
                if (!there[slot]) {
                    // The batch must hold valid states, so the state takes the place of a missing neighbor.
                    System.arraycopy(points, 0, points, (slot + 1) * dimension, dimension);
                }
            }
            model.logRatios(points, slots + 1, rows);
            for (int slot = 0; slot < slots; slot++) {
                if (there[slot]) {
                    addEdge(slot);
                    for (int other = slot + 1; other < slots; other++) {
                        if (there[other]) {
                            addSquare(slot, other);
                        }
                    }
                }
            }
        }

        private void addEdge(int slot) {
            int back = graph.slotOf(points, (slot + 1) * dimension, points, 0);
            if (back >= 0) {
                double residual = Math.abs(logRatio(0, slot) + logRatio(slot + 1, back));
                if (residual < Double.POSITIVE_INFINITY) {
                    edges++;
                    edgeSum += residual;
                    edgeMax = edgeMax >= residual ? edgeMax : residual;
                }
            }
        }

        private void addSquare(int i, int j) {
            int first = (slots + 1) * dimension;
            int second = first + dimension;
            boolean closed = graph.neighbor(points, (i + 1) * dimension, j, points, first)
                    && graph.neighbor(points, (j + 1) * dimension, i, points, second)
                    && Arrays.equals(points, first, second, points, second, second + dimension)
                    // Two values of one coordinate are not a square, but a triangle or a way back.
                    && graph.slotOf(points, (i + 1) * dimension, points, (j + 1) * dimension) < 0
                    && !Arrays.equals(points, first, second, points, 0, dimension);
            if (closed) {
                double residual = Math.abs(logRatio(0, i) + logRatio(i + 1, j) - logRatio(0, j) - logRatio(j + 1, i));
                if (residual < Double.POSITIVE_INFINITY) {
                    squares++;
                    squareSum += residual;
                    squareMax = squareMax >= residual ? squareMax : residual;
                }
            }
        }

        /** Returns the log ratio of an edge from the state (point 0) or from a neighbor, and refuses NaN. */
        private double logRatio(int point, int slot) {
            double value = rows[point * slots + slot];
            if (Double.isNaN(value)) {
                int[] state = Arrays.copyOfRange(points, point * dimension, (point + 1) * dimension);
                throw new IllegalStateException("log ratio of state " + Arrays.toString(state) + ", slot " + slot
                        + " of " + graph + " is NaN in " + model);
            }
            return value;
        }

        Consistency result() {
            return new Consistency(edges, edgeSum / edges, edgeMax, squares, squareSum / squares, squareMax);
        }
    }
}
