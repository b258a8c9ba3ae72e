package org.concretescore.core.relaxation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Temperatures from 1e-3 to 1e3, logits to +-1e4: no number in log space is NaN or infinite. */
final class StabilityTest {
    private static double[] gumbels(UniformRandomProvider random, int count) {
        return random.doubles(count, 1e-16, 1).map(Gumbel::quantile).toArray();
    }

    private static void allFinite(double[] numbers, String what) {
        for (double number : numbers) {
            assertTrue(Double.isFinite(number), () -> what + " is " + number);
        }
    }

    private static double logSumExp(double[] y, int from, int n) {
        return Math.log(Arrays.stream(y, from, from + n).map(Math::exp).sum());
    }

    @Property(tries = 500)
    void concreteInLogSpace(
            @ForAll @DoubleRange(min = -3, max = 3) double logTemperature,
            @ForAll @DoubleRange(max = 4) double logScale,
            @ForAll @IntRange(min = 2, max = 40) int n,
            @ForAll long seed) {
        UniformRandomProvider random = new RandomStreams(seed).stream("stability");
        double scale = Math.pow(10, logScale);
        double temperature = Math.pow(10, logTemperature);
        int count = 3;
        double[] logits = random.doubles(n, -scale, Math.nextUp(scale)).toArray();
        double[] noise = gumbels(random, count * n);
        ExpConcrete law = ExpConcrete.of(logits, n, temperature);
        double[] y = new double[count * n];
        law.transform(noise, count, y);
        everythingIsFinite(law, y, count);
        for (int row = 0; row < count; row++) {
            assertEquals(0, logSumExp(y, row * n, n), 1e-12);
        }
        // Values that the law would hardly ever give: those of another temperature and other logits.
        double[] other = new double[count * n];
        double otherTemperature = Math.pow(10, 6 * random.nextDouble() - 3);
        ExpConcrete.of(random.doubles(n, -scale, Math.nextUp(scale)).toArray(), n, otherTemperature)
                .transform(noise, count, other);
        everythingIsFinite(law, other, count);

        int[] rounded = new int[count];
        int[] discrete = new int[count];
        law.round(y, count, rounded);
        law.discrete().transform(noise, count, discrete);
        double[] x = new double[count * n];
        law.exp().transform(noise, count, x);
        for (int row = 0; row < count; row++) {
            // Two that are equal in double precision may be rounded either way.
            double first = logits[rounded[row]] + noise[row * n + rounded[row]];
            double second = logits[discrete[row]] + noise[row * n + discrete[row]];
            assertEquals(second, first, 1e-11 * (1 + temperature));
            assertEquals(1, Arrays.stream(x, row * n, (row + 1) * n).sum(), 1e-12);
        }
        double[] pathwise = new double[n];
        law.exp().addPathwiseGradient(x, count, noise, pathwise);
        allFinite(pathwise, "the pathwise gradient on the simplex");
        allFinite(law.discrete().logProbabilities(), "a log probability");
    }

    private static void everythingIsFinite(ExpConcrete law, double[] y, int count) {
        int n = law.n();
        double[] densities = new double[count];
        double[] byLogits = new double[n];
        double[] byValues = new double[count * n];
        double[] ones = new double[count * n];
        Arrays.fill(ones, 1);
        allFinite(y, "a value");
        law.logDensities(y, count, densities);
        allFinite(densities, "a log density");
        law.addGradients(y, count, ones, byLogits, byValues);
        allFinite(byLogits, "the gradient with respect to the logits");
        allFinite(byValues, "the gradient with respect to the values");
        // Adding the same to all logits, or to all values, changes nothing.
        assertEquals(0, Arrays.stream(byLogits).sum(), 1e-9 * n * count);
        assertEquals(0, Arrays.stream(byValues).sum(), 1e-9 * n * count * law.temperature());
        double[] pathwise = new double[n];
        law.addPathwiseGradient(y, count, byValues, pathwise);
        allFinite(pathwise, "the pathwise gradient");
    }

    @Property(tries = 500)
    void binConcreteInLogSpace(
            @ForAll @DoubleRange(min = -3, max = 3) double logTemperature,
            @ForAll @DoubleRange(min = -1e4, max = 1e4) double logit,
            @ForAll @DoubleRange(min = -36.8, max = 36.8) double noise,
            @ForAll @DoubleRange(min = -1e7, max = 1e7) double anywhere) {
        LogitBinConcrete law = LogitBinConcrete.of(new double[] {logit}, Math.pow(10, logTemperature));
        double[] y = new double[1];
        law.transform(new double[] {noise}, 1, y);
        for (double value : new double[] {y[0], anywhere}) {
            double[] out = new double[1];
            double[] byLogit = new double[1];
            double[] byValue = new double[1];
            law.logDensities(new double[] {value}, 1, out);
            law.addGradients(new double[] {value}, 1, new double[] {1}, byLogit, byValue);
            law.addPathwiseGradient(1, byValue, byLogit);
            allFinite(out, "the log density");
            allFinite(byLogit, "the gradient with respect to the logit");
            allFinite(byValue, "the gradient with respect to the value");
        }
        double[] x = new double[1];
        law.sigmoid().transform(new double[] {noise}, 1, x);
        assertTrue(x[0] >= 0 && x[0] <= 1);
        double[] mass = new double[2];
        law.discrete().logMasses(new int[] {0, 1}, 2, mass);
        allFinite(mass, "a log mass");
        assertEquals(logit, mass[1] - mass[0], 1e-12 * (1 + Math.abs(logit)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 1, 1e3})
    void aMillionCategories(double temperature) {
        int n = 1_000_000;
        UniformRandomProvider random = new RandomStreams(1).stream("a million");
        double[] logits = random.doubles(n, -1e4, 1e4).toArray();
        ExpConcrete law = ExpConcrete.of(logits, n, temperature);
        double[] y = gumbels(random, n);
        law.transform(y, 1, y);
        assertEquals(0, logSumExp(y, 0, n), 1e-9);
        everythingIsFinite(law, y, 1);

        // With equal logits, at the center: (n-1)! lambda^(n-1) / n^n.
        Arrays.fill(y, -Math.log(n));
        double[] out = new double[1];
        ExpConcrete.of(new double[n], n, temperature).logDensities(y, 1, out);
        double logFactorial = 0;
        for (int i = 2; i < n; i++) {
            logFactorial += Math.log(i);
        }
        double expected = logFactorial + (n - 1) * Math.log(temperature) - n * Math.log(n);
        assertEquals(expected, out[0], 1e-9 * Math.abs(expected) + 1e-5);
    }
}
