package org.concretescore.nn.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.concretescore.nn.network.MadeNetwork.MaskedLayer;

/**
 * A layer whose inputs and outputs are sorted by degree. An output then sees a prefix of the inputs, which has the same
 * length for all outputs of a degree, and weights that the mask removes are not kept.
 *
 * @param inputs the number of inputs of at most each degree
 * @param outputs the number of outputs of at most each degree
 * @param begins where the weights of the outputs of each degree begin
 * @param weights the rows of the outputs, one behind the other
 * @param biases one per output
 */
record PackedLayer(int[] inputs, int[] outputs, int[] begins, float[] weights, float[] biases) {
    static PackedLayer of(MaskedLayer layer, int degrees, float[] parameters) {
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
        return new PackedLayer(inputs, outputs, begins, weights, biases);
    }

    /** Returns positions by degree. The sort is stable, which keeps the inputs of a coordinate together. */
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

    /** Returns the first position of a degree. */
    private static int first(int[] atMost, int degree) {
        return degree == 0 ? 0 : atMost[degree - 1];
    }

    static List<PackedLayer> of(List<MaskedLayer> layers, int degrees, float[] parameters) {
        return layers.stream().map(layer -> of(layer, degrees, parameters)).toList();
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

    /** Computes the outputs of one degree. The first row is written to {@code target[at]}. */
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
     * Adds four inputs at a time, so that a sum is loaded and stored a quarter as often. The compiler makes vector
     * instructions of this because each unit is an array of its own; with offsets into one array it does not.
     */
    private static void add(
            float a, float[] x, float b, float[] y, float c, float[] z, float d, float[] v, float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += a * x[i] + b * y[i] + (c * z[i] + d * v[i]);
        }
    }
}
