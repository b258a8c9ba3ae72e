package org.concretescore.sampling.langevin;

/** A {@link UnivariateScore} whose log density is known too, as Metropolis' correction needs it. */
public interface UnivariateDensity extends UnivariateScore {
    /**
     * The log density, up to a constant.
     *
     * @param x any point
     * @return in nats; negative infinity outside the support
     */
    double logDensity(double x);

    /**
     * Whether a point lies in the support.
     *
     * @param x any point
     * @return whether the log density is above negative infinity
     * @throws IllegalStateException if it is NaN
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
