package org.concretescore.sampling.annealing;

/**
 * An estimate of log Z from annealing weights.
 *
 * @param logZ the estimate, in nats. For forward chains it is {@code log mean w}, whose expectation is at most log Z.
 *     For chains from exact samples it is {@code -log mean 1/w}, whose expectation is at least log Z
 * @param standardError the standard error of the estimate, by the delta method. It is itself an estimate, and it is too
 *     small if the chains did not reach the tail of the weights; the effective sample size is then small
 * @param effectiveSampleSize {@code (sum w)^2 / sum w^2} of the averaged weights, in 1..chains
 * @param meanLogWeight {@code mean log w}. It lies on the same side of log Z as the estimate, but farther away. It is
 *     robust, because it does not depend on the tail of the weights
 * @param chains number of chains
 * @param evaluations number of states at which the target's density was evaluated
 */
public record LogZEstimate(
        double logZ,
        double standardError,
        double effectiveSampleSize,
        double meanLogWeight,
        int chains,
        long evaluations) {
    /** The distance of {@link #lower} and {@link #upper} from the estimate, in standard errors. */
    public static final int STANDARD_ERRORS = 3;

    /** Returns the estimate by chains that were annealed from the base to the target. */
    static LogZEstimate fromBelow(AnnealedChains forward) {
        return of(forward.logWeights, 1, forward.tally().rowEvaluations());
    }

    /** Returns the estimate by chains that were annealed from states of the target to the base. */
    static LogZEstimate fromAbove(AnnealedChains backward) {
        return of(backward.logWeights, -1, backward.tally().rowEvaluations());
    }

    private static LogZEstimate of(double[] logWeights, int sign, long evaluations) {
        LogMean mean = LogMean.of(logWeights, 0, logWeights.length, sign);
        if (mean.value() == Double.NEGATIVE_INFINITY) {
            throw new IllegalStateException("all " + logWeights.length + " chains have weight 0, because the target"
                    + " is 0 at a state of each of them; a base that is closer to the target helps");
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
     * Returns the estimate minus three standard errors.
     *
     * @return in nats
     */
    public double lower() {
        return logZ - STANDARD_ERRORS * standardError;
    }

    /**
     * Returns the estimate plus three standard errors.
     *
     * @return in nats
     */
    public double upper() {
        return logZ + STANDARD_ERRORS * standardError;
    }
}
