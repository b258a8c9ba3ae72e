package org.concretescore.sampling.langevin;

/**
 * A density on the line, an interval of it, or a circle, known by its logarithm and its (Stein) score. May be shared by
 * several threads; the calls allocate nothing.
 */
public interface UnivariateScore {
    /**
     * The Stein score.
     *
     * @param x a point of the support
     * @return {@code d log p(x) / dx}
     */
    double score(double x);

    /**
     * The log density, up to a constant.
     *
     * @param x any point
     * @return in nats; negative infinity outside the support
     */
    double logDensity(double x);

    /**
     * The circumference, if this is a density on a circle.
     *
     * @return above 0; infinite on the line
     */
    default double period() {
        return Double.POSITIVE_INFINITY;
    }

    /**
     * The representative of a point: on a circle the one in {@code [0, period)}, else the point itself.
     *
     * @param x any finite point
     * @return the representative
     */
    default double wrap(double x) {
        double period = period();
        if (period == Double.POSITIVE_INFINITY || x >= 0 && x < period) {
            return x;
        }
        double wrapped = x - period * Math.floor(x / period);
        // Rounding can end up at either side of the seam; NaN stays NaN.
        return wrapped < 0 || wrapped >= period ? 0 : wrapped;
    }
}
