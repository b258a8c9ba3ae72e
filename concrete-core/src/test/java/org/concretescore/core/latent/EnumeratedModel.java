package org.concretescore.core.latent;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * One data row of one bit, one latent variable of k values, and everything a table: the expectation of anything over
 * all tuples of samples is a sum.
 */
final class EnumeratedModel {
    /** Takes a tuple of samples and its probability. */
    interface Visitor {
        void visit(int[] z, double probability);
    }

    final int k;
    /** Logits of the prior, of x given each z, and of the posterior; without a posterior of its own, the first two. */
    final double[] parameters;

    private final boolean ownPosterior;

    private EnumeratedModel(int k, double[] parameters, boolean ownPosterior) {
        this.k = k;
        this.parameters = parameters;
        this.ownPosterior = ownPosterior;
    }

    static EnumeratedModel autoencoder(int k, UniformRandomProvider random) {
        return new EnumeratedModel(k, random.doubles(3 * k, -2, 2).toArray(), true);
    }

    static EnumeratedModel structured(int k, UniformRandomProvider random) {
        return new EnumeratedModel(k, random.doubles(2 * k, -2, 2).toArray(), false);
    }

    EnumeratedModel at(double[] moved) {
        return new EnumeratedModel(k, moved, ownPosterior);
    }

    private double[] logSoftmax(int from) {
        double sum = 0;
        for (int i = 0; i < k; i++) {
            sum += Math.exp(parameters[from + i]);
        }
        double logSum = Math.log(sum);
        return Arrays.stream(parameters, from, from + k).map(v -> v - logSum).toArray();
    }

    double logPosterior(int z) {
        return logSoftmax(ownPosterior ? 2 * k : 0)[z];
    }

    double logWeight(int z) {
        double logLikelihood = -Math.log1p(Math.exp(-parameters[k + z]));
        return ownPosterior ? logSoftmax(0)[z] + logLikelihood - logPosterior(z) : logLikelihood;
    }

    double[] logPosteriorGradient(int z) {
        double[] gradient = new double[parameters.length];
        addSoftmaxGradient(ownPosterior ? 2 * k : 0, z, 1, gradient);
        return gradient;
    }

    double[] logWeightGradient(int z) {
        double[] gradient = new double[parameters.length];
        gradient[k + z] = 1 / (1 + Math.exp(parameters[k + z]));
        if (ownPosterior) {
            addSoftmaxGradient(0, z, 1, gradient);
            addSoftmaxGradient(2 * k, z, -1, gradient);
        }
        return gradient;
    }

    private void addSoftmaxGradient(int from, int z, double factor, double[] gradient) {
        double[] logP = logSoftmax(from);
        for (int i = 0; i < k; i++) {
            gradient[from + i] += factor * ((i == z ? 1 : 0) - Math.exp(logP[i]));
        }
    }

    void forAllTuples(int m, Visitor visitor) {
        int[] z = new int[m];
        int tuples = Math.toIntExact(Math.round(Math.pow(k, m)));
        for (int t = 0; t < tuples; t++) {
            double logProbability = 0;
            int rest = t;
            for (int i = 0; i < m; i++) {
                z[i] = rest % k;
                rest /= k;
                logProbability += logPosterior(z[i]);
            }
            visitor.visit(z, Math.exp(logProbability));
        }
    }

    /** The output row of some samples. */
    double[] row(int[] z, double baseline) {
        int m = z.length;
        double[] row = new double[2 * m + 1];
        for (int i = 0; i < m; i++) {
            row[i] = logWeight(z[i]);
            row[m + i] = logPosterior(z[i]);
        }
        row[2 * m] = baseline;
        return row;
    }

    private static double bound(double[] row, int m) {
        double sum = 0;
        for (int i = 0; i < m; i++) {
            sum += Math.exp(row[i]);
        }
        return Math.log(sum / m);
    }

    /** The expected bound. */
    double bound(int m) {
        double[] sum = new double[1];
        forAllTuples(m, (z, p) -> sum[0] += p * bound(row(z, 0), m));
        return sum[0];
    }

    /** The derivatives of the expected bound, by the product rule: what the weights and what the probabilities do. */
    double[] boundGradient(int m) {
        double[] sum = new double[parameters.length];
        forAllTuples(m, (z, p) -> {
            double[] row = row(z, 0);
            double bound = bound(row, m);
            for (int i = 0; i < m; i++) {
                add(p * Math.exp(row[i] - bound) / m, logWeightGradient(z[i]), sum);
                add(p * bound, logPosteriorGradient(z[i]), sum);
            }
        });
        return sum;
    }

    /** The expectation of an estimator's gradient. */
    double[] expectedGradient(BoundLoss loss, double baseline, SignalStatistics statistics) {
        int m = loss.samples();
        double[] coefficients = new double[loss.width()];
        double[] sum = new double[parameters.length];
        forAllTuples(m, (z, p) -> {
            loss.coefficients(row(z, baseline), statistics, coefficients);
            for (int i = 0; i < m; i++) {
                add(p * coefficients[i], logWeightGradient(z[i]), sum);
                add(p * coefficients[m + i], logPosteriorGradient(z[i]), sum);
            }
        });
        return sum;
    }

    static void add(double factor, double[] vector, double[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * vector[i];
        }
    }
}
