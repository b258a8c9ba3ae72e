package org.concretescore.core.vector;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Denoising score matching (Vincent 2011) at one level of noise k, times its variance:
 * {@code J = mean over x, z of ||k s(x + k z) + z||^2 / 2}. Its minimum is at the score of the data with noise.
 *
 * @param sigma k, the standard deviation of the noise, in the units of the data
 */
public record DenoisingScoreMatching(double sigma) implements VectorObjective {
    /**
     * Checks the noise.
     *
     * @param sigma k, the standard deviation of the noise, in the units of the data
     * @throws IllegalArgumentException if it is not above 0 and finite
     */
    public DenoisingScoreMatching {
        if (!(sigma > 0 && sigma < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("sigma must be above 0 and finite, was " + sigma);
        }
    }

    @Override
    public String name() {
        return "denoising";
    }

    @Override
    public String describe() {
        return name() + " with noise " + sigma;
    }

    @Override
    public Answer answer() {
        return Answer.SCORES;
    }

    @Override
    public void select(PointBatch points, float[] rows, int row, double weight, UniformRandomProvider random) {
        int point = points.add(rows, row, weight);
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        int end = (point + 1) * points.dimension();
        for (int i = point * points.dimension(); i < end; i++) {
            double z = normal.sample();
            points.sigma()[i] = sigma;
            points.direction()[i] = z;
            points.x()[i] += sigma * z;
        }
    }

    @Override
    public double lossAndGradient(PointBatch points, double[] outputs, double[] gradient) {
        return Fisher.denoise(points, outputs, gradient);
    }
}
