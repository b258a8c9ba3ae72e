package org.concretescore.nn.latent.internal;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.nn.latent.Relaxation;

/**
 * Draws the noise of latent nodes, and computes the log density of the relaxed nodes at their own samples. This density
 * depends only on the noise. For binary nodes it is {@code log lambda + log u (1 - u)} with the logistic noise
 * {@code log u/(1 - u)}; for n-ary nodes {@code log (n-1)! + (n-1) log lambda + sum log e_k - n log sum e_k} with the
 * Gumbel noise {@code -log e_k}; for Gaussian noise {@code log lambda} plus the normal log density.
 */
final class ConcreteNoise {
    private static final double UNIT = 0x1p-33;
    private static final double HALF_LOG_2_PI = Math.log(2 * Math.PI) / 2;
    /** The number of probabilities, each at least 2^-33, that are multiplied before a logarithm is taken. */
    private static final int FACTORS = 16;

    private final int arity;
    private final boolean gaussian;
    private final double logTemperature;
    private final double constant;

    ConcreteNoise(int arity, Relaxation relaxation, double posterior) {
        this.arity = arity;
        gaussian = relaxation == Relaxation.LOGISTIC_NORMAL;
        logTemperature = Math.log(posterior);
        constant = constant(arity, posterior);
    }

    /** Returns the constant of an ExpConcrete log density: {@code log (n-1)! + (n-1) log lambda}. */
    static double constant(int n, double temperature) {
        double sum = (n - 1) * Math.log(temperature);
        for (int k = 2; k < n; k++) {
            sum += Math.log(k);
        }
        return sum;
    }

    /**
     * Draws the noise of one sample of one layer.
     *
     * @param random the generator
     * @param count the number of noise values, a multiple of the arity unless that is 2
     * @param noise receives the values from {@code at} on
     * @param at the place of the first value
     * @return the log density of the relaxed nodes
     */
    double draw(UniformRandomProvider random, int count, float[] noise, int at) {
        if (gaussian) {
            return drawGaussian(random, count, noise, at);
        }
        return arity == 2 ? drawLogistic(random, count, noise, at) : drawGumbel(random, count, noise, at);
    }

    private double drawLogistic(UniformRandomProvider random, int count, float[] noise, int at) {
        double density = count * logTemperature;
        double product = 1;
        int factors = 0;
        for (int i = 0; i < count; i += 2) {
            // Two uniforms of 32 bits, at the middles of 2^32 intervals, so that neither is 0 or 1.
            long bits = random.nextLong();
            double u = (2 * (bits >>> 32) + 1) * UNIT;
            noise[at + i] = (float) Math.log(u / (1 - u));
            product *= u * (1 - u);
            if (i + 1 < count) {
                double v = (2 * (bits & 0xffffffffL) + 1) * UNIT;
                noise[at + i + 1] = (float) Math.log(v / (1 - v));
                product *= v * (1 - v);
            }
            if (++factors == FACTORS / 2) {
                density += Math.log(product);
                product = 1;
                factors = 0;
            }
        }
        return density + Math.log(product);
    }

    private double drawGumbel(UniformRandomProvider random, int count, float[] noise, int at) {
        int nodes = count / arity;
        double density = nodes * constant;
        for (int node = 0; node < count; node += arity) {
            double sum = 0;
            for (int k = node; k < node + arity; k++) {
                double u = (2 * (random.nextLong() >>> 32) + 1) * UNIT;
                double exponential = -Math.log(u);
                double gumbel = -Math.log(exponential);
                noise[at + k] = (float) gumbel;
                sum += exponential;
                density -= gumbel;
            }
            density -= arity * Math.log(sum);
        }
        return density;
    }

    private double drawGaussian(UniformRandomProvider random, int count, float[] noise, int at) {
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        double density = 0;
        for (int i = 0; i < count; i++) {
            if (arity > 2 && i % arity == arity - 1) {
                // The last logit of a logistic normal does not have noise.
                noise[at + i] = 0;
            } else {
                double draw = normal.sample();
                noise[at + i] = (float) draw;
                density += logTemperature - HALF_LOG_2_PI - draw * draw / 2;
            }
        }
        return density;
    }
}
