package org.concretescore.nn.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.MadeNetwork;
import org.concretescore.nn.network.MadeNetwork.MaskedLayer;

/**
 * Draws states from one mask of a MADE, coordinate by coordinate in its order: {@code x_d ~ p(x_d | x_before)}. A unit of
 * degree m is final as soon as the first m coordinates are drawn, and is computed then, once: a state costs one forward
 * pass, of the weights that the mask leaves, instead of one pass a coordinate.
 *
 * <p>Immutable; may be shared by several threads. Each call has room of its own.
 */
final class AncestralSampler {
    /** States that are drawn at once: values of a unit lie side by side, {@code [unit][state]}, and are computed together. */
    private static final int BLOCK = 64;

    private final StateSpace space;
    private final int[] order;
    private final Encoding encoding;
    /** The space of each coordinate alone, which is encoded when it is drawn. */
    private final StateSpace[] coordinates;

    private final Activation activation;
    private final boolean residual;
    private final List<Packed> layers;

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
        layers = network.layers(mask).stream()
                .map(layer -> Packed.of(layer, space.dimension(), parameters))
                .toList();
    }

    /**
     * A layer whose inputs and outputs are sorted by degree. What an output sees is then a prefix of the inputs, as long
     * for all outputs of a degree, and no weight that the mask takes away is kept.
     *
     * @param inputs the number of inputs of at most each degree
     * @param outputs the number of outputs of at most each degree
     * @param begins where the weights of the outputs of each degree begin
     * @param weights the rows of the outputs, one behind the other
     * @param biases one an output
     */
    private record Packed(int[] inputs, int[] outputs, int[] begins, float[] weights, float[] biases) {
        static Packed of(MaskedLayer layer, int degrees, float[] parameters) {
            int width = layer.outputDegrees().length;
            int[] in = sorted(layer.inputDegrees());
            int[] out = sorted(layer.outputDegrees());
            int[] inputs = atMost(layer.inputDegrees(), degrees);
            int[] outputs = atMost(layer.outputDegrees(), degrees);
            int[] begins = new int[degrees];
            int size = 0;
            for (int m = 0; m < degrees; m++) {
                begins[m] = size;
                size += (outputs[m] - first(outputs, m)) * inputs[m];
            }
            float[] weights = new float[size];
            float[] biases = new float[width];
            int at = 0;
            for (int m = 0; m < degrees; m++) {
                for (int row = first(outputs, m); row < outputs[m]; row++) {
                    for (int j = 0; j < inputs[m]; j++) {
                        weights[at++] = parameters[layer.offset() + in[j] * width + out[row]];
                    }
                    biases[row] = parameters[layer.end() - width + out[row]];
                }
            }
            return new Packed(inputs, outputs, begins, weights, biases);
        }

        /** Positions by degree; among equals the first comes first, which keeps the inputs of a coordinate together. */
        private static int[] sorted(int[] degrees) {
            return IntStream.range(0, degrees.length)
                    .boxed()
                    .sorted(java.util.Comparator.comparingInt(i -> degrees[i]))
                    .mapToInt(Integer::intValue)
                    .toArray();
        }

        private static int[] atMost(int[] degrees, int count) {
            int[] numbers = new int[count];
            for (int degree : degrees) {
                if (degree < count) {
                    numbers[degree]++;
                }
            }
            for (int m = 1; m < count; m++) {
                numbers[m] += numbers[m - 1];
            }
            return numbers;
        }

        /** The first position of a degree. */
        private static int first(int[] atMost, int degree) {
            return degree == 0 ? 0 : atMost[degree - 1];
        }

        int from(int degree) {
            return first(outputs, degree);
        }

        int to(int degree) {
            return outputs[degree];
        }

        int rowWidth() {
            return outputs[outputs.length - 1];
        }

        /** Computes the outputs of one degree; the first row is written to {@code target[at]}. */
        void compute(int degree, float[][] source, float[][] target, int at) {
            int weight = begins[degree];
            int length = inputs[degree];
            for (int row = from(degree); row < to(degree); row++) {
                float[] sums = target[at++];
                Arrays.fill(sums, biases[row]);
                int j = 0;
                for (; j + 3 < length; j += 4, weight += 4) {
                    add(
                            weights[weight],
                            source[j],
                            weights[weight + 1],
                            source[j + 1],
                            weights[weight + 2],
                            source[j + 2],
                            weights[weight + 3],
                            source[j + 3],
                            sums);
                }
                for (; j < length; j++) {
                    float w = weights[weight++];
                    float[] x = source[j];
                    for (int i = 0; i < sums.length; i++) {
                        sums[i] += w * x[i];
                    }
                }
            }
        }

        /**
         * Four inputs at a time, so that a sum is loaded and stored a quarter as often. The compiler makes vector
         * instructions of this because each unit is an array of its own; with offsets into one array it does not.
         */
        private static void add(
                float a, float[] x, float b, float[] y, float c, float[] z, float d, float[] v, float[] sums) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += a * x[i] + b * y[i] + (c * z[i] + d * v[i]);
            }
        }
    }

    /** Values of n states. */
    private final class Room {
        private final int n;
        /** The inputs of each layer, {@code [unit][state]}. */
        private final float[][][] inputs;
        /** The sums that the blocks of a residual network add to. */
        private final float[][] stream;

        private final float[][] logits;
        /** The values of one coordinate, and their encoding {@code [state][input]}. */
        private final int[] values;

        private final float[] encoded;

        Room(int n) {
            this.n = n;
            int widest = Arrays.stream(space.cardinalities()).max().getAsInt();
            inputs = new float[layers.size()][][];
            inputs[0] = new float[encoding.width(space)][n];
            for (int i = 1; i < inputs.length; i++) {
                inputs[i] = new float[layers.get(i - 1).rowWidth()][n];
            }
            stream = new float[residual ? layers.get(0).rowWidth() : 0][n];
            logits = new float[widest][n];
            values = new int[n];
            encoded = new float[widest * n];
        }

        void draw(UniformRandomProvider random, int[] states, int first, double[] logDensities) {
            for (float[] sums : stream) {
                Arrays.fill(sums, 0);
            }
            int input = 0;
            for (int degree = 0; degree < order.length; degree++) {
                int d = order[degree];
                hidden(degree);
                Packed last = layers.get(layers.size() - 1);
                last.compute(degree, inputs[layers.size() - 1], logits, 0);
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

        /** The hidden units of one degree, layer by layer: each sees units of at most its own degree. */
        private void hidden(int degree) {
            for (int l = 0; l + 1 < layers.size(); l++) {
                Packed layer = layers.get(l);
                float[][] target = inputs[l + 1];
                layer.compute(degree, inputs[l], target, layer.from(degree));
                for (int row = layer.from(degree); row < layer.to(degree); row++) {
                    if (residual && l % 2 == 0) {
                        for (int i = 0; i < n; i++) {
                            stream[row][i] += target[row][i];
                            target[row][i] = stream[row][i];
                        }
                    }
                    activation.apply(target[row], 0, n);
                }
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
            // Rounding may leave a rest behind the last value.
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
                double z = value == 1 ? logits[0][i] : -logits[0][i];
                return Math.min(0, z) - Math.log1p(Math.exp(-Math.abs(z)));
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

        /** Writes the inputs of a coordinate, which begin at a row; returns the row behind them. */
        private int encode(int d, int row) {
            int width = encoding.width(coordinates[d]);
            encoding.encode(coordinates[d], values, 0, n, encoded);
            for (int k = 0; k < width; k++) {
                for (int i = 0; i < n; i++) {
                    inputs[0][row + k][i] = encoded[i * width + k];
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
            int n = Math.min(BLOCK, count - from);
            if (room == null || room.n != n) {
                room = new Room(n);
            }
            room.draw(random, states, from, logDensities);
        }
    }
}
