package org.concretescore.sampling.langevin;

/**
 * A density on the line, on an interval of it, or on a circle, of which the Stein score is known. The score may come
 * from a network. A {@link UnivariateDensity} also knows the log density. Implementations must allow calls from several
 * threads at once, and should not allocate memory.
 */
public interface UnivariateScore {
    /**
     * Returns the Stein score.
     *
     * @param x a point of the support
     * @return {@code d log p(x) / dx}
     */
    double score(double x);

    /**
     * Returns whether a point lies in the support.
     *
     * @param x any point
     * @return true for any number, unless the implementation says otherwise; false for NaN
     */
    default boolean contains(double x) {
        return !Double.isNaN(x);
    }

    /**
     * Returns the circumference of the circle.
     *
     * @return the circumference, above 0; infinite on the line
     */
    default double period() {
        return Double.POSITIVE_INFINITY;
    }

    /**
     * Returns the representative of a point. On a circle it lies in {@code [0, period)}; on the line it is the point
     * itself.
     *
     * @param x any finite point
     * @return the representative
     */
    default double wrap(double x) {
        return Steps.wrap(x, period());
    }
}
