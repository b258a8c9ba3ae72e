package org.concretescore.sampling.relaxation;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.relaxation.BinConcrete;
import org.concretescore.core.relaxation.Concrete;
import org.concretescore.core.relaxation.ExpConcrete;
import org.concretescore.core.relaxation.Gumbel;
import org.concretescore.core.relaxation.Logistic;
import org.concretescore.core.relaxation.LogitBinConcrete;
import org.concretescore.core.verify.PearsonTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Propositions 1 and 2, of samples. Each chi-square test has a false alarm in 1e6. */
final class ConcreteSamplerTest {
    private static final int COUNT = 200_000;
    private static final double[] LOGITS = {0.7, -0.4, 0.2};

    private final UniformRandomProvider random = STREAMS.stream("concrete samples");

    /** Fifty bins that are equally probable by a distribution function. */
    private static void assertLaw(double[] values, DoubleUnaryOperator cumulative) {
        long[] counts = new long[50];
        for (double value : values) {
            counts[(int) Math.min(49, 50 * cumulative.applyAsDouble(value))]++;
        }
        double[] p = new double[50];
        Arrays.fill(p, 0.02);
        PearsonTest.of(counts, p).require("counts");
    }

    @Test
    void noise() {
        double[] values = new double[COUNT];
        ConcreteSampler.gumbels(random, COUNT, values);
        assertLaw(values, Gumbel::cumulative);
        ConcreteSampler.logistics(random, COUNT, values);
        assertLaw(values, Logistic::cumulative);
    }

    /** The uniform draws that lead farthest out. */
    @Test
    void noiseIsFinite() {
        assertEquals(-Math.log(53 * Math.log(2)), ConcreteSampler.gumbel(() -> 0), 1e-12);
        assertEquals(53 * Math.log(2), ConcreteSampler.gumbel(() -> -1), 1e-9);
        assertEquals(-53 * Math.log(2), ConcreteSampler.logistic(() -> 0), 1e-12);
        assertEquals(53 * Math.log(2), ConcreteSampler.logistic(() -> -1), 1e-12);
    }

    /** Proposition 1a: samples have the density of {@link ExpConcrete}, on a grid of the two log ratios. */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 2.5})
    void samplesHaveTheDensity(double temperature) {
        ExpConcrete law = ExpConcrete.of(LOGITS, 3, temperature);
        double side = 1.5 / temperature;
        int cells = 8;
        double[] p = new double[cells * cells + 1];
        int fine = 20;
        double h = side / fine;
        double[] out = new double[1];
        double inside = 0;
        for (int i = 0; i < cells * fine; i++) {
            for (int j = 0; j < cells * fine; j++) {
                // Simple midpoints: the density is a density of the log ratios.
                double[] y = {(i + 0.5) * h - cells / 2 * side, (j + 0.5) * h - cells / 2 * side, 0};
                law.logDensities(y, 1, out);
                p[i / fine * cells + j / fine] += h * h * Math.exp(out[0]);
                inside += h * h * Math.exp(out[0]);
            }
        }
        p[cells * cells] = 1 - inside;
        long[] counts = new long[p.length];
        double[] y = new double[3 * COUNT];
        ConcreteSampler.sample(law, random, COUNT, y);
        for (int row = 0; row < COUNT; row++) {
            int i = (int) Math.floor((y[3 * row] - y[3 * row + 2]) / side) + cells / 2;
            int j = (int) Math.floor((y[3 * row + 1] - y[3 * row + 2]) / side) + cells / 2;
            boolean in = i >= 0 && i < cells && j >= 0 && j < cells;
            counts[in ? i * cells + j : cells * cells]++;
        }
        PearsonTest.of(counts, p).require("counts");
    }

    /** Proposition 1b: rounded, they are the discrete variable, at any temperature; two rows of logits. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.5, 1, 1000})
    void roundedSamplesAreDiscrete(double temperature) {
        Concrete law = Concrete.of(new double[] {0.7, -0.4, 0.2, -2, 3, 1}, 3, temperature);
        double[] x = new double[3 * COUNT];
        int[] states = new int[COUNT];
        ConcreteSampler.sample(law, random, COUNT, x);
        law.round(x, COUNT, states);
        double[] logP = law.discrete().logProbabilities();
        for (int row = 0; row < 2; row++) {
            long[] counts = new long[3];
            for (int i = row; i < COUNT; i += 2) {
                counts[states[i]]++;
            }
            double[] p =
                    Arrays.stream(logP, 3 * row, 3 * row + 3).map(Math::exp).toArray();
            PearsonTest.of(counts, p).require("counts");
        }
    }

    /** Proposition 1c: as the temperature falls, the same noise goes to the vertex of the Gumbel-Max trick. */
    @Test
    void zeroTemperature() {
        int count = 1000;
        double[] noise = new double[3 * count];
        ConcreteSampler.gumbels(random, count * 3, noise);
        int[] states = new int[count];
        Concrete.of(LOGITS, 3, 1).discrete().transform(noise, count, states);
        double[] last = new double[count];
        double[] x = new double[3 * count];
        for (double temperature : new double[] {100, 1, 0.1, 0.01, 0.001}) {
            Concrete.of(LOGITS, 3, temperature).transform(noise, count, x);
            for (int row = 0; row < count; row++) {
                double now = x[3 * row + states[row]];
                assertTrue(now >= last[row], "row " + row);
                last[row] = now;
            }
        }
        // Two of the perturbed logits are within 14 temperatures of each other in about one row of a hundred.
        long there = Arrays.stream(last).filter(v -> v > 1 - 1e-6).count();
        assertTrue(there >= 960, there + " of 1000 are at a vertex");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 1, 3})
    void bits(double temperature) {
        LogitBinConcrete law = LogitBinConcrete.of(new double[] {0.8}, temperature);
        double[] y = new double[COUNT];
        ConcreteSampler.sample(law, random, COUNT, y);
        assertLaw(y, v -> Logistic.cumulative(temperature * v - 0.8));
        double[] x = new double[COUNT];
        ConcreteSampler.sample(law.sigmoid(), random, COUNT, x);
        int[] states = new int[COUNT];
        law.sigmoid().round(x, COUNT, states);
        long ones = Arrays.stream(states).sum();
        double p = Logistic.cumulative(0.8);
        PearsonTest.of(new long[] {COUNT - ones, ones}, new double[] {1 - p, p}).require("counts");
    }

    @Test
    void aSampleIsTheTransformOfNoise() {
        double[] noise = new double[6];
        double[] expected = new double[6];
        double[] actual = new double[6];
        Concrete law = Concrete.of(LOGITS, 3, 0.5);
        ConcreteSampler.gumbels(STREAMS.stream("same"), 6, noise);
        law.transform(noise, 2, expected);
        ConcreteSampler.sample(law, STREAMS.stream("same"), 2, actual);
        assertArrayEquals(expected, actual);
        law.log().transform(noise, 2, expected);
        ConcreteSampler.sample(law.log(), STREAMS.stream("same"), 2, actual);
        assertArrayEquals(expected, actual);
        BinConcrete bits = BinConcrete.of(LOGITS, 0.5);
        ConcreteSampler.logistics(STREAMS.stream("same"), 6, noise);
        bits.transform(noise, 6, expected);
        ConcreteSampler.sample(bits, STREAMS.stream("same"), 6, actual);
        assertArrayEquals(expected, actual);
    }

    @Test
    void shortArraysAreRefused() {
        double[] five = new double[5];
        refused(
                "values holds 5 values, too few for 2 rows of 3",
                () -> ConcreteSampler.sample(Concrete.of(LOGITS, 3, 1), random, 2, five));
        refused(
                "values holds 5 values, too few for 2 rows of 3",
                () -> ConcreteSampler.sample(ExpConcrete.of(LOGITS, 3, 1), random, 2, five));
        refused("values holds 5 values, too few for 6 rows of 1", () -> ConcreteSampler.gumbels(random, 6, five));
        refused(
                "values holds 5 values, too few for -1 rows of 1",
                () -> ConcreteSampler.sample(BinConcrete.of(LOGITS, 1), random, -1, five));
    }

    private static void refused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
