package org.concretescore.core.latent;

/**
 * What NVIL remembers of its learning signals from step to step: their running mean and variance, over
 * {@code logWeight - baseline} of all rows of all batches, the newest weighing most. Immutable; whoever trains holds it, and
 * saves it with the parameters.
 *
 * @param mean nats, NaN before the first batch
 * @param variance nats squared, at least 0, NaN before the first batch
 */
public record SignalStatistics(double mean, double variance) {
    /** Before the first batch: without a signal, so that the first step trains all but the posterior. */
    public static final SignalStatistics NONE = new SignalStatistics(Double.NaN, Double.NaN);

    /** What is kept of the statistics at each batch. */
    static final double DECAY = 0.8;

    /**
     * Checks the numbers.
     *
     * @param mean nats, or NaN
     * @param variance nats squared, or NaN
     * @throws IllegalArgumentException if not both are NaN, and one is infinite or NaN or the variance below 0
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
     * Whether there was a batch.
     *
     * @return false of {@link #NONE}
     */
    public boolean isKnown() {
        return !Double.isNaN(mean);
    }

    /** With the statistics of one more batch. */
    SignalStatistics with(double batchMean, double batchVariance) {
        if (!isKnown()) {
            return new SignalStatistics(batchMean, batchVariance);
        }
        return new SignalStatistics(
                DECAY * mean + (1 - DECAY) * batchMean, DECAY * variance + (1 - DECAY) * batchVariance);
    }

    /** Centered, and divided by the standard deviation unless that is below 1; 0 before the first batch. */
    double normalise(double signal) {
        return isKnown() ? (signal - mean) / scale() : 0;
    }

    /** What signals are divided by; 1 before the first batch. */
    double scale() {
        return isKnown() ? Math.max(1, Math.sqrt(variance)) : 1;
    }
}
