package org.concretescore.nn.latent.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.concretescore.core.relaxation.Bernoulli;
import org.concretescore.core.relaxation.Discrete;
import org.concretescore.core.relaxation.ExpConcrete;
import org.concretescore.core.relaxation.LogitBinConcrete;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.latent.Relaxation;
import org.concretescore.nn.latent.Temperatures;

/** A latent variable model in plain loops, with the densities and masses of core: one sample of one data row. */
final class LatentReference {
    private final LatentSpec spec;
    private final double[] parameters;
    private final Temperatures temperatures;
    private int at;

    double logWeight;
    double logPosterior;
    /** Of each layer, what {@link #hold} found to be the difference of discrete and relaxed values; null before. */
    private double[][] offsets;

    LatentReference(LatentSpec spec, double[] parameters, Temperatures temperatures) {
        this.spec = spec;
        this.parameters = parameters;
        this.temperatures = temperatures;
    }

    private double[] dense(double[] x, int out) {
        double[] y = new double[out];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < out; j++) {
                y[j] += x[i] * parameters[at++];
            }
        }
        for (int j = 0; j < out; j++) {
            y[j] += parameters[at++];
        }
        return y;
    }

    private double[] conditional(double[] x, int between, int out, boolean nonlinear) {
        double[] h = x;
        if (nonlinear) {
            h = Arrays.stream(dense(h, between)).map(Math::tanh).toArray();
            h = Arrays.stream(dense(h, between)).map(Math::tanh).toArray();
        }
        return dense(h, out);
    }

    /** A layer's sample in log space, its state, and its units. */
    private record Sample(double[] y, double[] simplex, double[] units) {}

    private Sample draw(double[] logits, double[] noise, boolean relaxed, int layer) {
        int n = spec.arity();
        int count = logits.length;
        if (n == 2) {
            double[] y = new double[count];
            LogitBinConcrete law = LogitBinConcrete.of(logits, temperatures.posterior());
            law.transform(noise, count, y);
            double[] units = new double[count];
            double[] soft = Arrays.stream(y).map(v -> Math.tanh(v / 2)).toArray();
            for (int i = 0; i < count; i++) {
                units[i] = relaxed ? soft[i] : y[i] >= 0 ? 1 : -1;
            }
            move(layer, soft, units);
            return new Sample(y, null, units);
        }
        double[] y = new double[count];
        ExpConcrete law = ExpConcrete.of(logits, n, temperatures.posterior());
        law.transform(noise, count / n, y);
        double[] soft = Arrays.stream(y).map(Math::exp).toArray();
        double[] simplex = soft.clone();
        if (!relaxed) {
            int[] states = new int[count / n];
            law.round(y, count / n, states);
            Arrays.fill(simplex, 0);
            for (int node = 0; node < states.length; node++) {
                simplex[node * n + states[node]] = 1;
            }
        }
        move(layer, soft, simplex);
        int bits = spec.bits();
        double[] units = new double[count / n * bits];
        for (int node = 0; node < count / n; node++) {
            for (int k = 0; k < n; k++) {
                for (int bit = 0; bit < bits; bit++) {
                    units[node * bits + bit] += simplex[node * n + k] * ((k >> bit & 1) == 1 ? 1 : -1);
                }
            }
        }
        return new Sample(y, simplex, units);
    }

    /**
     * Holds discrete values where the next run finds them, from when on they move as the relaxed ones do: hard(t0) +
     * soft(t) - soft(t0), a function whose gradient at t0 is what straight-through means.
     */
    void hold() {
        offsets = new double[spec.layers()][];
    }

    private void move(int layer, double[] soft, double[] values) {
        if (offsets == null) {
            return;
        }
        if (offsets[layer] == null) {
            offsets[layer] = new double[soft.length];
            Arrays.setAll(offsets[layer], i -> values[i] - soft[i]);
        }
        Arrays.setAll(values, i -> soft[i] + offsets[layer][i]);
    }

    /** The log density of logistic normal nodes: of n-ary ones that of the n - 1 differences from the last y. */
    private double normalDensity(double[] logits, double temperature, double[] y) {
        int n = spec.arity();
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            int last = i / n * n + n - 1;
            if (n > 2 && i == last) {
                continue;
            }
            double value = n == 2 ? y[i] : y[i] - y[last];
            double mean = n == 2 ? logits[i] : logits[i] - logits[last];
            double away = temperature * value - mean;
            sum += Math.log(temperature) - Math.log(2 * Math.PI) / 2 - away * away / 2;
        }
        return sum;
    }

    /** The divergence of discrete nodes, summed over their states. */
    private double divergence(double[] q, double[] p) {
        int n = spec.arity();
        int width = n == 2 ? 1 : n;
        double sum = 0;
        for (int node = 0; node < q.length; node += width) {
            double[] a = Arrays.copyOfRange(q, node, node + width);
            double[] b = Arrays.copyOfRange(p, node, node + width);
            for (int k = 0; k < n; k++) {
                double[] logs = new double[2];
                for (int i = 0; i < 2; i++) {
                    double[] of = i == 0 ? a : b;
                    double[] mass = new double[1];
                    if (n == 2) {
                        Bernoulli.of(of).logMasses(new int[] {k}, 1, mass);
                    } else {
                        Discrete.of(of, n).logMasses(new int[] {k}, 1, mass);
                    }
                    logs[i] = mass[0];
                }
                sum += Math.exp(logs[0]) * (logs[0] - logs[1]);
            }
        }
        return sum;
    }

    private double density(double[] logits, double temperature, double[] y) {
        int n = spec.arity();
        int count = n == 2 ? y.length : y.length / n;
        double[] densities = new double[count];
        if (n == 2) {
            LogitBinConcrete.of(logits, temperature).logDensities(y, count, densities);
        } else {
            ExpConcrete.of(logits, n, temperature).logDensities(y, count, densities);
        }
        return Arrays.stream(densities).sum();
    }

    /** Linear in the state. */
    private double mass(double[] logits, Sample sample) {
        int n = spec.arity();
        double sum = 0;
        if (n == 2) {
            int count = logits.length;
            double[] one = new double[count];
            double[] zero = new double[count];
            Bernoulli law = Bernoulli.of(logits);
            int[] states = new int[count];
            law.logMasses(states, count, zero);
            Arrays.fill(states, 1);
            law.logMasses(states, count, one);
            for (int i = 0; i < count; i++) {
                double x = (sample.units[i] + 1) / 2;
                sum += x * one[i] + (1 - x) * zero[i];
            }
            return sum;
        }
        for (int k = 0; k < n; k++) {
            int[] states = new int[logits.length / n];
            Arrays.fill(states, k);
            double[] masses = new double[states.length];
            Discrete.of(logits, n).logMasses(states, states.length, masses);
            for (int node = 0; node < states.length; node++) {
                sum += sample.simplex[node * n + k] * masses[node];
            }
        }
        return sum;
    }

    private double term(Relaxation relaxation, double[] logits, double temperature, Sample sample) {
        return switch (relaxation) {
            case CONCRETE -> density(logits, temperature, sample.y);
            case LOGISTIC_NORMAL -> normalDensity(logits, temperature, sample.y);
            default -> mass(logits, sample);
        };
    }

    /**
     * Computes the log weight and the log posterior.
     *
     * @param data bits, the given ones first
     * @param noise that of each layer
     */
    void run(int[] data, float[] mean, double[][] noise, Relaxation relaxation) {
        at = 0;
        boolean relaxed = relaxation != Relaxation.DISCRETE && relaxation != Relaxation.STRAIGHT_THROUGH;
        double[] source = new double[spec.sourceWidth()];
        for (int i = 0; i < source.length; i++) {
            source[i] = data[i] - mean[i];
        }
        int layers = spec.layers();
        List<double[]> logits = new ArrayList<>();
        List<Sample> samples = new ArrayList<>();
        int centersFrom = new LatentGraph(spec, false).trained();
        for (int layer = 0; layer < layers; layer++) {
            double[] from = source;
            if (layer > 0) {
                from = samples.get(layer - 1).units.clone();
                for (int i = 0; !spec.structured() && i < from.length; i++) {
                    from[i] -= parameters[centersFrom++];
                }
            }
            int between = layer == 0 ? spec.units(0) : from.length;
            double[] a = conditional(from, between, spec.logits(layer), spec.nonlinearTo(layer));
            logits.add(a);
            samples.add(draw(a, noise[layer], relaxed, layer));
        }
        double posterior = 0;
        logWeight = 0;
        for (int layer = 0; layer < layers; layer++) {
            posterior += term(
                    // The densities of the noise are outputs all the same.
                    relaxation == Relaxation.ANALYTIC ? Relaxation.CONCRETE : relaxation,
                    logits.get(layer),
                    temperatures.posterior(),
                    samples.get(layer));
        }
        logPosterior = posterior;
        if (!spec.structured()) {
            double prior = 0;
            for (int layer = layers - 1; layer >= 0; layer--) {
                double[] a;
                if (layer == layers - 1) {
                    a = Arrays.copyOfRange(parameters, at, at + spec.logits(layer));
                    at += a.length;
                } else {
                    double[] from = samples.get(layer + 1).units;
                    a = conditional(from, from.length, spec.logits(layer), spec.nonlinearTo(layer + 1));
                }
                prior += relaxation == Relaxation.ANALYTIC
                        ? -divergence(logits.get(layer), a)
                        : term(relaxation, a, temperatures.prior(), samples.get(layer));
            }
            logWeight += relaxation == Relaxation.ANALYTIC ? prior : prior - posterior;
        }
        double[] units = samples.get(spec.lastLayer()).units;
        double[] x = conditional(units, units.length, spec.observed(), spec.nonlinearToObserved());
        double[] likelihood = new double[x.length];
        int[] predicted = Arrays.copyOfRange(data, spec.given(), data.length);
        Bernoulli.of(x).logMasses(predicted, x.length, likelihood);
        logWeight += Arrays.stream(likelihood).sum();
    }
}
