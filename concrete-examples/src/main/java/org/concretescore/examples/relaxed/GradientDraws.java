package org.concretescore.examples.relaxed;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.latent.BoundLoss;
import org.concretescore.core.latent.SignalStatistics;
import org.concretescore.core.relaxation.Logistic;
import org.concretescore.sampling.relaxation.ConcreteSampler;

/**
 * Draws estimates of the gradient of a bound by one of the {@link GradientKind}s. An instance has the arrays of one
 * draw, so that only one thread may use it.
 */
final class GradientDraws {
    /** The temperature of the prior is this share of the posterior's, for {@link GradientKind#COOLER_PRIOR}. */
    private static final double COOLER = 0.75;

    private final SmallLatentModel model;
    private final GradientKind kind;
    private final double temperature;
    private final double priorTemperature;
    private final int m;
    private final int latents;
    private final double baseline;
    private final BoundLoss loss;
    private final double[][] y;
    private final double[][] s;
    private final double[] ofS;
    private final float[] row;
    private final float[] coefficients;
    private final double[] total;
    private double bound;

    GradientDraws(SmallLatentModel model, GradientKind kind, double temperature, int m, double baseline) {
        this.model = model;
        this.kind = kind;
        this.temperature = temperature;
        priorTemperature = kind == GradientKind.COOLER_PRIOR ? COOLER * temperature : temperature;
        this.m = m;
        latents = model.latents();
        this.baseline = baseline;
        loss = BoundLoss.of(kind.estimator, m);
        y = new double[m][latents];
        s = new double[m][latents];
        ofS = new double[latents];
        row = new float[loss.width()];
        coefficients = new float[loss.width()];
        total = new double[model.parameters().length];
    }

    /** Draws an estimate of the gradient of the bound. Every draw returns the same array. */
    double[] next(UniformRandomProvider random, ZigguratSampler.NormalizedGaussian normal) {
        for (int i = 0; i < m; i++) {
            for (int d = 0; d < latents; d++) {
                double noise =
                        kind == GradientKind.LOGISTIC_NORMAL ? normal.sample() : ConcreteSampler.logistic(random);
                double at = model.posteriorLogit(d) + noise;
                y[i][d] = at / temperature;
                s[i][d] = kind.relaxed ? Math.tanh(y[i][d] / 2) : at >= 0 ? 1 : -1;
            }
            row[i] = (float) (model.logLikelihood(s[i]) + logPriorToPosterior(i));
            row[m + i] = kind.relaxed ? 0 : (float) logPosterior(s[i]);
        }
        row[2 * m] = (float) baseline;
        // A trained baseline would have this value. The signal is therefore centered already, and it is not divided.
        bound = loss.lossAndGradient(row, 1, -1, new SignalStatistics(0, 0), coefficients);
        Arrays.fill(total, 0);
        for (int i = 0; i < m; i++) {
            addGradient(i, coefficients[i], coefficients[m + i]);
        }
        return total;
    }

    /** Returns the bound of the last draw. */
    double bound() {
        return bound;
    }

    /** Returns the log probability of a discrete sample under the posterior. */
    private double logPosterior(double[] of) {
        double sum = 0;
        for (int d = 0; d < latents; d++) {
            sum += Logistic.logCumulative(of[d] * model.posteriorLogit(d));
        }
        return sum;
    }

    /** Returns log p(z) - log q(z) of a sample, or what the kind takes for it. */
    private double logPriorToPosterior(int i) {
        double sum = 0;
        for (int d = 0; d < latents; d++) {
            double a = model.posteriorLogit(d);
            double b = model.priorLogit(d);
            double z = (s[i][d] + 1) / 2;
            double q = Logistic.cumulative(a);
            double at = y[i][d];
            sum += switch (kind) {
                case CONCRETE, COOLER_PRIOR -> logConcrete(at, b, priorTemperature) - logConcrete(at, a, temperature);
                case LOGISTIC_NORMAL -> logNormal(at, b, priorTemperature) - logNormal(at, a, temperature);
                case DISCRETE_KL -> q * (b - a) + Logistic.logCumulative(-b) - Logistic.logCumulative(-a);
                default -> z * (b - a) + Logistic.logCumulative(-b) - Logistic.logCumulative(-a);
            };
        }
        return sum;
    }

    /** Adds the gradient of a sample, given the derivatives of the bound by its log weight and its log posterior. */
    private void addGradient(int i, double ofWeight, double ofPosterior) {
        model.likelihoodGradient(s[i], ofWeight, total, ofS);
        if (!kind.relaxed) {
            model.discreteGradient(s[i], ofWeight, ofPosterior, total);
            if (kind.estimator.goesThroughSamples()) {
                straightThrough(i, ofWeight);
            }
            return;
        }
        for (int d = 0; d < latents; d++) {
            double a = model.posteriorLogit(d);
            double b = model.priorLogit(d);
            double p = Logistic.cumulative(b);
            double q = Logistic.cumulative(a);
            double at = y[i][d];
            double z = (s[i][d] + 1) / 2;
            double ofZ = 2 * ofS[d];
            double ofY = 0;
            switch (kind) {
                case CONCRETE, COOLER_PRIOR, LOGISTIC_NORMAL -> {
                    boolean logistic = kind != GradientKind.LOGISTIC_NORMAL;
                    double priorSlope =
                            logistic ? concreteSlope(at, b, priorTemperature) : normalSlope(at, b, priorTemperature);
                    double slope = logistic ? concreteSlope(at, a, temperature) : normalSlope(at, a, temperature);
                    ofY = ofWeight * (temperature * slope - priorTemperature * priorSlope);
                    total[latents + d] += ofWeight * priorSlope;
                    total[d] -= ofWeight * slope;
                }
                case DISCRETE_KL -> {
                    total[latents + d] += ofWeight * (q - p);
                    total[d] += ofWeight * (b - a) * q * (1 - q);
                }
                default -> {
                    ofZ += ofWeight * (b - a);
                    total[latents + d] += ofWeight * (z - p);
                    total[d] -= ofWeight * (z - q);
                }
            }
            total[d] += (ofY + ofZ * z * (1 - z)) / temperature;
        }
    }

    /** Adds the derivative of the likelihood and of the log masses as if z were its mean, or relaxed. */
    private void straightThrough(int i, double ofWeight) {
        boolean mean = kind == GradientKind.THROUGH_THE_MEAN;
        for (int d = 0; d < latents; d++) {
            double z = Logistic.cumulative(mean ? model.posteriorLogit(d) : y[i][d]);
            double ofZ = 2 * ofS[d] + ofWeight * (model.priorLogit(d) - model.posteriorLogit(d));
            total[d] += ofZ * z * (1 - z) / (mean ? 1 : temperature);
        }
    }

    /** Returns the log density of the logit of a Binary Concrete variable (Appendix C.3.2). */
    private static double logConcrete(double y, double logit, double temperature) {
        return Math.log(temperature) + Logistic.logDensity(temperature * y - logit);
    }

    /**
     * Returns the derivative of {@link #logConcrete} by the logit; that by y is {@code -temperature} times as large.
     */
    private static double concreteSlope(double y, double logit, double temperature) {
        return -Logistic.derivative(temperature * y - logit);
    }

    /** Returns the log density of y if the noise is normal; a constant is left out. */
    private static double logNormal(double y, double logit, double temperature) {
        double at = temperature * y - logit;
        return Math.log(temperature) - at * at / 2;
    }

    /** Returns the derivative of {@link #logNormal} by the logit. */
    private static double normalSlope(double y, double logit, double temperature) {
        return temperature * y - logit;
    }
}
