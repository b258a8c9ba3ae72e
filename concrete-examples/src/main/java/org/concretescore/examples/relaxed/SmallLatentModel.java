package org.concretescore.examples.relaxed;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.latent.BoundLoss;
import org.concretescore.core.latent.Estimator;
import org.concretescore.core.latent.MultiSampleBound;
import org.concretescore.core.latent.SignalStatistics;
import org.concretescore.core.relaxation.Logistic;
import org.concretescore.sampling.relaxation.ConcreteSampler;

/**
 * A model so small that the gradient of its bound is a sum: one data row x of a few bits, latent bits z with a prior and a
 * posterior of independent bits, and {@code p(x | z)} of independent bits whose logits are linear in {@code s = 2z - 1}. Its
 * parameters are the logits of the posterior, and then all else: those of the prior, the weights and the biases.
 */
final class SmallLatentModel {
    /** What is done about z being discrete, with the names of the figure. */
    enum Kind {
        /** Equation 20: Concrete densities, that of the prior at the same temperature. */
        CONCRETE("concrete", true, Estimator.CONCRETE),
        /** The same with the prior's temperature lower, in the ratio that the paper found best for bits: 1/2 to 2/3. */
        COOLER_PRIOR("concrete, prior at 3/4", true, Estimator.CONCRETE),
        /** Equation 21: the discrete log masses at the relaxed z. */
        RELAXED_MASS("concrete, eq. 21", true, Estimator.CONCRETE),
        /** Equation 22: the discrete KL, summed. */
        DISCRETE_KL("concrete, eq. 22", true, Estimator.CONCRETE),
        /** Normal noise in place of the logistic, with the densities that it has. */
        LOGISTIC_NORMAL("logistic-normal", true, Estimator.CONCRETE),
        /** Discrete z, with the derivative of the relaxed one of the same noise. */
        STRAIGHT_THROUGH("straight-through", false, Estimator.STRAIGHT_THROUGH),
        /** Discrete z, with the derivative of its mean. */
        THROUGH_THE_MEAN("straight-through, mean", false, Estimator.STRAIGHT_THROUGH),
        NVIL("nvil", false, Estimator.NVIL),
        VIMCO("vimco", false, Estimator.VIMCO);

        final String label;
        final boolean relaxed;
        final Estimator estimator;

        Kind(String label, boolean relaxed, Estimator estimator) {
            this.label = label;
            this.relaxed = relaxed;
            this.estimator = estimator;
        }

        /** Whether the temperature means something. */
        boolean isTempered() {
            return relaxed || this == STRAIGHT_THROUGH;
        }
    }

    private static final double COOLER = 0.75;

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

    /** Normal parameters and fair bits. */
    static SmallLatentModel random(int latents, int visible, UniformRandomProvider random) {
        int[] x = random.ints(visible, 0, 2).toArray();
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        double[] parameters = new double[2 * latents + visible * latents + visible];
        Arrays.setAll(parameters, i -> normal.sample());
        return new SmallLatentModel(latents, x, parameters);
    }

    SmallLatentModel at(double[] moved) {
        return new SmallLatentModel(latents, x, moved);
    }

    double[] parameters() {
        return parameters.clone();
    }

    /** The number of parameters of the posterior, which come first. */
    int latents() {
        return latents;
    }

    private double logLikelihood(double[] s) {
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

    /** Adds c times the gradient of the log-likelihood to that of the parameters, and writes that of s. */
    private void likelihoodGradient(double[] s, double c, double[] gradient, double[] ofS) {
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

    /** The log density of the logit of a Binary Concrete variable (Appendix C.3.2), as of a {@code LogitBinConcrete}. */
    private static double logConcrete(double y, double logit, double temperature) {
        return Math.log(temperature) + Logistic.logDensity(temperature * y - logit);
    }

    /** Its derivative by the logit; by y it is {@code -temperature} times that. */
    private static double concreteSlope(double y, double logit, double temperature) {
        return -Logistic.derivative(temperature * y - logit);
    }

    private static double logNormal(double y, double logit, double temperature) {
        double at = temperature * y - logit;
        return Math.log(temperature) - at * at / 2;
    }

    private static double normalSlope(double y, double logit, double temperature) {
        return temperature * y - logit;
    }

    /** All states of z: the log weight and the log posterior of each. */
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

    /** The expected m-sample bound of the discrete model. */
    double bound(int m) {
        double[][] logs = enumerate();
        double[] sum = new double[1];
        forAllSamples(logs[1], m, (states, p) -> sum[0] += p * bound(logs[0], states));
        return sum[0];
    }

    /** Its gradient, by the product rule. */
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
    private void discreteGradient(double[] s, double ofWeight, double ofPosterior, double[] gradient) {
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

    /** What is done with samples, without their order, and the probability to draw them in any. */
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

    /** Draws of the estimates of the gradient; for use by one thread. */
    final class Draws {
        private final Kind kind;
        private final double temperature;
        private final double priorTemperature;
        private final int m;
        private final double baseline;
        private final BoundLoss loss;
        private final double[][] y;
        private final double[][] s;
        private final double[] ofS;
        private final float[] row;
        private final float[] coefficients;
        private final double[] total;
        private double bound;

        Draws(Kind kind, double temperature, int m, double baseline) {
            this.kind = kind;
            this.temperature = temperature;
            priorTemperature = kind == Kind.COOLER_PRIOR ? COOLER * temperature : temperature;
            this.m = m;
            this.baseline = baseline;
            loss = BoundLoss.of(kind.estimator, m);
            y = new double[m][latents];
            s = new double[m][latents];
            ofS = new double[latents];
            row = new float[loss.width()];
            coefficients = new float[loss.width()];
            total = new double[parameters.length];
        }

        /** One estimate of the gradient of the bound; the array is used again. */
        double[] next(UniformRandomProvider random, ZigguratSampler.NormalizedGaussian normal) {
            for (int i = 0; i < m; i++) {
                for (int d = 0; d < latents; d++) {
                    double noise = kind == Kind.LOGISTIC_NORMAL ? normal.sample() : ConcreteSampler.logistic(random);
                    double at = parameters[d] + noise;
                    y[i][d] = at / temperature;
                    s[i][d] = kind.relaxed ? Math.tanh(y[i][d] / 2) : at >= 0 ? 1 : -1;
                }
                row[i] = (float) (logLikelihood(s[i]) + logPriorToPosterior(i));
                row[m + i] = kind.relaxed ? 0 : (float) logPosterior(s[i]);
            }
            row[2 * m] = (float) baseline;
            // The baseline is what a trained one would be, so that there is nothing left to center, and nothing is
            // divided.
            bound = loss.lossAndGradient(row, 1, -1, new SignalStatistics(0, 0), coefficients);
            Arrays.fill(total, 0);
            for (int i = 0; i < m; i++) {
                addGradient(i, coefficients[i], coefficients[m + i]);
            }
            return total;
        }

        /** The value of the last draw. */
        double bound() {
            return bound;
        }

        private double logPosterior(double[] of) {
            double sum = 0;
            for (int d = 0; d < latents; d++) {
                sum += Logistic.logCumulative(of[d] * parameters[d]);
            }
            return sum;
        }

        private double logPriorToPosterior(int i) {
            double sum = 0;
            for (int d = 0; d < latents; d++) {
                double a = parameters[d];
                double b = parameters[prior + d];
                double z = (s[i][d] + 1) / 2;
                double q = Logistic.cumulative(a);
                double at = y[i][d];
                sum += switch (kind) {
                    case CONCRETE, COOLER_PRIOR ->
                        logConcrete(at, b, priorTemperature) - logConcrete(at, a, temperature);
                    case LOGISTIC_NORMAL -> logNormal(at, b, priorTemperature) - logNormal(at, a, temperature);
                    case DISCRETE_KL -> q * (b - a) + Logistic.logCumulative(-b) - Logistic.logCumulative(-a);
                    default -> z * (b - a) + Logistic.logCumulative(-b) - Logistic.logCumulative(-a);
                };
            }
            return sum;
        }

        private void addGradient(int i, double ofWeight, double ofPosterior) {
            likelihoodGradient(s[i], ofWeight, total, ofS);
            if (!kind.relaxed) {
                discreteGradient(s[i], ofWeight, ofPosterior, total);
                if (kind.estimator.goesThroughSamples()) {
                    straightThrough(i, ofWeight);
                }
                return;
            }
            for (int d = 0; d < latents; d++) {
                double a = parameters[d];
                double b = parameters[prior + d];
                double p = Logistic.cumulative(b);
                double q = Logistic.cumulative(a);
                double at = y[i][d];
                double z = (s[i][d] + 1) / 2;
                double ofZ = 2 * ofS[d];
                double ofY = 0;
                switch (kind) {
                    case CONCRETE, COOLER_PRIOR, LOGISTIC_NORMAL -> {
                        boolean logistic = kind != Kind.LOGISTIC_NORMAL;
                        double priorSlope = logistic
                                ? concreteSlope(at, b, priorTemperature)
                                : normalSlope(at, b, priorTemperature);
                        double slope = logistic ? concreteSlope(at, a, temperature) : normalSlope(at, a, temperature);
                        ofY = ofWeight * (temperature * slope - priorTemperature * priorSlope);
                        total[prior + d] += ofWeight * priorSlope;
                        total[d] -= ofWeight * slope;
                    }
                    case DISCRETE_KL -> {
                        total[prior + d] += ofWeight * (q - p);
                        total[d] += ofWeight * (b - a) * q * (1 - q);
                    }
                    default -> {
                        ofZ += ofWeight * (b - a);
                        total[prior + d] += ofWeight * (z - p);
                        total[d] -= ofWeight * (z - q);
                    }
                }
                total[d] += (ofY + ofZ * z * (1 - z)) / temperature;
            }
        }

        /** As if z were its mean, or relaxed, in the likelihood and in the log masses. */
        private void straightThrough(int i, double ofWeight) {
            boolean mean = kind == Kind.THROUGH_THE_MEAN;
            for (int d = 0; d < latents; d++) {
                double z = Logistic.cumulative(mean ? parameters[d] : y[i][d]);
                double ofZ = 2 * ofS[d] + ofWeight * (parameters[prior + d] - parameters[d]);
                total[d] += ofZ * z * (1 - z) / (mean ? 1 : temperature);
            }
        }
    }
}
