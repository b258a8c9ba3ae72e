package org.concretescore.nn.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.numeric.LogSpace;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.MadeNetwork;

/**
 * Draws states from one mask of a MADE, by coordinates in the order of the mask: {@code x_d ~ p(x_d | x_before)}. A
 * unit of degree m is final as soon as the first m coordinates are drawn, and is computed then, once. A state costs one
 * forward pass over the weights that the mask leaves, instead of one pass per coordinate.
 *
 * <p>Immutable. Several threads may share it, because each call has its own room.
 */
final class AncestralSampler {
    /**
     * The number of states that are drawn at once. The values of a unit lie side by side, {@code [unit][state]}, and
     * are computed together.
     */
    private static final int BLOCK = 64;

    private final StateSpace space;
    private final int[] order;
    private final Encoding encoding;
    /** The space of each single coordinate. A coordinate is encoded when it is drawn. */
    private final StateSpace[] coordinates;

    private final Activation activation;
    private final boolean residual;
    private final List<PackedLayer> layers;

    AncestralSampler(NetworkSpec spec, int mask, float[] parameters) {
        MadeNetwork network = (MadeNetwork) spec.network();
        space = spec.graph().space();
        order = network.order(mask);
        encoding = spec.encoding();
        coordinates = IntStream.range(0, space.dimension())
                .mapToObj(d -> StateSpace.of(space.cardinality(d)))
                .toArray(StateSpace[]::new);
        activation = network.made().activation();
        residual = network.made().residual();
        layers = PackedLayer.of(network.layers(mask), space.dimension(), parameters);
    }

    /** The values of n states. */
    private final class Room {
        private final int n;
        private final MaskedWalk walk;
        private final float[][] logits;
        /** The values of one coordinate, and their encoding {@code [state][input]}. */
        private final int[] values;

        private final float[] encoded;

        Room(int n) {
            this.n = n;
            int widest = Arrays.stream(space.cardinalities()).max().getAsInt();
            walk = new MaskedWalk(layers, activation, residual, encoding.width(space), n);
            logits = new float[widest][n];
            values = new int[n];
            encoded = new float[widest * n];
        }

        void draw(UniformRandomProvider random, int[] states, int first, double[] logDensities) {
            walk.begin();
            int input = 0;
            for (int degree = 0; degree < order.length; degree++) {
                int d = order[degree];
                walk.outputs(degree, logits);
                int k = space.cardinality(d);
                for (int i = 0; i < n; i++) {
                    values[i] = value(random, k, i);
                    states[(first + i) * order.length + d] = values[i];
                    if (logDensities != null) {
                        logDensities[first + i] += logProbability(k, values[i], i);
                    }
                }
                input = encode(d, input);
            }
        }

        /** Draws a value from the logits of state i. */
        private int value(UniformRandomProvider random, int k, int i) {
            if (k == 1) {
                return 0;
            }
            if (k == 2) {
                return random.nextDouble() * (1 + Math.exp(-logits[0][i])) < 1 ? 1 : 0;
            }
            double largest = largest(k, i);
            double rest = random.nextDouble() * sum(k, i, largest);
            int value = 0;
            // Because of rounding, the last value takes the remainder.
            for (; value < k - 1; value++) {
                rest -= Math.exp(logits[value][i] - largest);
                if (rest < 0) {
                    break;
                }
            }
            return value;
        }

        private double logProbability(int k, int value, int i) {
            if (k == 1) {
                return 0;
            }
            if (k == 2) {
                return -LogSpace.softplus(value == 1 ? -logits[0][i] : logits[0][i]);
            }
            double largest = largest(k, i);
            return logits[value][i] - largest - Math.log(sum(k, i, largest));
        }

        private double largest(int k, int i) {
            float largest = logits[0][i];
            for (int value = 1; value < k; value++) {
                largest = Math.max(largest, logits[value][i]);
            }
            return largest;
        }

        private double sum(int k, int i, double largest) {
            double sum = 0;
            for (int value = 0; value < k; value++) {
                sum += Math.exp(logits[value][i] - largest);
            }
            return sum;
        }

        /** Writes the inputs of a coordinate, beginning at a row, and returns the row behind them. */
        private int encode(int d, int row) {
            int width = encoding.width(coordinates[d]);
            encoding.encode(coordinates[d], values, 0, n, encoded);
            for (int k = 0; k < width; k++) {
                for (int i = 0; i < n; i++) {
                    walk.input(row + k)[i] = encoded[i * width + k];
                }
            }
            return row + width;
        }
    }

    /**
     * Draws states.
     *
     * @param random the generator
     * @param count the number of states
     * @param states receives {@code [count, D]}
     * @param logDensities receives the log density of each state under this mask, in nats; may be null
     */
    void sample(UniformRandomProvider random, int count, int[] states, double[] logDensities) {
        if (logDensities != null) {
            Arrays.fill(logDensities, 0, count, 0);
        }
        Room room = null;
        for (int from = 0; from < count; from += BLOCK) {
            StoppedException.throwIfInterrupted("ancestral sampling");
            int n = Math.min(BLOCK, count - from);
            if (room == null || room.n != n) {
                room = new Room(n);
            }
            room.draw(random, states, from, logDensities);
        }
    }
}
