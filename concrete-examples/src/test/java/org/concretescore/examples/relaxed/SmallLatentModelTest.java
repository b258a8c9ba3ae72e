package org.concretescore.examples.relaxed;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.verify.MeanTest;
import org.concretescore.examples.relaxed.RelaxedGradients.Moments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exact gradient, the estimates' own derivatives, and then the estimates against the exact gradient. */
final class SmallLatentModelTest {
    private static final int DRAWS = 20_000;

    private final SmallLatentModel model = SmallLatentModel.random(3, 4, STREAMS.stream("model"));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theExactGradientIsThatOfTheBound(int m) {
        double[] exact = model.boundGradient(m);
        for (int i = 0; i < exact.length; i++) {
            double h = 1e-5;
            double[] moved = model.parameters();
            moved[i] += h;
            double above = model.at(moved).bound(m);
            moved[i] -= 2 * h;
            assertEquals((above - model.at(moved).bound(m)) / (2 * h), exact[i], 1e-8);
        }
    }

    /**
     * With the noise held fixed, what goes through relaxed samples is the derivative of their bound, to float
     * precision.
     */
    @ParameterizedTest
    @EnumSource(
            value = GradientKind.class,
            names = {"CONCRETE", "COOLER_PRIOR", "RELAXED_MASS", "DISCRETE_KL", "LOGISTIC_NORMAL"})
    void relaxedEstimatesAreDerivatives(GradientKind kind) {
        for (int m : new int[] {1, 3}) {
            GradientDraws at = new GradientDraws(model, kind, 0.7, m, 0);
            double[] gradient = next(at).clone();
            for (int i = 0; i < gradient.length; i++) {
                double h = 1e-2;
                double[] moved = model.parameters();
                moved[i] += h;
                GradientDraws above = new GradientDraws(model.at(moved), kind, 0.7, m, 0);
                next(above);
                moved = model.parameters();
                moved[i] -= h;
                GradientDraws below = new GradientDraws(model.at(moved), kind, 0.7, m, 0);
                next(below);
                assertEquals((above.bound() - below.bound()) / (2 * h), gradient[i], 1e-3, kind + " " + i);
            }
        }
    }

    private static double[] next(GradientDraws draws) {
        UniformRandomProvider random = STREAMS.stream("one draw");
        return draws.next(random, ZigguratSampler.NormalizedGaussian.of(random));
    }

    @ParameterizedTest
    @CsvSource({"NVIL, 1", "VIMCO, 2", "VIMCO, 3", "VIMCO, 5"})
    void scoreFunctionEstimatesAreUnbiased(GradientKind kind, int m) {
        double[] exact = model.boundGradient(m);
        Moments moments = Moments.of(model, kind, 1, m, DRAWS, STREAMS);
        for (int i = 0; i < exact.length; i++) {
            double error = Math.sqrt(moments.variance()[i] / DRAWS);
            new MeanTest(moments.mean()[i], exact[i], error).require("parameter " + i);
        }
    }

    /**
     * The distance of the mean from the exact gradient falls with the temperature, each time by more than five of the
     * errors that the two have: false alarm below 1e-6 were the biases the same.
     */
    @ParameterizedTest
    @EnumSource(
            value = GradientKind.class,
            names = {"CONCRETE", "RELAXED_MASS"})
    void biasFallsWithTheTemperature(GradientKind kind) {
        double[] exact = model.boundGradient(1);
        List<double[]> biases = new ArrayList<>();
        for (double temperature : new double[] {4, 1, 0.25}) {
            Moments moments = Moments.of(model, kind, temperature, 1, DRAWS, STREAMS);
            biases.add(moments.over(0, exact.length, exact));
        }
        for (int i = 1; i < biases.size(); i++) {
            double[] warm = biases.get(i - 1);
            double[] cold = biases.get(i);
            assertTrue(warm[0] - cold[0] > 5 * Math.hypot(warm[1], cold[1]), () -> warm[0] + " then " + cold[0]);
            assertTrue(warm[2] < cold[2], "and the deviation rises");
        }
    }

    /**
     * At temperature 0 equation 21 is the bound of the discrete model. Equation 20 is not, for its KL is that of two
     * logistic variables at any temperature, where the discrete one is of two bits. The temperature may add up to 0.01.
     */
    @Test
    void whatIsLeftWithoutTemperatureIsTheLogisticKl() {
        double[] exact = model.boundGradient(1);
        double[] logistic = exact.clone();
        double[] parameters = model.parameters();
        int latents = model.latents();
        for (int d = 0; d < latents; d++) {
            double a = parameters[d];
            double b = parameters[latents + d];
            double q = 1 / (1 + Math.exp(-a));
            double p = 1 / (1 + Math.exp(-b));
            double slope = 0;
            int points = 10_000;
            for (int i = 0; i < points; i++) {
                double u = (i + 0.5) / points;
                slope += Math.tanh((Math.log(u / (1 - u)) + a - b) / 2) / points;
            }
            logistic[d] += q * (1 - q) * (a - b) - slope;
            logistic[latents + d] += p - q + slope;
        }
        assertMean(exact, GradientKind.RELAXED_MASS);
        assertMean(logistic, GradientKind.CONCRETE);
    }

    private void assertMean(double[] expected, GradientKind kind) {
        Moments moments = Moments.of(model, kind, 0.01, 1, DRAWS, STREAMS);
        for (int i = 0; i < expected.length; i++) {
            double error = Math.sqrt(moments.variance()[i] / DRAWS);
            double mean = moments.mean()[i];
            double nearest = Math.max(expected[i] - 0.01, Math.min(expected[i] + 0.01, mean));
            new MeanTest(mean, nearest, error).require(kind + " " + i);
        }
    }
}
