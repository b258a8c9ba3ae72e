package org.concretescore.examples.relaxed;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.latent.MultiSampleBound;
import org.concretescore.core.relaxation.Logistic;

/**
 * A latent variable model that is small enough for an exact gradient of its bound, which is a sum over all states. It
 * has one data row x of a few bits and latent bits z. Prior and posterior are independent bits; {@code p(x | z)} is
 * independent bits whose logits are linear in {@code s = 2z - 1}. The parameters are the logits of the posterior, the
 * logits of the prior, the weights and the biases, in this order.
 */
final class SmallLatentModel {
    private final int latents;
    private final int[] x;
    private final double[] parameters;
    private final int prior;
    private final int weights;
    private final int biases;

    private SmallLatentModel(int latents, int[] x, double[] parameters) {
        this.latents = latents;
        this.x = x;
        this.parameters = parameters;
        prior = latents;
        weights = 2 * latents;
        biases = weights + x.length * latents;
    }

    /** Returns a model with parameters of a normal distribution, and a row of fair bits. */
    static SmallLatentModel random(int latents, int visible, UniformRandomProvider random) {
        int[] x = random.ints(visible, 0, 2).toArray();
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        double[] parameters = new double[2 * latents + visible * latents + visible];
        Arrays.setAll(parameters, i -> normal.sample());
        return new SmallLatentModel(latents, x, parameters);
    }

    /** Returns a model of the same row with other parameters. */
    SmallLatentModel at(double[] moved) {
        return new SmallLatentModel(latents, x, moved);
    }

    /** Returns a copy of the parameters. */
    double[] parameters() {
        return parameters.clone();
    }

    /** Returns the number of latent bits. */
    int latents() {
        return latents;
    }

    double posteriorLogit(int d) {
        return parameters[d];
    }

    double priorLogit(int d) {
        return parameters[prior + d];
    }

    /** Returns log p(x | z); s may be relaxed. */
    double logLikelihood(double[] s) {
        double sum = 0;
        for (int n = 0; n < x.length; n++) {
            double logit = logit(n, s);
            sum += Logistic.logCumulative(x[n] == 1 ? logit : -logit);
        }
        return sum;
    }

    private double logit(int n, double[] s) {
        double logit = parameters[biases + n];
        for (int d = 0; d < latents; d++) {
            logit += parameters[weights + n * latents + d] * s[d];
        }
        return logit;
    }

    /** Adds c times the gradient of the log-likelihood by the parameters, and writes that by s. */
    void likelihoodGradient(double[] s, double c, double[] gradient, double[] ofS) {
        Arrays.fill(ofS, 0);
        for (int n = 0; n < x.length; n++) {
            double slope = c * (x[n] - Logistic.cumulative(logit(n, s)));
            gradient[biases + n] += slope;
            for (int d = 0; d < latents; d++) {
                gradient[weights + n * latents + d] += slope * s[d];
                ofS[d] += slope * parameters[weights + n * latents + d];
            }
        }
    }

    /** Returns the log weights and the log posteriors of all states of z. */
    private double[][] enumerate() {
        double[][] logs = new double[2][1 << latents];
        double[] s = new double[latents];
        for (int state = 0; state < logs[0].length; state++) {
            double logPrior = 0;
            for (int d = 0; d < latents; d++) {
                s[d] = 2 * (state >> d & 1) - 1;
                logs[1][state] += Logistic.logCumulative(s[d] * parameters[d]);
                logPrior += Logistic.logCumulative(s[d] * parameters[prior + d]);
            }
            logs[0][state] = logLikelihood(s) + logPrior - logs[1][state];
        }
        return logs;
    }

    /** Returns the expected m-sample bound of the discrete model. */
    double bound(int m) {
        double[][] logs = enumerate();
        double[] sum = new double[1];
        forAllSamples(logs[1], m, (states, p) -> sum[0] += p * bound(logs[0], states));
        return sum[0];
    }

    /** Returns the gradient of the bound, by the product rule. */
    double[] boundGradient(int m) {
        double[][] logs = enumerate();
        double[] ofWeights = new double[logs[0].length];
        double[] ofPosteriors = new double[logs[0].length];
        forAllSamples(logs[1], m, (states, p) -> {
            double bound = bound(logs[0], states);
            for (int state : states) {
                ofWeights[state] += p * Math.exp(logs[0][state] - bound) / m;
                ofPosteriors[state] += p * bound;
            }
        });
        double[] gradient = new double[parameters.length];
        double[] s = new double[latents];
        double[] ofS = new double[latents];
        for (int state = 0; state < ofWeights.length; state++) {
            for (int d = 0; d < latents; d++) {
                s[d] = 2 * (state >> d & 1) - 1;
            }
            likelihoodGradient(s, ofWeights[state], gradient, ofS);
            discreteGradient(s, ofWeights[state], ofPosteriors[state], gradient);
        }
        return gradient;
    }

    /** Adds the gradients of the log prior and of the log posterior of a discrete state. */
    void discreteGradient(double[] s, double ofWeight, double ofPosterior, double[] gradient) {
        for (int d = 0; d < latents; d++) {
            double z = (s[d] + 1) / 2;
            gradient[d] += (ofPosterior - ofWeight) * (z - Logistic.cumulative(parameters[d]));
            gradient[prior + d] += ofWeight * (z - Logistic.cumulative(parameters[prior + d]));
        }
    }

    private static double bound(double[] logWeights, int[] states) {
        double[] row = new double[states.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = logWeights[states[i]];
        }
        return MultiSampleBound.ofRow(row, 0, row.length);
    }

    /** Receives an unordered set of samples and the probability to draw it in any order. */
    private interface Samples {
        void take(int[] states, double probability);
    }

    private static void forAllSamples(double[] logPosteriors, int m, Samples samples) {
        extend(logPosteriors, new int[m], 0, 0, 1, 0, samples);
    }

    private static void extend(
            double[] logPosteriors, int[] states, int drawn, int run, double probability, int from, Samples samples) {
        if (drawn == states.length) {
            samples.take(states, probability);
            return;
        }
        for (int state = from; state < logPosteriors.length; state++) {
            // The multinomial coefficient, factor by factor: (drawn + 1)! over the product of the runs' factorials.
            int length = state == from && drawn > 0 ? run + 1 : 1;
            states[drawn] = state;
            double p = probability * Math.exp(logPosteriors[state]) * (drawn + 1) / length;
            extend(logPosteriors, states, drawn + 1, length, p, state, samples);
        }
    }
}
