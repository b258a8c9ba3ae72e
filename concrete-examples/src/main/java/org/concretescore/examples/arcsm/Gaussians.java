package org.concretescore.examples.arcsm;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.vector.Vectors;

/** Draws samples of {@code N(0, sigma^2 I)}. */
final class Gaussians {
    private Gaussians() {}

    static Vectors draw(UniformRandomProvider random, double sigma, int dimension, int count) {
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        float[] values = new float[dimension * count];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (sigma * normal.sample());
        }
        return Vectors.of(dimension, values);
    }
}
