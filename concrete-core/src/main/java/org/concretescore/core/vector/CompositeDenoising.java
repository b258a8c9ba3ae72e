package org.concretescore.core.vector;

import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The denoising form of composite score matching, by coordinates:
 *
 * <p>\[ J = \mathbb{E}_{x, k, z} \sum_d \frac{k_d^2}{2}
 * \Bigl[ s_d(x_{\lt d}, x_d + k_d z_d; k_d) + \frac{z_d}{k_d} \Bigr]^2 \]
 *
 * <p>with a level {@code k_d} drawn for each coordinate and {@code z ~ N(0, 1)}. It differs from
 * {@link CompositeScoreMatching} with the same levels by a constant, and needs no derivatives. Its minimum is at the
 * conditional scores of the data with noise. The given coordinates {@code x_<d} have noise of the last level.
 *
 * @param levels the levels of noise, at least one
 */
public record CompositeDenoising(NoiseLevels levels) implements VectorObjective {
    /**
     * Checks the levels.
     *
     * @param levels the levels of noise, at least one
     * @throws IllegalArgumentException if there is none
     */
    public CompositeDenoising {
        if (Objects.requireNonNull(levels, "levels").size() == 0) {
            throw new IllegalArgumentException("composite-denoising needs at least one level of noise");
        }
    }

    @Override
    public String name() {
        return "composite-denoising";
    }

    @Override
    public String describe() {
        return name() + " with noise " + levels;
    }

    @Override
    public Answer answer() {
        return Answer.CONDITIONALS;
    }

    @Override
    public void select(PointBatch points, float[] rows, int row, double weight, UniformRandomProvider random) {
        Fisher.perturb(points, rows, row, weight, levels, random);
    }

    @Override
    public double lossAndGradient(PointBatch points, double[] outputs, double[] gradient) {
        return Fisher.denoise(points, outputs, gradient);
    }
}
