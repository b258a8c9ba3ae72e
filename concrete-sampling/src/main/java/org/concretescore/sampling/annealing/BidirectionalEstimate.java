package org.concretescore.sampling.annealing;

/**
 * An estimate of log Z from both sides, by forward chains from the base and backward chains from exact samples of the
 * target (bidirectional Monte Carlo, Grosse, Ghahramani and Adams 2015).
 *
 * @param logZ the best estimate from both kinds of chains, in nats, by Bennett's acceptance ratio
 * @param forward the estimate by forward chains, from below
 * @param backward the estimate by backward chains, from above
 */
public record BidirectionalEstimate(double logZ, LogZEstimate forward, LogZEstimate backward) {
    static BidirectionalEstimate of(AnnealedChains forward, AnnealedChains backward) {
        LogZEstimate below = LogZEstimate.fromBelow(forward);
        LogZEstimate above = LogZEstimate.fromAbove(backward);
        double logZ = bennett(forward.logWeights, backward.logWeights, below.logZ(), above.logZ());
        return new BidirectionalEstimate(logZ, below, above);
    }

    /** Returns the root of Bennett's equation, which is monotone. The root lies near both estimates. */
    private static double bennett(double[] up, double[] down, double first, double second) {
        double reach = 1 + Math.abs(first - second);
        double low = Math.min(first, second);
        double high = Math.max(first, second);
        while (excess(up, down, low) < 0) {
            low -= reach;
            reach *= 2;
        }
        while (excess(up, down, high) > 0) {
            high += reach;
            reach *= 2;
        }
        for (int i = 0; i < 100 && high - low > 1e-13 * (1 + Math.abs(low)); i++) {
            double middle = (low + high) / 2;
            if (excess(up, down, middle) > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /**
     * Returns a function that falls with log Z and is 0 at Bennett's estimate. It is the derivative of the
     * log-likelihood of a logistic regression of a path's direction on its log weight, which is
     * {@code log Z q_backward/q_forward}.
     */
    private static double excess(double[] up, double[] down, double logZ) {
        double offset = logZ + Math.log((double) up.length / down.length);
        double sum = 0;
        for (double logWeight : up) {
            sum += 1 / (1 + Math.exp(offset - logWeight));
        }
        for (double logWeight : down) {
            sum -= 1 / (1 + Math.exp(logWeight - offset));
        }
        return sum;
    }

    /**
     * Returns the lower end of the interval, which is the estimate from below minus three standard errors.
     *
     * @return in nats
     */
    public double lower() {
        return forward.lower();
    }

    /**
     * Returns the upper end of the interval, which is the estimate from above plus three standard errors.
     *
     * @return in nats
     */
    public double upper() {
        return backward.upper();
    }

    /**
     * Returns the width of the interval.
     *
     * @return in nats
     */
    public double width() {
        return upper() - lower();
    }
}
