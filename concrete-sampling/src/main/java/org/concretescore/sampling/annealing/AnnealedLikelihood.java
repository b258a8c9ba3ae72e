package org.concretescore.sampling.annealing;

/** What RAISE says about rows: estimates of {@code log p_ann(x)}, each a stochastic lower bound. */
public final class AnnealedLikelihood {
    private final double[] logLikelihoods;
    private final double logZ;
    private final double standardError;
    private final long evaluations;

    private AnnealedLikelihood(double[] logLikelihoods, double logZ, double standardError, long evaluations) {
        this.logLikelihoods = logLikelihoods;
        this.logZ = logZ;
        this.standardError = standardError;
        this.evaluations = evaluations;
    }

    static AnnealedLikelihood of(AnnealedChains chains, int chainsPerRow) {
        int rows = chains.count() / chainsPerRow;
        double[] logLikelihoods = new double[rows];
        double sum = 0;
        double[] logZs = new double[rows];
        for (int row = 0; row < rows; row++) {
            int from = row * chainsPerRow;
            double logTarget = chains.logTargets[from];
            if (logTarget == Double.NEGATIVE_INFINITY) {
                logLikelihoods[row] = logTarget;
                logZs[row] = Double.POSITIVE_INFINITY;
            } else {
                logZs[row] = -LogMean.of(chains.logWeights, from, from + chainsPerRow, -1)
                        .value();
                logLikelihoods[row] = logTarget - logZs[row];
            }
            sum += logZs[row];
        }
        double mean = sum / rows;
        double squares = 0;
        for (double logZ : logZs) {
            squares += (logZ - mean) * (logZ - mean);
        }
        double error = Math.sqrt(squares / (rows - 1) / rows);
        return new AnnealedLikelihood(
                logLikelihoods, mean, error, chains.tally().rowEvaluations());
    }

    /**
     * The estimates.
     *
     * @return a copy, {@code [rows]}, in nats; negative infinity where the target is 0
     */
    public double[] logLikelihoods() {
        return logLikelihoods.clone();
    }

    /**
     * What must be taken from the target's log density, in the mean over the rows, to come to the estimates: where log Z
     * stands in a normalised model. If the rows are samples of the target, its expectation is at least log Z.
     *
     * @return the mean of {@code log p(x) - log p_ann(x)} over the rows, in nats; infinite if the target is 0 at a row
     */
    public double logZ() {
        return logZ;
    }

    /**
     * The standard error of {@link #logZ}, for rows drawn independently; it holds the rows' differences and the chains'
     * noise.
     *
     * @return in nats; NaN if {@link #logZ} is infinite
     */
    public double standardError() {
        return standardError;
    }

    /**
     * What was computed.
     *
     * @return states at which the target's density was evaluated
     */
    public long evaluations() {
        return evaluations;
    }
}
