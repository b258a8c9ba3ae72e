package org.concretescore.nn.model;

import java.util.Arrays;
import java.util.List;
import org.concretescore.nn.network.Activation;

/**
 * A walk of a masked network over the degrees of n rows. A unit of degree m is final as soon as the first m coordinates
 * are known, and is computed then, once. The values of a unit lie side by side, {@code [unit][row]}.
 */
final class MaskedWalk implements ContextWalk {
    private final List<PackedLayer> layers;
    private final Activation activation;
    private final boolean residual;
    private final int n;
    /** The inputs of each layer. */
    private final float[][][] inputs;
    /** The sums that the blocks of a residual network add to. */
    private final float[][] stream;

    MaskedWalk(List<PackedLayer> layers, Activation activation, boolean residual, int inputWidth, int n) {
        this.layers = layers;
        this.activation = activation;
        this.residual = residual;
        this.n = n;
        inputs = new float[layers.size()][][];
        inputs[0] = new float[inputWidth][n];
        for (int i = 1; i < inputs.length; i++) {
            inputs[i] = new float[layers.get(i - 1).rowWidth()][n];
        }
        stream = new float[residual ? layers.get(0).rowWidth() : 0][n];
    }

    /** Removes all rows. */
    void begin() {
        for (float[] sums : stream) {
            Arrays.fill(sums, 0);
        }
    }

    /**
     * Returns the values of an input. Write them before the first degree that sees it. Inputs are sorted by degree.
     */
    @Override
    public float[] input(int row) {
        return inputs[0][row];
    }

    /** Computes the hidden units of one degree, then its outputs. Degrees come in order, from 0. */
    @Override
    public void outputs(int degree, float[][] target) {
        for (int l = 0; l + 1 < layers.size(); l++) {
            // Each unit sees only units of at most its own degree.
            PackedLayer layer = layers.get(l);
            float[][] units = inputs[l + 1];
            layer.compute(degree, inputs[l], units, layer.from(degree));
            for (int row = layer.from(degree); row < layer.to(degree); row++) {
                if (residual && l % 2 == 0) {
                    for (int i = 0; i < n; i++) {
                        stream[row][i] += units[row][i];
                        units[row][i] = stream[row][i];
                    }
                }
                activation.apply(units[row], 0, n);
            }
        }
        layers.get(layers.size() - 1).compute(degree, inputs[layers.size() - 1], target, 0);
    }
}
