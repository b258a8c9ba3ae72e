package org.concretescore.core.exact;

import java.util.function.ToDoubleFunction;

/**
 * The limit in which the Concrete score becomes the (Stein) score (Proposition 1): with {@code N(x) = {x + delta e_d}},
 * {@code c(x; N) / delta} tends to the gradient of {@code log p(x)}, with an error of order delta.
 */
public final class SteinLimit {
    private SteinLimit() {}

    /**
     * Returns the Concrete score divided by delta.
     *
     * @param logDensity {@code log p}, up to a constant
     * @param x the point, of any dimension D
     * @param delta the distance of the neighbors, in the units of x, above 0
     * @return {@code [D]}: {@code (p(x + delta e_d)/p(x) - 1) / delta}
     * @throws IllegalArgumentException if delta is not above 0 and finite
     */
    public static double[] scaledScore(ToDoubleFunction<double[]> logDensity, double[] x, double delta) {
        if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("delta must be above 0 and finite, was " + delta);
        }
        double[] y = x.clone();
        double atX = logDensity.applyAsDouble(y);
        double[] scaled = new double[x.length];
        for (int d = 0; d < x.length; d++) {
            y[d] = x[d] + delta;
            scaled[d] = Math.expm1(logDensity.applyAsDouble(y) - atX) / delta;
            y[d] = x[d];
        }
        return scaled;
    }
}
