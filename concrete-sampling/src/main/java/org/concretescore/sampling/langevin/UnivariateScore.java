package org.concretescore.sampling.langevin;

/**
 * A density on the line, an interval of it, or a circle, known by its (Stein) score alone, as a network answers it, or as
 * a {@link UnivariateDensity} by its logarithm too. May be shared by several threads; the calls allocate nothing.
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
     * Whether a point lies in the support.
     *
     * @param x any point
     * @return true for any number, unless the implementation says otherwise; false for NaN
     */
    default boolean contains(double x) {
        return !Double.isNaN(x);
    }

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
