package org.concretescore.core.latent;

/**
 * The statistics of learning signals that NVIL keeps from step to step: their running mean and variance, over
 * {@code logWeight - baseline} of all rows of all batches, with the largest weight on the newest. Immutable. The
 * trainer holds it, and saves it with the parameters.
 *
 * @param mean in nats, NaN before the first batch
 * @param variance in nats squared, at least 0, NaN before the first batch
 */
public record SignalStatistics(double mean, double variance) {
    /** The statistics before the first batch. There is no signal, so the first step trains all but the posterior. */
    public static final SignalStatistics NONE = new SignalStatistics(Double.NaN, Double.NaN);

    /** The share of the statistics that is kept at each batch. */
    static final double DECAY = 0.8;

    /**
     * Checks the numbers.
     *
     * @param mean in nats, or NaN
     * @param variance in nats squared, or NaN
     * @throws IllegalArgumentException unless both are NaN, or both are finite and the variance is at least 0
     */
    public SignalStatistics {
        boolean none = Double.isNaN(mean) && Double.isNaN(variance);
        boolean some = Double.isFinite(mean) && variance >= 0 && variance < Double.POSITIVE_INFINITY;
        if (!none && !some) {
            throw new IllegalArgumentException(
                    "mean and variance must be finite, and the variance at least 0, were " + mean + " and " + variance);
        }
    }

    /**
     * Returns whether there was a batch.
     *
     * @return false for {@link #NONE}
     */
    public boolean isKnown() {
        return !Double.isNaN(mean);
    }

    /** Returns the statistics with one more batch. */
    SignalStatistics with(double batchMean, double batchVariance) {
        if (!isKnown()) {
            return new SignalStatistics(batchMean, batchVariance);
        }
        return new SignalStatistics(
                DECAY * mean + (1 - DECAY) * batchMean, DECAY * variance + (1 - DECAY) * batchVariance);
    }

    /**
     * Returns a signal centered, and divided by the standard deviation unless that is below 1; 0 before the first
     * batch.
     */
    double normalise(double signal) {
        return isKnown() ? (signal - mean) / scale() : 0;
    }

    /** Returns the divisor of signals; 1 before the first batch. */
    double scale() {
        return isKnown() ? Math.max(1, Math.sqrt(variance)) : 1;
    }
}
