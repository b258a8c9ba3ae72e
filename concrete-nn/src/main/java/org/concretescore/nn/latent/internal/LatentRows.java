package org.concretescore.nn.latent.internal;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.latent.Relaxation;
import org.concretescore.nn.latent.Temperatures;

/** Writes rows of the input of a {@link LatentGraph}. Belongs to one thread. */
public final class LatentRows {
    private final LatentSpec spec;
    private final float[] mean;
    private final int samples;
    private final ConcreteNoise noise;
    private final int width;
    private final int noiseFrom;

    /** Makes rows for graphs of a number of samples; {@code mean} is that of the source. */
    public LatentRows(LatentSpec spec, float[] mean, Relaxation relaxation, Temperatures temperatures, int samples) {
        this.spec = spec;
        this.mean = mean;
        this.samples = samples;
        noise = new ConcreteNoise(spec.arity(), relaxation, temperatures.posterior());
        noiseFrom = spec.sourceWidth() + spec.observed();
        width = noiseFrom + samples * (spec.noiseWidth() + 1);
    }

    public int width() {
        return width;
    }

    /**
     * Writes the data of a row.
     *
     * @param states holds the bits {@code [.., dataWidth]}; in structured prediction the given bits are enough if
     *     {@code predicted} is false
     */
    public void data(int[] states, int from, boolean predicted, float[] rows, int row) {
        int at = row * width;
        for (int i = 0; i < mean.length; i++) {
            rows[at + i] = states[from + i] - mean[i];
        }
        at += mean.length;
        int observed = from + spec.given();
        for (int i = 0; i < spec.observed(); i++) {
            rows[at + i] = predicted ? 1 - 2 * states[observed + i] : 0;
        }
    }

    /** Draws the noise of a row, sample by sample, so that the first samples are the same however many there are. */
    public void noise(UniformRandomProvider random, float[] rows, int row) {
        int begin = row * width;
        int densities = begin + width - samples;
        for (int sample = 0; sample < samples; sample++) {
            int layerFrom = begin + noiseFrom;
            double density = 0;
            for (int layer = 0; layer < spec.layers(); layer++) {
                int logits = spec.logits(layer);
                density += noise.draw(random, logits, rows, layerFrom + sample * logits);
                layerFrom += samples * logits;
            }
            rows[densities + sample] = (float) density;
        }
    }
}
