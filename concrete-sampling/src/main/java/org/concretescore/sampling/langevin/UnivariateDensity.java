package org.concretescore.sampling.langevin;

/** A {@link UnivariateScore} with a known log density, which Metropolis' correction needs. */
public interface UnivariateDensity extends UnivariateScore {
    /**
     * Returns the log density, up to a constant.
     *
     * @param x any point
     * @return the log density, in nats; negative infinity outside the support
     */
    double logDensity(double x);

    /**
     * Returns whether a point lies in the support.
     *
     * @param x any point
     * @return true if the log density is above negative infinity
     * @throws IllegalStateException if the log density is NaN
     */
    @Override
    default boolean contains(double x) {
        double logDensity = logDensity(x);
        if (Double.isNaN(logDensity)) {
            throw new IllegalStateException("the log density at " + x + " is NaN");
        }
        return logDensity > Double.NEGATIVE_INFINITY;
    }
}
