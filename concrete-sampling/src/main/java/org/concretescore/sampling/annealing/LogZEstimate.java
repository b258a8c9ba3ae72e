package org.concretescore.sampling.annealing;

/**
 * An estimate of log Z from annealing weights.
 *
 * @param logZ the estimate, in nats: {@code log mean w} of forward chains, whose expectation is at most log Z;
 *     {@code -log mean 1/w} of chains from exact samples, whose expectation is at least log Z
 * @param standardError its standard error, by the delta method. It is itself an estimate, and too small where the
 *     weights' tail was not seen: then the effective sample size is small
 * @param effectiveSampleSize {@code (sum w)^2 / sum w^2} of the averaged weights, in 1..chains
 * @param meanLogWeight {@code mean log w}: farther out than the estimate on the same side of log Z, but robust, for it
 *     needs no tail
 * @param chains number of chains
 * @param evaluations states at which the target's density was evaluated
 */
public record LogZEstimate(
        double logZ,
        double standardError,
        double effectiveSampleSize,
        double meanLogWeight,
        int chains,
        long evaluations) {
    /** How many standard errors {@link #lower} and {@link #upper} keep off. */
    public static final int STANDARD_ERRORS = 3;

    /** Of log weights, or with sign -1 of those of chains from exact samples. */
    static LogZEstimate of(double[] logWeights, int sign, long evaluations) {
        LogMean mean = LogMean.of(logWeights, 0, logWeights.length, sign);
        if (mean.value() == Double.NEGATIVE_INFINITY) {
            throw new IllegalStateException("all " + logWeights.length + " chains have weight 0: the target is 0 at"
                    + " every state that was drawn from the base");
        }
        double sum = 0;
        for (double logWeight : logWeights) {
            sum += logWeight;
        }
        return new LogZEstimate(
                sign * mean.value(),
                mean.standardError(),
                mean.effectiveSampleSize(),
                sum / logWeights.length,
                logWeights.length,
                evaluations);
    }

    /**
     * The estimate less three standard errors.
     *
     * @return in nats
     */
    public double lower() {
        return logZ - STANDARD_ERRORS * standardError;
    }

    /**
     * The estimate plus three standard errors.
     *
     * @return in nats
     */
    public double upper() {
        return logZ + STANDARD_ERRORS * standardError;
    }
}
