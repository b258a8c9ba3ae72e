package org.concretescore.core.relaxation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.concretescore.core.numeric.LogSpace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Densities integrate to 1, and to the discrete masses where rounding gives a category (Proposition 1b, c), by the
 * trapezoidal rule on the whole line or plane, which is exact to many digits for integrands that die out at both ends.
 */
final class IntegralTest {
    private static final double[][] LOGITS = {{0.7, -0.4}, {0.7, -0.4, 0.2}};

    /** Of two categories: over dx_1, with {@code x_1 = 1 / (1 + e^-v)}. */
    @ParameterizedTest
    @CsvSource({"0.05", "0.5", "0.6667", "1", "3"})
    void concreteOfTwoOverDx(double temperature) {
        Concrete law = Concrete.of(LOGITS[0], 2, temperature);
        double[] out = new double[1];
        double range = Math.min(700, 40 / temperature);
        double h = range / 4000;
        double all = 0;
        double first = 0;
        for (int i = -4000; i <= 4000; i++) {
            double v = i * h;
            double[] x = {LogSpace.sigmoid(v), LogSpace.sigmoid(-v)};
            law.logDensities(x, 1, out);
            double term = h * Math.exp(out[0]) * x[0] * x[1];
            all += term;
            first += i > 0 ? term : i == 0 ? term / 2 : 0;
        }
        assertEquals(1, all, 1e-10);
        // The half line has an end, where the rule is not as good.
        assertEquals(Math.exp(law.discrete().logProbabilities()[0]), first, 1e-4);
    }

    /** Of three: over dx_1 dx_2, with x the softmax of (v, w, 0). */
    @ParameterizedTest
    @CsvSource({"0.2", "0.5", "1", "2.5"})
    void concreteOfThreeOverDx(double temperature) {
        Concrete law = Concrete.of(LOGITS[1], 3, temperature);
        int m = 200;
        double h = 32 / temperature / m;
        double[] out = new double[1];
        double all = 0;
        double[] rounded = new double[3];
        for (int i = -m; i <= m; i++) {
            for (int j = -m; j <= m; j++) {
                double[] y = {i * h, j * h, 0};
                Rows.logSoftmax(y, 0, 3);
                double[] x = {Math.exp(y[0]), Math.exp(y[1]), Math.exp(y[2])};
                law.logDensities(x, 1, out);
                double term = h * h * Math.exp(out[0] + y[0] + y[1] + y[2]);
                all += term;
                int largest = Math.max(0, Math.max(i, j));
                int ties = (i == largest ? 1 : 0) + (j == largest ? 1 : 0) + (0 == largest ? 1 : 0);
                rounded[0] += i == largest ? term / ties : 0;
                rounded[1] += j == largest ? term / ties : 0;
                rounded[2] += 0 == largest ? term / ties : 0;
            }
        }
        assertEquals(1, all, 1e-8);
        double[] logP = law.discrete().logProbabilities();
        for (int k = 0; k < 3; k++) {
            assertEquals(Math.exp(logP[k]), rounded[k], 4e-3, "category " + k);
        }
    }

    /** With respect to {@code e^-y_2 dy_1}; {@code y_1 = -e^s}. */
    @ParameterizedTest
    @CsvSource({"0.05", "0.5", "1", "3"})
    void expConcreteOfTwo(double temperature) {
        ExpConcrete law = ExpConcrete.of(LOGITS[0], 2, temperature);
        double[] out = new double[1];
        double h = 1.0 / 64;
        double sum = 0;
        for (double s = -Math.min(700, 40 / temperature); s < Math.log(40 / temperature); s += h) {
            double first = -Math.exp(s);
            double second = Math.log(-Math.expm1(first));
            law.logDensities(new double[] {first, second}, 1, out);
            sum += h * Math.exp(out[0] - second + s);
        }
        assertEquals(1, sum, 1e-10);
    }

    /** With respect to {@code e^-y_3 dy_1 dy_2}, a stick broken twice; {@code y_1 = -e^s}, {@code y_2 = y_23 - e^t}. */
    @ParameterizedTest
    @CsvSource({"0.5", "1", "2.5"})
    void expConcreteOfThree(double temperature) {
        ExpConcrete law = ExpConcrete.of(LOGITS[1], 3, temperature);
        double[] out = new double[1];
        double h = 1.0 / 10;
        double sum = 0;
        double from = -30 / temperature;
        double to = Math.log(30 / temperature);
        for (double s = from; s < to; s += h) {
            double first = -Math.exp(s);
            double rest = Math.log(-Math.expm1(first));
            for (double t = from; t < to; t += h) {
                double second = rest - Math.exp(t);
                double third = rest + Math.log(-Math.expm1(-Math.exp(t)));
                law.logDensities(new double[] {first, second, third}, 1, out);
                sum += h * h * Math.exp(out[0] - third + s + t);
            }
        }
        assertEquals(1, sum, 1e-8);
    }

    @ParameterizedTest
    @CsvSource({"1,-2", "1.7,0", "3,2.5", "0.01,-1000", "1000,3"})
    void binConcreteAndItsLogit(double temperature, double logit) {
        LogitBinConcrete law = LogitBinConcrete.of(new double[] {logit}, temperature);
        double[] out = new double[1];
        double all = 0;
        double ones = 0;
        double plain = 0;
        double h = 1.0 / 64 / temperature;
        for (int i = -40 * 64; i <= 40 * 64; i++) {
            double[] y = {logit / temperature + i * h};
            law.logDensities(y, 1, out);
            double term = h * Math.exp(out[0]);
            all += term;
            ones += y[0] > 0 ? term : y[0] == 0 ? term / 2 : 0;
            double[] x = {LogSpace.sigmoid(y[0])};
            if (x[0] > 0 && x[0] < 1) {
                law.sigmoid().logDensities(x, 1, out);
                plain += h * Math.exp(out[0]) * x[0] * (1 - x[0]);
            }
        }
        assertEquals(1, all, 1e-12);
        assertEquals(LogSpace.sigmoid(logit), ones, 5e-3);
        if (temperature >= 1) {
            assertEquals(1, plain, 1e-6);
        }
    }

    /** Proposition 1c: as the temperature falls, the mass near a vertex rises to that of its category. */
    @ParameterizedTest
    @CsvSource({"0", "1"})
    void zeroTemperature(int category) {
        double expected = Math.exp(Discrete.of(LOGITS[0], 2).logProbabilities()[category]);
        double last = 0;
        for (double temperature : new double[] {1, 0.1, 0.01, 0.001}) {
            ExpConcrete law = ExpConcrete.of(LOGITS[0], 2, temperature);
            // The log ratio of the category and the other one has density kappa; x > 1 - 1e-6 where it is above 13.8.
            double border = Math.log((1 - 1e-6) / 1e-6);
            double h = 0.001 / temperature;
            double mass = 0;
            double[] out = new double[1];
            for (int i = 0; i < 40_000; i++) {
                double ratio = border + (i + 0.5) * h;
                double[] y = category == 0 ? new double[] {ratio, 0} : new double[] {0, ratio};
                law.logDensities(y, 1, out);
                mass += h * Math.exp(out[0]);
            }
            assertTrue(mass > last && mass < expected, "at temperature " + temperature);
            last = mass;
        }
        assertEquals(expected, last, 0.005);
    }
}
