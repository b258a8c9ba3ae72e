package org.concretescore.core.latent;

import java.util.Arrays;
import org.concretescore.core.space.Counts;

/**
 * The loss of a latent variable model, which is minus the multi-sample bound, and an estimate of its gradient with
 * respect to rows of the model's outputs as the package describes them. Immutable, safe for use by several threads.
 *
 * <p>The gradient is that of
 *
 * <p>\[ -L_m \sim -\sum_i w_i \, \mathrm{logWeight}_i - \sum_i \mathrm{signal}_i \, \mathrm{logPosterior}_i \]
 *
 * <p>with the normalised importance weights {@code w = softmax(logWeight)} and the learning signals held fixed. An
 * estimator that {@linkplain Estimator#goesThroughSamples goes through the samples} does not have signals. The gradient
 * is complete: a model that differentiates its outputs with respect to all of its parameters, including those of the
 * posterior, need not treat any of these separately.
 */
public final class BoundLoss {
    private final Estimator estimator;
    private final int samples;
    private final boolean posteriorInWeights;

    private BoundLoss(Estimator estimator, int samples, boolean posteriorInWeights) {
        this.estimator = estimator;
        this.samples = samples;
        this.posteriorInWeights = posteriorInWeights;
    }

    /**
     * Returns the loss of models whose log weights hold {@code -log q(z_i | x)}.
     *
     * @param estimator the estimator of the gradient
     * @param samples m
     * @return the loss
     * @throws IllegalArgumentException if the estimator does not {@linkplain Estimator#takes take} so many samples
     */
    public static BoundLoss of(Estimator estimator, int samples) {
        estimator.requireSamples(samples);
        return new BoundLoss(estimator, samples, true);
    }

    /**
     * Returns the same loss for models that draw z from their prior, as those of structured prediction do (section
     * 5.3). Their log weight is {@code log p(x | z_i)} alone. This makes a difference only for NVIL, because there is
     * no {@code -log q} to remove from the log weight.
     *
     * @return the loss
     */
    public BoundLoss ofPrior() {
        return new BoundLoss(estimator, samples, false);
    }

    /**
     * Returns the estimator of the gradient.
     *
     * @return the estimator
     */
    public Estimator estimator() {
        return estimator;
    }

    /**
     * Returns the number of samples of a row.
     *
     * @return m, at least 1
     */
    public int samples() {
        return samples;
    }

    /**
     * Returns the number of values in a row of outputs.
     *
     * @return {@code 2m + 1}
     */
    public int width() {
        return 2 * samples + 1;
    }

    /**
     * Computes the loss of some rows and its estimated gradient. If a row has a value that is infinite or NaN, the loss
     * is NaN, and the gradient of the row is 0; trainers stop there.
     *
     * <p>For NVIL, the gradient also trains the baseline: it includes the gradient of half of the squared error of
     * {@code baseline + mean} divided by the standard deviation of the signals. The loss is that of the bound alone.
     *
     * @param outputs {@code [rows, 2m + 1]}, row-major
     * @param rows number of data rows, 0 or more
     * @param weight the weight of a row: 1/n for a mean over n rows
     * @param statistics the statistics of the signals of earlier steps; only NVIL uses them
     * @param gradient receives the gradient of the weighted loss, {@code [rows, 2m + 1]}
     * @return the weighted sum of {@code -L_m}, in nats
     * @throws IllegalArgumentException if an array is too short
     */
    public double lossAndGradient(
            float[] outputs, int rows, double weight, SignalStatistics statistics, float[] gradient) {
        requireRows("outputs", outputs, rows);
        requireRows("gradient", gradient, rows);
        int width = width();
        double[] row = new double[width];
        double[] coefficients = new double[width];
        double loss = 0;
        for (int r = 0; r < rows; r++) {
            double bound = Double.NaN;
            if (take(outputs, r, row)) {
                bound = coefficients(row, statistics, coefficients);
            } else {
                Arrays.fill(coefficients, 0);
            }
            loss -= weight * bound;
            for (int i = 0; i < width; i++) {
                gradient[r * width + i] = (float) (-weight * coefficients[i]);
            }
        }
        return loss;
    }

    /**
     * Returns the statistics for the next step. Call it once per step with the outputs of all rows of the batch, after
     * the gradients were taken. Signals are then normalised by statistics that were known before their samples were
     * drawn, which leaves the gradient unbiased.
     *
     * @param statistics the statistics of the steps before
     * @param outputs {@code [rows, 2m + 1]}, row-major
     * @param rows number of data rows, at least 1
     * @return the statistics with the batch included. They are unchanged for other estimators than NVIL, and for a
     *     batch with a value that is infinite or NaN, after which a trainer does not step either
     * @throws IllegalArgumentException if the array is too short or there are no rows
     */
    public SignalStatistics update(SignalStatistics statistics, float[] outputs, int rows) {
        requireRows("outputs", outputs, rows);
        if (rows < 1) {
            throw new IllegalArgumentException("rows must be at least 1, were " + rows);
        }
        if (!estimator.usesBaseline()) {
            return statistics;
        }
        double[] row = new double[width()];
        double mean = 0;
        double squares = 0;
        for (int r = 0; r < rows; r++) {
            if (!take(outputs, r, row)) {
                return statistics;
            }
            double signal = row[0] - row[2];
            double off = signal - mean;
            mean += off / (r + 1);
            squares += off * (signal - mean);
        }
        return statistics.with(mean, squares / rows);
    }

    /** Copies a row and returns whether all of its values are finite. */
    private static boolean take(float[] outputs, int index, double[] row) {
        boolean finite = true;
        for (int i = 0; i < row.length; i++) {
            row[i] = outputs[index * row.length + i];
            finite &= Double.isFinite(row[i]);
        }
        return finite;
    }

    /**
     * Writes the estimated derivatives of {@code L_m} with respect to a row of finite outputs, and returns the bound.
     */
    double coefficients(double[] row, SignalStatistics statistics, double[] coefficients) {
        double bound = MultiSampleBound.ofRow(row, 0, samples);
        double logSum = bound + Math.log(samples);
        for (int i = 0; i < samples; i++) {
            coefficients[i] = Math.exp(row[i] - logSum);
        }
        Arrays.fill(coefficients, samples, coefficients.length, 0);
        switch (estimator) {
            case NVIL -> {
                double signal = statistics.normalise(row[0] - row[2]);
                // The -log q of the log weight has expectation 0 and would only add noise. NVIL's paper omits it, too.
                coefficients[1] = posteriorInWeights ? signal + 1 : signal;
                coefficients[2] = signal;
            }
            case VIMCO -> signals(row, bound, coefficients);
            default -> {
                // The whole gradient goes through the samples.
            }
        }
        return bound;
    }

    /**
     * Writes VIMCO's learning signals: the bound minus the bound with the geometric mean of the others in a sample's
     * place.
     */
    private void signals(double[] row, double bound, double[] coefficients) {
        int best = 0;
        double sumOfLogs = 0;
        for (int i = 0; i < samples; i++) {
            best = row[i] > row[best] ? i : best;
            sumOfLogs += row[i];
        }
        double largest = row[best];
        double sum = 0;
        for (int i = 0; i < samples; i++) {
            sum += Math.exp(row[i] - largest);
        }
        for (int i = 0; i < samples; i++) {
            if (i != best) {
                double others = (sumOfLogs - row[i]) / (samples - 1);
                double own = Math.exp(row[i] - largest);
                double replaced = Math.exp(others - largest);
                // The largest weight stays in the sum, so that the difference keeps its digits.
                coefficients[samples + i] = Math.log1p((own - replaced) / (sum - own + replaced));
            }
        }
        // Without the largest weight the others may be tiny, so they need a scale of their own.
        double own = row[best];
        row[best] = (sumOfLogs - own) / (samples - 1);
        coefficients[samples + best] = bound - MultiSampleBound.ofRow(row, 0, samples);
        row[best] = own;
    }

    private void requireRows(String name, float[] array, int rows) {
        if (rows < 0 || array.length < (long) rows * width()) {
            throw new IllegalArgumentException(name + " holds " + Counts.of(array.length, "value") + ", too few for "
                    + Counts.of(rows, "row") + " of " + width());
        }
    }

    @Override
    public String toString() {
        return "BoundLoss[" + estimator + ", " + samples + (posteriorInWeights ? "]" : ", z from the prior]");
    }
}
