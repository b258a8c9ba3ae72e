package org.concretescore.sampling.denoising;

import java.util.Arrays;
import org.concretescore.core.noise.NoiseProcess;

/**
 * Laws of one coordinate in a step from a level t to a lower level s, given the posteriors of its clean value. All
 * coordinates take the step at once and independently of each other, so that a step costs one evaluation of the model
 * and the law of the sampler is right only in the limit of many steps. The error is of first order in the size of the
 * steps.
 */
public enum Predictor {
    /**
     * The posterior of the next level: {@code sum_k pi(k) q_s(w|k) q_g(v|w) / q_t(v|k)}, where noise of level g leads from
     * s to t. With ratios in place of posteriors this is the analytic sampler, also known as Tweedie's.
     */
    ANCESTRAL {
        @Override
        void uniform(double[] pi, int first, int k, int v, double level, double lower, double[] law) {
            double g = NoiseProcess.between(lower, level);
            double sum = 0;
            for (int w = 0; w < k; w++) {
                law[w] = pi[first + w] / NoiseProcess.UNIFORM.probability(k, w, v, level);
                sum += law[w];
            }
            for (int w = 0; w < k; w++) {
                law[w] = (lower / k * sum + (1 - lower) * law[w]) * NoiseProcess.UNIFORM.probability(k, w, v, g);
            }
        }

        @Override
        double unmasking(double level, double lower) {
            return (level - lower) / level;
        }
    },

    /**
     * Euler's rule: a value w is jumped to with the reverse rate at level t times the time that the step takes. A
     * probability above 1 is cut. The step to level 0 is ancestral.
     */
    EULER {
        @Override
        void uniform(double[] pi, int first, int k, int v, double level, double lower, double[] law) {
            if (lower == 0) {
                ANCESTRAL.uniform(pi, first, k, v, level, lower, law);
                return;
            }
            double total = jumps(pi, first, k, v, level, law);
            scale(k, v, Math.min(1, time(level, lower) * total), total, law);
        }

        @Override
        double unmasking(double level, double lower) {
            return lower == 0 ? 1 : Math.min(1, expected(level, lower));
        }
    },

    /**
     * Tau-leaping: the reverse rates stay what they are at level t during the step, and the first jump of the coordinate
     * counts. The step to level 0 is ancestral.
     */
    TAU_LEAPING {
        @Override
        void uniform(double[] pi, int first, int k, int v, double level, double lower, double[] law) {
            if (lower == 0) {
                ANCESTRAL.uniform(pi, first, k, v, level, lower, law);
                return;
            }
            double total = jumps(pi, first, k, v, level, law);
            scale(k, v, -Math.expm1(-time(level, lower) * total), total, law);
        }

        @Override
        double unmasking(double level, double lower) {
            return lower == 0 ? 1 : -Math.expm1(-expected(level, lower));
        }
    },

    /**
     * Coordinates stay. With the corrector of {@link DenoisingSampler#withCorrector}, this is the noise-annealed sampler
     * of section 5.5 of the Concrete score paper. The step to level 0 is ancestral.
     */
    NONE {
        @Override
        void uniform(double[] pi, int first, int k, int v, double level, double lower, double[] law) {
            if (lower == 0) {
                ANCESTRAL.uniform(pi, first, k, v, level, lower, law);
                return;
            }
            Arrays.fill(law, 0, k, 0);
            law[v] = 1;
        }

        @Override
        double unmasking(double level, double lower) {
            return lower == 0 ? 1 : 0;
        }
    };

    /** Writes the law of a coordinate with uniform noise. */
    abstract void uniform(double[] pi, int first, int k, int v, double level, double lower, double[] law);

    /** Returns the probability that a masked coordinate is unmasked. */
    abstract double unmasking(double level, double lower);

    /**
     * Writes the law of a coordinate.
     *
     * @param noise the noise
     * @param pi holds the posteriors of the coordinate's clean value
     * @param first where they begin
     * @param k the number of values
     * @param v the value at level t
     * @param level t, above 0 and at most 1
     * @param lower s, at least 0 and below t
     * @param law receives the probabilities of the values at level s
     */
    void law(NoiseProcess noise, double[] pi, int first, int k, int v, double level, double lower, double[] law) {
        if (noise == NoiseProcess.UNIFORM) {
            uniform(pi, first, k, v, level, lower, law);
            return;
        }
        int mask = k - 1;
        double unmasking = v == mask ? unmasking(level, lower) : 0;
        for (int w = 0; w < mask; w++) {
            law[w] = unmasking * pi[first + w];
        }
        law[mask] = 0;
        law[v] += 1 - unmasking;
    }

    /** The time {@code -log(1 - b)} between two levels. */
    private static double time(double level, double lower) {
        return -Math.log1p(-NoiseProcess.between(lower, level));
    }

    /** The expected number of times that a masked coordinate is unmasked; no time has passed yet at level 1. */
    private static double expected(double level, double lower) {
        return level == 1 ? 0 : time(level, lower) * (1 - level) / level;
    }

    /** Writes the reverse rates {@code r(w)/K} with 0 for v, and returns their sum. */
    private static double jumps(double[] pi, int first, int k, int v, double level, double[] law) {
        double c = level / k;
        double a = 1 - level + c;
        double moved = 0;
        for (int w = 0; w < k; w++) {
            moved += w == v ? 0 : pi[first + w];
        }
        double base = moved + pi[first + v] * (c / a);
        double total = 0;
        for (int w = 0; w < k; w++) {
            law[w] = w == v ? 0 : (base + pi[first + w] * ((1 - level) / c)) / k;
            total += law[w];
        }
        return total;
    }

    private static void scale(int k, int v, double moves, double total, double[] law) {
        for (int w = 0; w < k; w++) {
            law[w] *= total > 0 ? moves / total : 0;
        }
        law[v] = total > 0 ? 1 - moves : 1;
    }
}
