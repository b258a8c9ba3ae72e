package org.concretescore.sampling.annealing;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.space.StateSpace;

/** Targets for the tests of this room. */
final class Targets {
    private Targets() {}

    /** A density multiplied by exp(shift). */
    static LogDensity shifted(LogDensity density, double shift) {
        return new LogDensity() {
            @Override
            public StateSpace space() {
                return density.space();
            }

            @Override
            public void logDensities(int[] states, int count, double[] logDensities) {
                density.logDensities(states, count, logDensities);
                for (int i = 0; i < count; i++) {
                    logDensities[i] += shift;
                }
            }
        };
    }

    /** A log density of one state at a time. */
    static LogDensity of(StateSpace space, ToDoubleFunction<int[]> log) {
        return new LogDensity() {
            @Override
            public StateSpace space() {
                return space;
            }

            @Override
            public void logDensities(int[] states, int count, double[] logDensities) {
                int dimension = space.dimension();
                for (int i = 0; i < count; i++) {
                    logDensities[i] = log.applyAsDouble(Arrays.copyOfRange(states, i * dimension, (i + 1) * dimension));
                }
            }
        };
    }

    /** Ising on a torus: {@code exp(K sum of products of neighboring spins)}; bit 1 is spin up. */
    static final class Ising implements LogDensity, LocalScore {
        private final int side;
        private final double coupling;
        private final Neighborhood graph;
        private final int[][] beside;

        Ising(int side, double coupling) {
            this.side = side;
            this.coupling = coupling;
            graph = Graphs.hamming(StateSpace.binary(side * side));
            beside = new int[side * side][];
            for (int i = 0; i < side * side; i++) {
                int row = i / side * side;
                int column = i % side;
                beside[i] = new int[] {
                    row + (column + 1) % side,
                    row + (column + side - 1) % side,
                    (row + side) % (side * side) + column,
                    (row + side * side - side) % (side * side) + column
                };
            }
        }

        @Override
        public StateSpace space() {
            return graph.space();
        }

        @Override
        public Neighborhood neighborhood() {
            return graph;
        }

        private int aligned(int[] states, int at, int i) {
            int ones = 0;
            for (int j : beside[i]) {
                ones += states[at + j];
            }
            return (2 * states[at + i] - 1) * (2 * ones - 4);
        }

        @Override
        public void logDensities(int[] states, int count, double[] logDensities) {
            int n = side * side;
            for (int row = 0; row < count; row++) {
                int sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += aligned(states, row * n, i);
                }
                logDensities[row] = coupling * sum / 2;
            }
        }

        @Override
        public double logRatio(int[] states, int at, int slot) {
            return -2 * coupling * aligned(states, at, slot);
        }

        @Override
        public void logRatios(int[] states, int count, double[] logRatios) {
            int n = side * side;
            for (int i = 0; i < count * n; i++) {
                logRatios[i] = logRatio(states, i / n * n, i % n);
            }
        }

        @Override
        public int affected(int[] states, int at, int slot, int[] slots) {
            slots[0] = slot;
            System.arraycopy(beside[slot], 0, slots, 1, 4);
            return 5;
        }

        @Override
        public int maxAffected() {
            return 5;
        }
    }

    /** A restricted Boltzmann machine with normal parameters. */
    static final class Rbm implements LogDensity {
        private final StateSpace space;
        final double[][] weights;
        final double[] visibleBias;
        final double[] hiddenBias;

        Rbm(int visible, int hidden, double weightDeviation, UniformRandomProvider random) {
            space = StateSpace.binary(visible);
            weights = new double[hidden][];
            Arrays.setAll(weights, j -> normals(visible, weightDeviation, random));
            visibleBias = normals(visible, 1, random);
            hiddenBias = normals(hidden, 1, random);
        }

        private static double[] normals(int n, double deviation, UniformRandomProvider random) {
            double[] out = new double[n];
            Arrays.setAll(
                    out,
                    i -> deviation
                            * Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
                            * Math.cos(2 * Math.PI * random.nextDouble()));
            return out;
        }

        @Override
        public StateSpace space() {
            return space;
        }

        @Override
        public void logDensities(int[] states, int count, double[] logDensities) {
            int n = space.dimension();
            for (int row = 0; row < count; row++) {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += visibleBias[i] * states[row * n + i];
                }
                for (int j = 0; j < weights.length; j++) {
                    double input = hiddenBias[j];
                    for (int i = 0; i < n; i++) {
                        input += weights[j][i] * states[row * n + i];
                    }
                    sum += softplus(input);
                }
                logDensities[row] = sum;
            }
        }

        static double softplus(double x) {
            return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
        }

        /** Log weight of a hidden state, the visible units summed out: its bits are those of a number. */
        double hiddenLogWeight(long hidden) {
            double sum = 0;
            double[] input = visibleBias.clone();
            for (int j = 0; j < weights.length; j++) {
                if ((hidden >> j & 1) == 1) {
                    sum += hiddenBias[j];
                    for (int i = 0; i < input.length; i++) {
                        input[i] += weights[j][i];
                    }
                }
            }
            for (double x : input) {
                sum += softplus(x);
            }
            return sum;
        }

        /** Summed over all hidden states. */
        double logZ() {
            double[] logs = new double[1 << weights.length];
            Arrays.setAll(logs, this::hiddenLogWeight);
            return LogMean.of(logs, 0, logs.length, 1).value() + Math.log(logs.length);
        }

        /** Exact draws: the hidden state by its weight, then the visible units, independent given it. */
        int[] sample(int count, UniformRandomProvider random) {
            double[] cumulative = new double[1 << weights.length];
            double logZ = logZ();
            double sum = 0;
            for (int h = 0; h < cumulative.length; h++) {
                sum += Math.exp(hiddenLogWeight(h) - logZ);
                cumulative[h] = sum;
            }
            int n = space.dimension();
            int[] states = new int[count * n];
            for (int row = 0; row < count; row++) {
                int found = Arrays.binarySearch(cumulative, random.nextDouble() * sum);
                int h = Math.min(found < 0 ? -found - 1 : found, cumulative.length - 1);
                for (int i = 0; i < n; i++) {
                    double input = visibleBias[i];
                    for (int j = 0; j < weights.length; j++) {
                        input += (h >> j & 1) * weights[j][i];
                    }
                    states[row * n + i] = random.nextDouble() < 1 / (1 + Math.exp(-input)) ? 1 : 0;
                }
            }
            return states;
        }
    }
}
