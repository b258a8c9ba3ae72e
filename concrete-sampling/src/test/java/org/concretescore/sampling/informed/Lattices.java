package org.concretescore.sampling.informed;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;

/** Small models of bits, for tests. */
final class Lattices {
    private Lattices() {}

    /** {@code log p = sum_i b_i x_i + sum_{i<j} J_ij x_i x_j}, bits x; rows, densities and gradients. */
    record Quadratic(StateSpace space, double[] bias, double[][] coupling, Neighborhood neighborhood)
            implements ScoreModel, GradientDensity {
        Quadratic(double[] bias, double[][] coupling) {
            this(StateSpace.binary(bias.length), bias, coupling, Graphs.hamming(StateSpace.binary(bias.length)));
        }

        private double field(int[] states, int at, int i) {
            double field = bias[i];
            for (int j = 0; j < bias.length; j++) {
                field += coupling[i][j] * states[at + j];
            }
            return field;
        }

        @Override
        public void logRatios(int[] states, int count, double[] logRatios) {
            for (int n = 0; n < count * bias.length; n++) {
                int at = n / bias.length * bias.length;
                logRatios[n] = (1 - 2 * states[n]) * field(states, at, n - at);
            }
        }

        @Override
        public void logDensities(int[] states, int count, double[] logDensities) {
            for (int n = 0; n < count; n++) {
                double sum = 0;
                for (int i = 0; i < bias.length; i++) {
                    int at = n * bias.length;
                    sum += states[at + i] * (bias[i] + field(states, at, i)) / 2;
                }
                logDensities[n] = sum;
            }
        }

        /** f is quadratic without squares: its Taylor rows are exact. */
        @Override
        public void gradients(int[] states, int count, double[] logDensities, double[] gradients) {
            logDensities(states, count, logDensities);
            for (int n = 0; n < count * bias.length; n++) {
                int at = n / bias.length * bias.length;
                gradients[2 * n] = 0;
                gradients[2 * n + 1] = field(states, at, n - at);
            }
        }
    }

    /** The Ising model on a torus, with spins 2x - 1. */
    static Quadratic ising(int side, double coupling) {
        int n = side * side;
        double[] bias = new double[n];
        double[][] j = new double[n][n];
        for (int i = 0; i < n; i++) {
            int right = i / side * side + (i + 1) % side;
            int down = (i + side) % n;
            for (int k : new int[] {right, down}) {
                j[i][k] += 4 * coupling;
                j[k][i] += 4 * coupling;
                bias[i] -= 2 * coupling;
                bias[k] -= 2 * coupling;
            }
        }
        return new Quadratic(bias, j);
    }

    /** Both layers of a restricted Boltzmann machine, visible units first. */
    static Quadratic rbm(int visible, int hidden, double weights, double biases, UniformRandomProvider random) {
        int n = visible + hidden;
        double[] bias = new double[n];
        double[][] j = new double[n][n];
        SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
        for (int i = 0; i < n; i++) {
            bias[i] = biases * normal.sample();
        }
        for (int v = 0; v < visible; v++) {
            for (int h = visible; h < n; h++) {
                j[v][h] = weights * normal.sample();
                j[h][v] = j[v][h];
            }
        }
        return new Quadratic(bias, j);
    }

    /** Rows that have little to do with the density: another density's. */
    static ScoreModel misleading(ScoreModel rows, double factor) {
        return new ScoreModel() {
            @Override
            public Neighborhood neighborhood() {
                return rows.neighborhood();
            }

            @Override
            public void logRatios(int[] states, int count, double[] logRatios) {
                rows.logRatios(states, count, logRatios);
                for (int i = 0; i < count * rows.neighborhood().slots(); i++) {
                    // Empty slots stay empty.
                    if (logRatios[i] > Double.NEGATIVE_INFINITY) {
                        logRatios[i] = factor * logRatios[i]
                                + Math.sin(i % rows.neighborhood().slots());
                    }
                }
            }
        };
    }

    /** {@code log p} is a smooth function that is not linear in any coordinate: Taylor rows are wrong. */
    static GradientDensity curved(StateSpace space) {
        return new Curved(space);
    }

    private record Curved(StateSpace space) implements GradientDensity {
        private double sum(int[] states, int at) {
            double sum = 0.3;
            for (int d = 0; d < space.dimension(); d++) {
                sum += Math.sin(1 + 2 * states[at + d] + d);
            }
            return sum;
        }

        @Override
        public void logDensities(int[] states, int count, double[] logDensities) {
            for (int n = 0; n < count; n++) {
                double s = sum(states, n * space.dimension());
                logDensities[n] = s - 0.4 * s * s;
            }
        }

        @Override
        public void gradients(int[] states, int count, double[] logDensities, double[] gradients) {
            logDensities(states, count, logDensities);
            int i = 0;
            for (int n = 0; n < count; n++) {
                double s = sum(states, n * space.dimension());
                for (int d = 0; d < space.dimension(); d++) {
                    for (int v = 0; v < space.cardinality(d); v++) {
                        gradients[i++] = (1 - 0.8 * s) * Math.sin(1 + 2 * v + d);
                    }
                }
            }
        }
    }
}
