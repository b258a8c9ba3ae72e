package org.concretescore.core.verify;

/**
 * A test of whether observations come from a given distribution.
 *
 * <p>All tests have one rule: a test fails if its p value is at most {@link #FALSE_ALARM}. A correct program that
 * makes a thousand such tests then fails with a probability below 1e-3, whatever its seed. This leaves a factor of 50
 * for p values that are too small far out in the tail, as those of Pearson's test are if expected counts are a few
 * dozen.
 */
public sealed interface SignificanceTest permits PearsonTest, MeanTest, KolmogorovTest {
    /** The p value at which a test fails. */
    double FALSE_ALARM = 1e-8;

    /**
     * Returns the probability of observations at least as far from the expectation as these.
     *
     * @return between 0 and 1
     */
    double pValue();

    /**
     * Fails if the observations are too unlikely.
     *
     * @param what the tested quantity; the message begins with it
     * @throws IllegalArgumentException if the p value is at most {@link #FALSE_ALARM}, or NaN
     */
    default void require(String what) {
        if (!(pValue() > FALSE_ALARM)) {
            throw new IllegalArgumentException(what + ": " + this);
        }
    }
}
