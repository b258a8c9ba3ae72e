package org.concretescore.core.relaxation;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All gradients against finite differences: five rows of values, which share two rows of logits. */
final class GradientTest {
    private static final int COUNT = 5;
    private static final int N = 4;
    private static final double ALREADY_THERE = 3.5;

    private final UniformRandomProvider random = STREAMS.stream("concrete gradients");
    private final double[] logits = uniforms(2 * N, -2, 2);
    private final double[] gumbels = uniforms(COUNT * N, -1.5, 4);
    private final double[] bitLogits = uniforms(2, -2, 2);
    private final double[] logistics = uniforms(COUNT, -4, 4);
    private final double[] upstream = uniforms(COUNT, -2, 2);
    private final double[] wideUpstream = uniforms(COUNT * N, -2, 2);

    private double[] uniforms(int length, double from, double to) {
        return random.doubles(length, from, to).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] filled(int length) {
        double[] array = new double[length];
        Arrays.fill(array, ALREADY_THERE);
        return array;
    }

    /** The gradient was added to what the array was filled with. */
    private static void check(ToDoubleFunction<double[]> f, double[] at, double[] gradient) {
        for (int i = 0; i < at.length; i++) {
            double[] moved = at.clone();
            double h = 1e-5;
            moved[i] = at[i] + h;
            double above = f.applyAsDouble(moved);
            moved[i] = at[i] - h;
            double slope = (above - f.applyAsDouble(moved)) / (2 * h);
            assertEquals(slope, gradient[i] - ALREADY_THERE, 1e-6 * (1 + Math.abs(slope)), "coordinate " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 2.5})
    void expConcrete(double temperature) {
        ExpConcrete law = ExpConcrete.of(logits, N, temperature);
        double[] y = new double[COUNT * N];
        law.transform(gumbels, COUNT, y);

        double[] pathwise = filled(logits.length);
        law.addPathwiseGradient(y, COUNT, wideUpstream, pathwise);
        check(
                l -> {
                    double[] moved = new double[COUNT * N];
                    ExpConcrete.of(l, N, temperature).transform(gumbels, COUNT, moved);
                    return dot(wideUpstream, moved);
                },
                logits,
                pathwise);

        double[] byLogits = filled(logits.length);
        double[] byValues = filled(y.length);
        law.addGradients(y, COUNT, upstream, byLogits, byValues);
        double[] out = new double[COUNT];
        check(
                l -> {
                    ExpConcrete.of(l, N, temperature).logDensities(y, COUNT, out);
                    return dot(upstream, out);
                },
                logits,
                byLogits);
        check(
                v -> {
                    law.logDensities(v, COUNT, out);
                    return dot(upstream, out);
                },
                y,
                byValues);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.8, 1, 2.5})
    void concrete(double temperature) {
        Concrete law = Concrete.of(logits, N, temperature);
        double[] x = new double[COUNT * N];
        law.transform(gumbels, COUNT, x);

        double[] pathwise = filled(logits.length);
        law.addPathwiseGradient(x, COUNT, wideUpstream, pathwise);
        check(
                l -> {
                    double[] moved = new double[COUNT * N];
                    Concrete.of(l, N, temperature).transform(gumbels, COUNT, moved);
                    return dot(wideUpstream, moved);
                },
                logits,
                pathwise);

        double[] byLogits = filled(logits.length);
        double[] byValues = filled(x.length);
        law.addGradients(x, COUNT, upstream, byLogits, byValues);
        double[] out = new double[COUNT];
        check(
                l -> {
                    Concrete.of(l, N, temperature).logDensities(x, COUNT, out);
                    return dot(upstream, out);
                },
                logits,
                byLogits);
        for (int row = 0; row < COUNT; row++) {
            // Along the simplex: from the last coordinate to each other. Across it, equation 11 is homogeneous of
            // degree -n.
            double across = 0;
            int last = row * N + N - 1;
            for (int i = row * N; i <= last; i++) {
                across += x[i] * (byValues[i] - ALREADY_THERE);
                double h = 1e-5 * Math.min(x[i], x[last]);
                double[] moved = x.clone();
                moved[i] += h;
                moved[last] -= h;
                law.logDensities(moved, COUNT, out);
                double above = dot(upstream, out);
                moved[i] = x[i] - h;
                moved[last] = x[last] + (i == last ? 0 : h);
                law.logDensities(moved, COUNT, out);
                double slope = i == last ? 0 : (above - dot(upstream, out)) / (2 * h);
                double tolerance = 1e-5 * (Math.abs(byValues[i]) + Math.abs(byValues[last]));
                assertEquals(slope, byValues[i] - byValues[last], tolerance, "coordinate " + i);
            }
            assertEquals(-N * upstream[row], across, 1e-10);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 2.5})
    void logitBinConcrete(double temperature) {
        LogitBinConcrete law = LogitBinConcrete.of(bitLogits, temperature);
        double[] y = new double[COUNT];
        law.transform(logistics, COUNT, y);

        double[] pathwise = filled(2);
        law.addPathwiseGradient(COUNT, upstream, pathwise);
        check(
                l -> {
                    double[] moved = new double[COUNT];
                    LogitBinConcrete.of(l, temperature).transform(logistics, COUNT, moved);
                    return dot(upstream, moved);
                },
                bitLogits,
                pathwise);

        double[] byLogits = filled(2);
        double[] byValues = filled(COUNT);
        law.addGradients(y, COUNT, upstream, byLogits, byValues);
        double[] out = new double[COUNT];
        check(
                l -> {
                    LogitBinConcrete.of(l, temperature).logDensities(y, COUNT, out);
                    return dot(upstream, out);
                },
                bitLogits,
                byLogits);
        check(
                v -> {
                    law.logDensities(v, COUNT, out);
                    return dot(upstream, out);
                },
                y,
                byValues);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.9, 1, 2.5})
    void binConcrete(double temperature) {
        BinConcrete law = BinConcrete.of(bitLogits, temperature);
        double[] x = new double[COUNT];
        law.transform(logistics, COUNT, x);

        double[] pathwise = filled(2);
        law.addPathwiseGradient(x, COUNT, upstream, pathwise);
        check(
                l -> {
                    double[] moved = new double[COUNT];
                    BinConcrete.of(l, temperature).transform(logistics, COUNT, moved);
                    return dot(upstream, moved);
                },
                bitLogits,
                pathwise);

        double[] byLogits = filled(2);
        double[] byValues = filled(COUNT);
        law.addGradients(x, COUNT, upstream, byLogits, byValues);
        double[] out = new double[COUNT];
        check(
                l -> {
                    BinConcrete.of(l, temperature).logDensities(x, COUNT, out);
                    return dot(upstream, out);
                },
                bitLogits,
                byLogits);
        for (int row = 0; row < COUNT; row++) {
            double[] moved = x.clone();
            double h = 1e-5 * x[row] * (1 - x[row]);
            moved[row] = x[row] + h;
            law.logDensities(moved, COUNT, out);
            double above = dot(upstream, out);
            moved[row] = x[row] - h;
            law.logDensities(moved, COUNT, out);
            double slope = (above - dot(upstream, out)) / (2 * h);
            assertEquals(slope, byValues[row] - ALREADY_THERE, 1e-5 * (1 + 1 / (x[row] * (1 - x[row]))));
        }
    }

    @Test
    void massesOfTheDiscreteVariables() {
        int[] states = {0, 3, 1, 1, 2};
        double[] out = new double[COUNT];
        double[] gradient = filled(logits.length);
        Discrete.of(logits, N).addGradient(states, COUNT, upstream, gradient);
        check(
                l -> {
                    Discrete.of(l, N).logMasses(states, COUNT, out);
                    return dot(upstream, out);
                },
                logits,
                gradient);
        int[] bits = {0, 1, 1, 0, 0};
        double[] bitGradient = filled(2);
        Bernoulli.of(bitLogits).addGradient(bits, COUNT, upstream, bitGradient);
        check(
                l -> {
                    Bernoulli.of(l).logMasses(bits, COUNT, out);
                    return dot(upstream, out);
                },
                bitLogits,
                bitGradient);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-3, -0.5, 0, 1, 7, 30})
    void noise(double x) {
        double[] gumbel = {ALREADY_THERE + Gumbel.derivative(x)};
        check(v -> Gumbel.logDensity(v[0]), new double[] {x}, gumbel);
        double[] logistic = {ALREADY_THERE + Logistic.derivative(x)};
        check(v -> Logistic.logDensity(v[0]), new double[] {x}, logistic);
    }
}
