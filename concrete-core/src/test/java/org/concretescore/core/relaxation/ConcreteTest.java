package org.concretescore.core.relaxation;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConcreteTest {
    private final UniformRandomProvider random = STREAMS.stream("concrete");

    private double[] simplex(int n) {
        double[] y = random.doubles(n, -3, 3).toArray();
        Rows.logSoftmax(y, 0, n);
        return Arrays.stream(y).map(Math::exp).toArray();
    }

    private static double logDensity(Concrete law, double[] x) {
        double[] out = new double[1];
        law.logDensities(x, 1, out);
        return out[0];
    }

    private static double logDensity(ExpConcrete law, double... y) {
        double[] out = new double[1];
        law.logDensities(y, 1, out);
        return out[0];
    }

    /** Equation 11, a product by the book; alpha = (2, 0.5, 1), the parameters of Figure 2. */
    @ParameterizedTest
    @ValueSource(doubles = {2, 1, 0.5})
    void equation11(double lambda) {
        double[] alpha = {2, 0.5, 1};
        double[] x = {0.2, 0.5, 0.3};
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            sum += alpha[k] * Math.pow(x[k], -lambda);
        }
        double p = 2 * lambda * lambda;
        for (int k = 0; k < 3; k++) {
            p *= alpha[k] * Math.pow(x[k], -lambda - 1) / sum;
        }
        assertEquals(Math.log(p), logDensity(Concrete.ofWeights(alpha, 3, lambda), x), 1e-13);
    }

    /** Equation 10 by the book, and the same noise at temperature 0. */
    @Test
    void equation10() {
        double[] alpha = {2, 0.5, 1};
        double[] g = {-0.3, 1.4, 0.1};
        double[] x = new double[3];
        Concrete law = Concrete.ofWeights(alpha, 3, 0.7);
        law.transform(g, 1, x);
        double[] e = new double[3];
        Arrays.setAll(e, k -> Math.exp((Math.log(alpha[k]) + g[k]) / 0.7));
        double sum = Arrays.stream(e).sum();
        assertArrayEquals(Arrays.stream(e).map(v -> v / sum).toArray(), x, 1e-15);
        int[] state = new int[1];
        law.round(x, 1, state);
        // log 2 - 0.3 < log 0.5 + 1.4, which is the largest.
        assertEquals(1, state[0]);
        int[] discrete = new int[1];
        law.discrete().transform(g, 1, discrete);
        assertEquals(state[0], discrete[0]);
        double[] vertex = new double[3];
        law.discrete().oneHot(discrete, 1, vertex);
        Concrete.ofWeights(alpha, 3, 1e-3).transform(g, 1, x);
        assertArrayEquals(vertex, x, 1e-12);
    }

    /**
     * Of two categories, the first is a binary Concrete variable, and the density in log space is that of the logit.
     */
    @ParameterizedTest
    @CsvSource({"0.1,3", "0.5,-1", "1,0", "2,0.3", "700,-5000"})
    void twoCategoriesAreABit(double temperature, double logit) {
        double[] logits = {logit + 11, 11};
        for (double x : new double[] {1e-9, 0.1, 0.5, 0.77, 0.999}) {
            double[] bin = new double[1];
            BinConcrete.of(new double[] {logit}, temperature).logDensities(new double[] {x}, 1, bin);
            double actual = logDensity(Concrete.of(logits, 2, temperature), new double[] {x, 1 - x});
            assertEquals(bin[0], actual, 1e-9 * (1 + Math.abs(actual)));
            double y = Math.log(x) - Math.log1p(-x);
            LogitBinConcrete.of(new double[] {logit}, temperature).logDensities(new double[] {y}, 1, bin);
            ExpConcrete law = ExpConcrete.of(logits, 2, temperature);
            assertEquals(bin[0], logDensity(law, Math.log(x), Math.log1p(-x)), 1e-9 * (1 + Math.abs(bin[0])));
            // Not normalised: the same.
            assertEquals(bin[0], logDensity(law, y + 5, 5), 1e-9 * (1 + Math.abs(bin[0])));
        }
        double[] masses = new double[1];
        Bernoulli.of(logit).logMasses(new int[] {1}, 1, masses);
        assertEquals(Discrete.of(logits, 2).logProbabilities()[0], masses[0], 1e-12 * (1 + Math.abs(logit)));
    }

    @Test
    void twoGumbelsMakeALogistic() {
        for (double u : new double[] {1e-12, 0.2, 0.5, 0.9}) {
            assertEquals(u, Gumbel.cumulative(Gumbel.quantile(u)), 1e-15);
            assertEquals(u, Logistic.cumulative(Logistic.quantile(u)), 1e-15);
            assertEquals(Math.log(u), Logistic.logCumulative(Logistic.quantile(u)), 1e-13 * Math.abs(Math.log(u)));
        }
        double[] values = {-2, 0, 0.3, 800, -800};
        double[] out = new double[5];
        Gumbel.logDensities(values, 5, out);
        double h = 1e-6;
        for (int i = 0; i < 3; i++) {
            double slope = (Gumbel.cumulative(values[i] + h) - Gumbel.cumulative(values[i] - h)) / (2 * h);
            assertEquals(slope, Math.exp(out[i]), 1e-8);
        }
        assertEquals(-800, out[3], 1e-9);
        assertEquals(Double.NEGATIVE_INFINITY, out[4]);
        assertEquals(Double.NEGATIVE_INFINITY, Gumbel.logDensity(Double.NEGATIVE_INFINITY));
        Logistic.logDensities(values, 5, out);
        for (int i = 0; i < 3; i++) {
            double slope = (Logistic.cumulative(values[i] + h) - Logistic.cumulative(values[i] - h)) / (2 * h);
            assertEquals(slope, Math.exp(out[i]), 1e-8);
            // The convolution of a Gumbel with a mirrored one.
            double convolution = 0;
            for (int j = -500; j <= 4000; j++) {
                double g = j * 0.01;
                convolution += 0.01 * Math.exp(Gumbel.logDensity(g) + Gumbel.logDensity(g - values[i]));
            }
            assertEquals(convolution, Math.exp(out[i]), 1e-9);
        }
        assertEquals(-800, out[3], 1e-9);
        assertEquals(-800, out[4], 1e-9);
    }

    /** Proposition 1d: log-convex at temperatures to 1/(n-1), and not beyond. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 20})
    void convexEventually(int n) {
        for (int trial = 0; trial < 500; trial++) {
            double temperature = (trial % 4 + 1) / 4.0 / (n - 1);
            Concrete law = Concrete.of(random.doubles(n, -5, 5).toArray(), n, temperature);
            double[] a = simplex(n);
            double[] b = simplex(n);
            double[] middle = new double[n];
            Arrays.setAll(middle, k -> (a[k] + b[k]) / 2);
            double chord = (logDensity(law, a) + logDensity(law, b)) / 2;
            assertTrue(logDensity(law, middle) <= chord + 1e-9);
        }
        // The center of the simplex, between two points on a line to a vertex.
        double[] a = new double[n];
        double[] b = new double[n];
        double[] center = new double[n];
        double h = 0.3 / n;
        Arrays.setAll(a, k -> k == 0 ? 1.0 / n + h : 1.0 / n - h / (n - 1));
        Arrays.setAll(b, k -> k == 0 ? 1.0 / n - h : 1.0 / n + h / (n - 1));
        Arrays.fill(center, 1.0 / n);
        Concrete warm = Concrete.of(new double[n], n, 2);
        assertTrue(logDensity(warm, center) > (logDensity(warm, a) + logDensity(warm, b)) / 2 + 1e-6);
    }

    /** Proposition 2d. */
    @Test
    void bitsAreConvexToTemperature1() {
        double[] out = new double[3];
        for (int trial = 0; trial < 500; trial++) {
            double a = random.nextDouble(0.001, 0.999);
            double b = random.nextDouble(0.001, 0.999);
            BinConcrete law = BinConcrete.of(new double[] {random.nextDouble(-5, 5)}, (trial % 4 + 1) / 4.0);
            law.logDensities(new double[] {a, (a + b) / 2, b}, 3, out);
            assertTrue(out[1] <= (out[0] + out[2]) / 2 + 1e-9);
        }
        BinConcrete.of(new double[] {0}, 1.5).logDensities(new double[] {0.4, 0.5, 0.6}, 3, out);
        assertTrue(out[1] > (out[0] + out[2]) / 2);
    }

    /** Row r is of the variable r mod rows, in every method. */
    @Test
    void rowsOfValuesTakeTurnsWithRowsOfLogits() {
        double[] logits = {1, 2, 3, -1, 0, 5};
        double[] noise = random.doubles(12, -1, 3).toArray();
        ExpConcrete both = ExpConcrete.of(logits, 3, 0.5);
        double[] y = new double[12];
        both.transform(noise, 4, y);
        double[] out = new double[4];
        both.logDensities(y, 4, out);
        for (int row = 0; row < 4; row++) {
            int l = row % 2 * 3;
            ExpConcrete one = ExpConcrete.of(Arrays.copyOfRange(logits, l, l + 3), 3, 0.5);
            double[] single = new double[3];
            one.transform(Arrays.copyOfRange(noise, row * 3, row * 3 + 3), 1, single);
            assertArrayEquals(Arrays.copyOfRange(y, row * 3, row * 3 + 3), single);
            assertEquals(out[row], logDensity(one, single));
        }
        double[] masses = new double[3];
        Discrete.of(logits, 3).logMasses(new int[] {2, 2, 0}, 3, masses);
        double first = Math.log(1 + Math.exp(-1) + Math.exp(-2));
        double second = Math.log(1 + Math.exp(-5) + Math.exp(-6));
        assertArrayEquals(new double[] {-first, -second, -2 - first}, masses, 1e-14);
    }

    @Test
    void argumentsAreKeptAndShown() {
        double[] logits = {1, 2, 3, 4};
        ExpConcrete law = ExpConcrete.of(logits, 2, 0.5);
        logits[0] = 100;
        assertArrayEquals(new double[] {1, 2, 3, 4}, law.discrete().logits());
        assertEquals(2, law.rows());
        assertEquals(2, law.exp().rows());
        assertEquals(2, law.exp().log().n());
        assertEquals(0.5, law.exp().temperature());
        assertEquals(3, law.discrete().logit(1, 0));
        assertEquals("ExpConcrete[2 x 2, temperature 0.5]", law.toString());
        assertEquals("Concrete[2 x 2, temperature 0.5]", law.exp().toString());
        assertEquals("Discrete[2 x 2]", law.discrete().toString());
        LogitBinConcrete bits = LogitBinConcrete.ofWeights(new double[] {1, Math.E}, 2);
        assertArrayEquals(new double[] {0, 1}, bits.discrete().logits());
        assertEquals("LogitBinConcrete[2, temperature 2.0]", bits.toString());
        assertEquals("BinConcrete[2, temperature 2.0]", bits.sigmoid().toString());
        assertEquals("Bernoulli[2]", bits.discrete().toString());
        assertArrayEquals(new double[] {0, 1}, Bernoulli.ofWeights(1, Math.E).logits());
        assertEquals(0.5, BinConcrete.ofWeights(new double[] {3}, 0.5).logit().temperature());
        assertArrayEquals(
                new double[] {0, Math.log(4)},
                Discrete.ofWeights(new double[] {1, 4}, 2).logits());
    }

    @Test
    void roundingTakesTheFirstOfEquals() {
        int[] states = new int[2];
        ExpConcrete.of(new double[3], 3, 1).round(new double[] {-2, -1, -1, -1, -2, -1}, 2, states);
        assertArrayEquals(new int[] {1, 0}, states);
        BinConcrete.of(new double[1], 1).round(new double[] {0.5, 0.4999}, 2, states);
        assertArrayEquals(new int[] {1, 0}, states);
        LogitBinConcrete.of(new double[1], 1).round(new double[] {-1e-300, 0}, 2, states);
        assertArrayEquals(new int[] {0, 1}, states);
        Bernoulli.of(0.5).transform(new double[] {-0.6, -0.4}, 2, states);
        assertArrayEquals(new int[] {0, 1}, states);
    }

    @Test
    void badParametersAreRefused() {
        refused("n must be at least 2 categories, was 1", () -> Concrete.of(new double[3], 1, 1));
        refused(
                "logits must be one or more rows of 2, was an array of 3 values",
                () -> ExpConcrete.of(new double[3], 2, 1));
        refused("logits must be one or more rows of 2, was an array of 0 values", () -> Discrete.of(new double[0], 2));
        refused(
                "logits must be finite, but row 1, category 0 is NaN",
                () -> Concrete.of(new double[] {0, 0, Double.NaN, 0}, 2, 1));
        refused("logits must be finite, but row 0 is -Infinity", () -> Bernoulli.of(Double.NEGATIVE_INFINITY));
        refused(
                "weights must be above 0 and finite, but row 0, category 1 is 0.0",
                () -> Concrete.ofWeights(new double[] {1, 0}, 2, 1));
        refused(
                "weights must be above 0 and finite, but row 0 is NaN",
                () -> BinConcrete.ofWeights(new double[] {Double.NaN}, 1));
        for (double temperature : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            String message = "temperature must be above 0 and finite, was " + temperature;
            refused(message, () -> Concrete.of(new double[2], 2, temperature));
            refused(message, () -> LogitBinConcrete.of(new double[2], temperature));
        }
        refused("u must be above 0 and below 1, was NaN", () -> Gumbel.quantile(Double.NaN));
        refused("u must be above 0 and below 1, was 1.0", () -> Logistic.quantile(1));
    }

    @Test
    void badValuesAreRefused() {
        double[] one = new double[1];
        double[] two = new double[2];
        int[] state = new int[1];
        Concrete law = Concrete.of(two, 2, 1);
        refused(
                "values must be above 0 and at most 1, but row 0, category 1 is 0.0",
                () -> law.logDensities(new double[] {1, 0}, 1, one));
        refused(
                "values must be above 0 and at most 1, but row 0, category 0 is NaN",
                () -> law.addGradients(new double[] {Double.NaN, 0}, 1, one, two, two));
        refused(
                "values must sum to 1 in each row, but row 0 sums to 0.75",
                () -> law.logDensities(new double[] {0.5, 0.25}, 1, one));
        refused(
                "values must be 0 to 1, but row 0, category 1 is NaN",
                () -> law.round(new double[] {1, Double.NaN}, 1, state));
        refused(
                "values must be 0 to 1, but row 0, category 1 is 1.5",
                () -> law.addPathwiseGradient(new double[] {0.5, 1.5}, 1, two, two));
        refused("values must be finite, but row 0, category 0 is -Infinity", () -> law.log()
                .logDensities(new double[] {Double.NEGATIVE_INFINITY, 0}, 1, one));
        refused("values must be finite, but row 0, category 1 is NaN", () -> law.log()
                .round(new double[] {0, Double.NaN}, 1, state));
        refused(
                "gumbels must be finite, but row 0, category 1 is Infinity",
                () -> law.transform(new double[] {0, Double.POSITIVE_INFINITY}, 1, two));
        refused("gumbels must be numbers, but row 0, category 0 is NaN", () -> law.discrete()
                .transform(new double[] {Double.NaN, 0}, 1, state));
        refused("values holds 2 values, too few for 2 rows of 2", () -> law.logDensities(two, 2, two));
        refused("values holds 2 values, too few for -1 rows of 2", () -> law.logDensities(two, -1, two));
        refused("logDensities holds 0 values, too few for 1 row of 1", () -> law.logDensities(two, 1, new double[0]));
        refused("states must be 0 to 1, but row 0 is 2", () -> law.discrete().logMasses(new int[] {2}, 1, one));
        refused("states must be 0 to 1, but row 0 is -1", () -> Bernoulli.of(0).logMasses(new int[] {-1}, 1, one));
        BinConcrete bit = BinConcrete.of(one, 1);
        refused(
                "values must be above 0 and below 1, but row 0 is 1.0",
                () -> bit.logDensities(new double[] {1}, 1, new double[1]));
        refused("values must be 0 to 1, but row 0 is NaN", () -> bit.round(new double[] {Double.NaN}, 1, state));
        refused("values must be finite, but row 0 is NaN", () -> bit.logit()
                .logDensities(new double[] {Double.NaN}, 1, new double[1]));
        refused(
                "logistics must be finite, but row 0 is NaN",
                () -> bit.transform(new double[] {Double.NaN}, 1, new double[1]));
        refused(
                "values must be numbers, but row 0 is NaN",
                () -> Gumbel.logDensities(new double[] {Double.NaN}, 1, new double[1]));
        assertEquals(
                "category must be 0 to 1, was 2",
                assertThrows(IndexOutOfBoundsException.class, () -> law.discrete()
                                .logit(0, 2))
                        .getMessage());
        // Times two categories, the smallest of all integers is 0.
        for (int row : new int[] {-1, 1, Integer.MIN_VALUE}) {
            assertEquals(
                    "row must be 0 to 0, was " + row,
                    assertThrows(IndexOutOfBoundsException.class, () -> law.discrete()
                                    .logit(row, 0))
                            .getMessage());
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        double[] two = {0, 0};
        int[] state = new int[1];
        missing("logits", () -> Concrete.of(null, 2, 1));
        missing("logits", () -> Bernoulli.of((double[]) null));
        missing("weights", () -> LogitBinConcrete.ofWeights(null, 1));
        missing("weights", () -> Discrete.ofWeights(null, 2));
        Concrete law = Concrete.of(two, 2, 1);
        missing("gumbels", () -> law.transform(null, 1, two));
        missing("values", () -> law.transform(two, 1, null));
        missing("values", () -> law.round(null, 1, state));
        missing("states", () -> law.log().round(two, 1, null));
        missing("logitGradient", () -> law.addPathwiseGradient(new double[] {0.5, 0.5}, 1, two, null));
        missing("states", () -> law.discrete().oneHot(null, 1, two));
        missing("logDensities", () -> Gumbel.logDensities(two, 1, null));
        missing("states", () -> Bernoulli.of(0).transform(two, 1, null));
        missing("upstream", () -> LogitBinConcrete.of(two, 1).addPathwiseGradient(1, null, two));
    }

    private static void missing(String name, Executable call) {
        assertEquals(name, assertThrows(NullPointerException.class, call).getMessage());
    }

    private static void refused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
