package org.concretescore.core.vector;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.verify.KolmogorovTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MixtureTest {
    /** Behind one number that is not theirs: logits, means, log scales. */
    private static final double[] PARAMETERS = {99, 0.3, -0.5, 2, -1, 0.5, 3, -0.7, 0.2, -1.5};

    private static final int AT = 1;

    private static double density(Mixture mixture, double x) {
        return Math.exp(mixture.logDensity(PARAMETERS, AT, x, 1, null));
    }

    @ParameterizedTest
    @EnumSource
    void isADensity(Mixture.Kind kind) {
        Mixture mixture = new Mixture(kind, 3);
        assertEquals(9, mixture.parameters());
        double sum = 0;
        for (int i = -60_000; i <= 60_000; i++) {
            sum += 1e-3 * density(mixture, 1e-3 * i);
        }
        assertEquals(1, sum, 1e-10);
        assertTrue(Double.isFinite(mixture.logDensity(PARAMETERS, AT, 1e6, 1, null)));
    }

    /** Both ways from first principles, at one point. */
    @ParameterizedTest
    @EnumSource
    void isTheWeightedSumOfItsComponents(Mixture.Kind kind) {
        double x = 0.8;
        double sum = 0;
        double weights = 0;
        for (int k = 0; k < 3; k++) {
            double w = Math.exp(PARAMETERS[AT + k]);
            double s = Math.exp(PARAMETERS[AT + 6 + k]);
            double z = (x - PARAMETERS[AT + 3 + k]) / s;
            double e = Math.exp(-z);
            sum += w
                    * (kind == Mixture.Kind.GAUSSIAN
                            ? Math.exp(-z * z / 2) / (s * Math.sqrt(2 * Math.PI))
                            : e / (s * (1 + e) * (1 + e)));
            weights += w;
        }
        assertEquals(sum / weights, density(new Mixture(kind, 3), x), 1e-14);
    }

    /**
     * The distribution function is summed up in steps of 1e-3, which changes distances by less than a hundredth of
     * what is allowed.
     */
    @ParameterizedTest
    @EnumSource
    void samplesHaveTheDensity(Mixture.Kind kind) {
        Mixture mixture = new Mixture(kind, 3);
        UniformRandomProvider random = STREAMS.stream("mixture");
        int n = 20_000;
        double[] draws = new double[n];
        for (int i = 0; i < n; i++) {
            draws[i] = mixture.sample(PARAMETERS, AT, random);
        }
        double step = 1e-3;
        double[] masses = new double[80_001];
        for (int i = 1; i < masses.length; i++) {
            masses[i] = masses[i - 1] + step * density(mixture, -40 + (i - 0.5) * step);
        }
        KolmogorovTest.of(draws, x -> masses[(int) Math.max(0, Math.min(80_000, Math.round((x + 40) / step)))])
                .require("draws from " + kind);
    }
}
