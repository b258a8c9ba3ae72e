package org.concretescore.sampling.annealing;

/**
 * log Z from both sides: forward chains from the base, and backward chains from exact samples of the target (Grosse,
 * Ghahramani and Adams 2015, bidirectional Monte Carlo).
 *
 * @param logZ the best estimate from both, in nats: Bennett's acceptance ratio
 * @param forward from below
 * @param backward from above
 */
public record BidirectionalEstimate(double logZ, LogZEstimate forward, LogZEstimate backward) {
    static BidirectionalEstimate of(AnnealedChains forward, AnnealedChains backward) {
        double[] up = forward.logWeights();
        double[] down = backward.logWeights();
        LogZEstimate below = LogZEstimate.of(up, 1, forward.tally().rowEvaluations());
        LogZEstimate above = LogZEstimate.of(down, -1, backward.tally().rowEvaluations());
        return new BidirectionalEstimate(bennett(up, down, below.logZ(), above.logZ()), below, above);
    }

    /** The root of Bennett's equation, which is monotone; it lies near both estimates. */
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
     * Falls with log Z; 0 at Bennett's estimate. It is the logistic regression of a path's direction on its log weight:
     * {@code log Z q_backward/q_forward} is the log weight.
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
     * The lower end of the interval: the estimate from below less three standard errors.
     *
     * @return in nats
     */
    public double lower() {
        return forward.lower();
    }

    /**
     * The upper end of the interval: the estimate from above plus three standard errors.
     *
     * @return in nats
     */
    public double upper() {
        return backward.upper();
    }

    /**
     * How wide the interval is.
     *
     * @return in nats
     */
    public double width() {
        return upper() - lower();
    }
}
