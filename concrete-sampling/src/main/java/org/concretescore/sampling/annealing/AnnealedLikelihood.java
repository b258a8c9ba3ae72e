package org.concretescore.sampling.annealing;

/**
 * The result of {@link Raise}: estimates of {@code log p_ann(x)} of rows, each of which is a stochastic lower bound.
 */
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
     * Returns the estimates.
     *
     * @return a copy, {@code [rows]}, in nats; negative infinity where the target is 0
     */
    public double[] logLikelihoods() {
        return logLikelihoods.clone();
    }

    /**
     * Returns the mean difference between the target's log density and the estimates. It takes the place that log Z has
     * in a normalised model. If the rows are samples of the target, its expectation is at least log Z.
     *
     * @return the mean of {@code log p(x) - log p_ann(x)} over the rows, in nats; infinite if the target is 0 at a row
     */
    public double logZ() {
        return logZ;
    }

    /**
     * Returns the standard error of {@link #logZ} for rows that were drawn independently. It includes the differences
     * between rows and the noise of the chains.
     *
     * @return in nats; NaN if {@link #logZ} is infinite
     */
    public double standardError() {
        return standardError;
    }

    /**
     * Returns the cost of the estimates.
     *
     * @return the number of states at which the target's density was evaluated
     */
    public long evaluations() {
        return evaluations;
    }
}
