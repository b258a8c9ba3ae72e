package org.concretescore.core.vector;

import java.util.Locale;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.relaxation.Logistic;

/**
 * Mixtures of n logistic or Gaussian densities on the line. They are given by 3 n parameters: n logits of the weights,
 * n means and n logarithms of scales. The scale of a Gaussian is its standard deviation; the scale of a logistic
 * density is the s of {@code exp(-z) / (s (1 + exp(-z))^2)}, {@code z = (x - mean) / s}.
 *
 * @param kind logistic or Gaussian
 * @param components n, at least 1
 */
public record Mixture(Kind kind, int components) {
    /** The largest number of components for which a network can still have an output layer. */
    private static final int MOST = 1 << 20;

    /** The densities that are mixed. */
    public enum Kind {
        /** Logistic densities. */
        LOGISTIC,
        /** Gaussian densities. */
        GAUSSIAN;

        /** Returns the name in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final double HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

    /**
     * Checks the number.
     *
     * @param kind logistic or Gaussian
     * @param components n, at least 1
     * @throws IllegalArgumentException if there are none, or more than a network could answer for
     */
    public Mixture {
        Objects.requireNonNull(kind, "kind");
        if (!(components >= 1 && components <= MOST)) {
            throw new IllegalArgumentException("components must be 1 to " + MOST + ", were " + components);
        }
    }

    /**
     * Returns the number of parameters of one density.
     *
     * @return 3 n
     */
    public int parameters() {
        return 3 * components;
    }

    /**
     * Returns the log density and writes its gradient with respect to the parameters.
     *
     * @param parameters holds the parameters
     * @param at where they begin
     * @param x the point
     * @param weight the factor of the gradient
     * @param gradient receives the gradient at the same place; null if it is not needed
     * @return the log density, in nats
     */
    public double logDensity(double[] parameters, int at, double x, double weight, double[] gradient) {
        int n = components;
        double largest = Double.NEGATIVE_INFINITY;
        double largestLogit = Double.NEGATIVE_INFINITY;
        for (int k = at; k < at + n; k++) {
            largest = Math.max(largest, parameters[k] + component(parameters[k + n], parameters[k + 2 * n], x));
            largestLogit = Math.max(largestLogit, parameters[k]);
        }
        double sum = 0;
        double sumOfLogits = 0;
        for (int k = at; k < at + n; k++) {
            sum += Math.exp(parameters[k] + component(parameters[k + n], parameters[k + 2 * n], x) - largest);
            sumOfLogits += Math.exp(parameters[k] - largestLogit);
        }
        if (gradient != null) {
            for (int k = at; k < at + n; k++) {
                double mean = parameters[k + n];
                double logScale = parameters[k + 2 * n];
                double share = weight * Math.exp(parameters[k] + component(mean, logScale, x) - largest) / sum;
                double z = (x - mean) * Math.exp(-logScale);
                double slope = kind == Kind.GAUSSIAN ? z : Math.tanh(z / 2);
                gradient[k] = share - weight * Math.exp(parameters[k] - largestLogit) / sumOfLogits;
                gradient[k + n] = share * slope * Math.exp(-logScale);
                gradient[k + 2 * n] = share * (z * slope - 1);
            }
        }
        return largest + Math.log(sum) - largestLogit - Math.log(sumOfLogits);
    }

    private double component(double mean, double logScale, double x) {
        double z = (x - mean) * Math.exp(-logScale);
        return kind == Kind.GAUSSIAN ? -z * z / 2 - logScale - HALF_LOG_TWO_PI : Logistic.logDensity(z) - logScale;
    }

    /**
     * Draws from a mixture.
     *
     * @param parameters holds the parameters
     * @param at where they begin
     * @param random the generator
     * @return a draw
     */
    public double sample(double[] parameters, int at, UniformRandomProvider random) {
        int n = components;
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = at; k < at + n; k++) {
            largest = Math.max(largest, parameters[k]);
        }
        double sum = 0;
        for (int k = at; k < at + n; k++) {
            sum += Math.exp(parameters[k] - largest);
        }
        double rest = random.nextDouble() * sum;
        int k = at;
        // Because of rounding, the last component takes the remainder.
        for (; k < at + n - 1; k++) {
            rest -= Math.exp(parameters[k] - largest);
            if (rest < 0) {
                break;
            }
        }
        double z;
        if (kind == Kind.GAUSSIAN) {
            z = ZigguratSampler.NormalizedGaussian.of(random).sample();
        } else {
            // An odd multiple of 2^-54 is never 0 or 1.
            double u = ((random.nextLong() >>> 11) + 0.5) * 0x1p-53;
            z = Math.log(u / (1 - u));
        }
        return parameters[k + n] + Math.exp(parameters[k + 2 * n]) * z;
    }
}
