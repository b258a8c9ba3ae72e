package org.concretescore.core.vector;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** Code that several objectives share. */
final class Fisher {
    private Fisher() {}

    /**
     * Adds noise of a level drawn for each coordinate to x, and noise of the last level to the given coordinates,
     * because a sampler conditions on these.
     */
    static void perturb(
            PointBatch points, float[] rows, int row, double weight, NoiseLevels levels, UniformRandomProvider random) {
        int point = points.add(rows, row, weight);
        if (levels.size() == 0) {
            return;
        }
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        double last = levels.sigma(levels.size() - 1);
        int end = (point + 1) * points.dimension();
        for (int i = point * points.dimension(); i < end; i++) {
            double sigma = levels.sigma(random.nextInt(levels.size()));
            double z = normal.sample();
            points.sigma()[i] = sigma;
            points.direction()[i] = z;
            points.x()[i] += sigma * z;
            points.given()[i] += last * normal.sample();
        }
    }

    /**
     * Returns the sum over points of {@code w sum_d k_d^2 (s_d + z_d / k_d)^2 / 2}, where k is the noise and z the
     * draw.
     */
    static double denoise(PointBatch points, double[] outputs, double[] gradient) {
        int dimension = points.dimension();
        double loss = 0;
        for (int point = 0; point < points.size(); point++) {
            double weight = points.weight(point);
            for (int i = point * dimension; i < (point + 1) * dimension; i++) {
                double sigma = points.sigma()[i];
                double error = sigma * outputs[i] + points.direction()[i];
                loss += weight * error * error / 2;
                gradient[i] = weight * sigma * error;
            }
        }
        return loss;
    }
}
