package org.concretescore.core.score;

import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.space.StateSpace;

/**
 * First-order log ratios of a differentiable density on the hamming graph: the gradient f' at the one-hot encoding of x
 * estimates {@code log p(y)/p(x)} by {@code f'_{d,v} - f'_{d,x_d}}, where y has the value v at coordinate d (Grathwohl
 * et al. 2021, "Oops I took a gradient", equation 5).
 *
 * <p>A row costs one gradient instead of one density per neighbor. It is exact where f is linear in each coordinate's
 * inputs, and an estimate elsewhere. Use it for proposals that the density corrects, not for samplers that take the
 * rows as they are.
 */
public final class TaylorScore implements ScoreModel {
    private final GradientDensity density;
    private final Neighborhood graph;
    private final int inputs;
    private final ThreadLocal<Room> rooms = ThreadLocal.withInitial(Room::new);

    private TaylorScore(GradientDensity density) {
        this.density = density;
        this.graph = Graphs.hamming(density.space());
        this.inputs = GradientDensity.inputs(density.space());
    }

    /**
     * Returns the first-order score of a density.
     *
     * @param density the density
     * @return the model, on the hamming graph
     * @throws IllegalArgumentException if the graph would have more than 2^24 slots
     */
    public static TaylorScore of(GradientDensity density) {
        return new TaylorScore(density);
    }

    /**
     * Returns the density whose gradients are used.
     *
     * @return the density
     */
    public GradientDensity density() {
        return density;
    }

    @Override
    public Neighborhood neighborhood() {
        return graph;
    }

    @Override
    public void logRatios(int[] states, int count, double[] logRatios) {
        graph.space().check(states, count, "logRatios", logRatios, graph.slots());
        StateSpace space = graph.space();
        int dimension = space.dimension();
        Room room = rooms.get();
        room.reserve(count, inputs);
        double[] gradients = room.gradients;
        density.gradients(states, count, room.logDensities, gradients);
        int out = 0;
        int in = 0;
        for (int row = 0; row < count; row++) {
            for (int d = 0; d < dimension; d++) {
                int k = space.cardinality(d);
                int x = states[row * dimension + d];
                for (int j = 1; j < k; j++) {
                    logRatios[out++] = gradients[in + (x + j) % k] - gradients[in + x];
                }
                in += k;
            }
        }
    }

    @Override
    public String toString() {
        return "TaylorScore[" + density + "]";
    }

    /** Room for one thread. */
    private static final class Room {
        private double[] logDensities = new double[0];
        private double[] gradients = new double[0];

        void reserve(int count, int inputs) {
            if (logDensities.length < count) {
                logDensities = new double[count];
                gradients = new double[Math.multiplyExact(count, inputs)];
            }
        }
    }
}
