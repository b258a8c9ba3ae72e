package org.concretescore.sampling.relaxation;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.relaxation.Discrete;
import org.concretescore.core.relaxation.Gumbel;
import org.concretescore.core.verify.PearsonTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Each chi-square test has a false alarm in 1e6. */
final class GumbelMaxTest {
    private static final int COUNT = 200_000;
    private static final double NEVER = Double.NEGATIVE_INFINITY;
    private static final double[] WEIGHTS = {1, 4, 0.5, 2};
    private static final double[] LOGITS = Arrays.stream(WEIGHTS).map(Math::log).toArray();

    private final UniformRandomProvider random = STREAMS.stream("gumbel max");

    private static double[] probabilities(double... weights) {
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    /** Equation 9. The logits' level doesn't matter, nor what lies around them; one category is never drawn. */
    @Test
    void oneDraw() {
        double[] logits = {50_000, LOGITS[0] - 9000, LOGITS[1] - 9000, NEVER, LOGITS[2] - 9000, LOGITS[3] - 9000, 1e9};
        long[] counts = new long[5];
        for (int i = 0; i < COUNT; i++) {
            counts[GumbelMax.draw(logits, 1, 5, random)]++;
        }
        PearsonTest.of(counts, probabilities(1, 4, 0, 0.5, 2)).require("counts");
        assertEquals(0, GumbelMax.draw(new double[] {3}, 0, 1, random));
    }

    @Test
    void statesOfDiscreteVariables() {
        Discrete law = Discrete.ofWeights(new double[] {1, 4, 3, 0.1, 5, 5}, 3);
        int[] states = new int[COUNT];
        GumbelMax.sample(law, random, COUNT, states);
        for (int row = 0; row < 2; row++) {
            long[] counts = new long[3];
            for (int i = row; i < COUNT; i += 2) {
                counts[states[i]]++;
            }
            double[] p = row == 0 ? probabilities(1, 4, 3) : probabilities(0.1, 5, 5);
            PearsonTest.of(counts, p).require("counts");
        }
    }

    /** Weights that differ by more than a double's range: what can't be drawn is not, and nothing overflows. */
    @Test
    void weightsOfAllSizes() {
        int[] states = new int[COUNT];
        GumbelMax.sample(Discrete.of(new double[] {-4000, 3, -800, 3}, 4), random, COUNT, states);
        long threes = Arrays.stream(states).filter(k -> k == 3).count();
        assertEquals(COUNT, threes + Arrays.stream(states).filter(k -> k == 1).count());
        PearsonTest.of(new long[] {threes, COUNT - threes}, probabilities(1, 1)).require("counts");
    }

    /** All beginnings of three numbers, which all end alike: whatever bits are not drawn, the largest sum wins. */
    @Test
    void fewBitsFindTheLargest() {
        double[] logits = {0.3, NEVER, 0, 1.1};
        for (double end : new double[] {0x1p-53, 0.25, 0.5, 0.75}) {
            double[] noise = IntStream.range(0, 256)
                    .mapToDouble(b -> -Math.log(-Math.log1p(-(b + end) / 256)))
                    .toArray();
            for (int bits = 0; bits < 1 << 16; bits++) {
                for (int third : new int[] {0, 17, 100, 254, 255}) {
                    double[] z = {
                        logits[0] + noise[bits >> 8], NEVER, noise[bits & 255], logits[3] + noise[third],
                    };
                    int largest = z[0] > z[2] ? z[0] > z[3] ? 0 : 3 : z[2] > z[3] ? 2 : 3;
                    long[] bytes = {bits >> 8 | (bits & 255) << 16 | (long) third << 24};
                    UniformRandomProvider script = () -> {
                        long next = bytes[0];
                        bytes[0] = (long) (end * 0x1p53) << 11;
                        return next;
                    };
                    assertEquals(largest, GumbelMax.draw(logits, 0, 4, script), () -> Arrays.toString(z));
                }
            }
        }
    }

    /** A rare category beside a frequent one, far beyond what eight bits tell, and a thousand alike. */
    @Test
    void rareAndManyCategories() {
        long rare = 0;
        double[] logits = {0, -Math.log(COUNT / 20.0)};
        for (int i = 0; i < COUNT; i++) {
            rare += GumbelMax.draw(logits, 0, 2, random);
        }
        // Poisson of mean 20: below 3 or above 48 once in 2 million.
        assertTrue(rare >= 3 && rare <= 48, "" + rare);
        long[] counts = new long[1000];
        double[] same = new double[1000];
        for (int i = 0; i < COUNT; i++) {
            counts[GumbelMax.draw(same, 0, 1000, random)]++;
        }
        double[] p = new double[1000];
        Arrays.fill(p, 1e-3);
        PearsonTest.of(counts, p).require("counts");
    }

    @Test
    void theBoundIsAbove() {
        for (int i = 0; i < COUNT; i++) {
            double u = i < 52 ? 0x1p-53 * (1L << i) : i < 104 ? 1 - 0x1p-53 * (1L << i - 52) : random.nextDouble();
            double bound = ConcreteSampler.gumbelBound(u);
            assertTrue(bound >= Gumbel.quantile(u), "u = " + u);
            assertTrue(u < 0.9 || bound < Gumbel.quantile(u) + 0.13, "u = " + u);
        }
    }

    /** All 24 ordered triples of four categories: each draw is in proportion to the weights that are left. */
    @Test
    void drawsWithoutReplacement() {
        double[] p = new double[64];
        for (int i = 0; i < 64; i++) {
            int a = i / 16;
            int b = i / 4 % 4;
            int c = i % 4;
            if (a != b && b != c && c != a) {
                p[i] = WEIGHTS[a]
                        / 7.5
                        * WEIGHTS[b]
                        / (7.5 - WEIGHTS[a])
                        * WEIGHTS[c]
                        / (7.5 - WEIGHTS[a] - WEIGHTS[b]);
            }
        }
        assertEquals(1, Arrays.stream(p).sum(), 1e-14);
        long[] counts = new long[64];
        for (int i = 0; i < COUNT; i++) {
            int[] drawn = GumbelMax.drawWithoutReplacement(LOGITS, 0, 4, 3, random);
            counts[16 * drawn[0] + 4 * drawn[1] + drawn[2]]++;
        }
        PearsonTest.of(counts, p).require("counts");
    }

    /** After each category the reservoir is a draw from those so far, though more are to come. */
    @Test
    void aStreamMayEndAnywhere() {
        long[][] counts = new long[4][4];
        GumbelReservoir reservoir = GumbelReservoir.of(1);
        for (int i = 0; i < COUNT; i++) {
            reservoir.clear();
            for (int k = 0; k < 4; k++) {
                boolean entered = reservoir.offer(LOGITS[k], random);
                int drawn = (int) reservoir.categories()[0];
                assertEquals(drawn == k, entered);
                counts[k][drawn]++;
            }
        }
        for (int k = 0; k < 4; k++) {
            double[] p = Arrays.copyOf(probabilities(Arrays.copyOf(WEIGHTS, k + 1)), 4);
            PearsonTest.of(counts[k], p).require("counts");
        }
    }

    /** The same noise, sorted. */
    @Property(tries = 300)
    void theReservoirHoldsTheLargest(
            @ForAll @IntRange(min = 1, max = 200) int n,
            @ForAll @IntRange(min = 1, max = 40) int k,
            @ForAll long seed) {
        UniformRandomProvider numbers = new RandomStreams(seed).stream("logits");
        double[] logits = numbers.doubles(n, -3, 3)
                .map(l -> numbers.nextInt(5) == 0 ? NEVER : l)
                .toArray();
        UniformRandomProvider same = new RandomStreams(seed).stream("noise");
        double[] z = Arrays.stream(logits)
                .map(l -> l == NEVER ? NEVER : l + ConcreteSampler.gumbel(same))
                .toArray();
        long[] expected = IntStream.range(0, n)
                .filter(i -> z[i] > NEVER)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -z[i]))
                .limit(k)
                .mapToLong(i -> i)
                .toArray();
        GumbelReservoir reservoir = GumbelReservoir.of(k);
        UniformRandomProvider noise = new RandomStreams(seed).stream("noise");
        for (double logit : logits) {
            reservoir.offer(logit, noise);
        }
        assertArrayEquals(expected, reservoir.categories());
        assertArrayEquals(Arrays.stream(expected).mapToDouble(i -> z[(int) i]).toArray(), reservoir.perturbedLogits());
        assertEquals(n, reservoir.offered());
        assertEquals(expected.length, reservoir.size());
        // Showing it has not disturbed it.
        if (expected.length > 0 && reservoir.offer(1e6, noise)) {
            assertEquals(n, reservoir.categories()[0]);
        }
        if (k <= expected.length) {
            int[] drawn = GumbelMax.drawWithoutReplacement(logits, 0, n, k, new RandomStreams(seed).stream("noise"));
            assertArrayEquals(expected, Arrays.stream(drawn).asLongStream().toArray());
        }
    }

    /** A million categories that are never stored: half of the weight is in the last thousand. */
    @Test
    void aMillionCategoriesInAStream() {
        int heavy = 0;
        for (int trial = 0; trial < 4; trial++) {
            GumbelReservoir reservoir = GumbelReservoir.of(25);
            for (int i = 0; i < 1_000_000; i++) {
                reservoir.offer(i < 999_000 ? 1e4 : 1e4 + Math.log(999), random);
            }
            assertEquals(1_000_000, reservoir.offered());
            heavy += (int) Arrays.stream(reservoir.categories())
                    .filter(c -> c >= 999_000)
                    .count();
        }
        // 100 almost independent draws, each heavy with probability 1/2: beyond +-25 once in 2 million.
        assertTrue(Math.abs(heavy - 50) <= 25, heavy + " of 100");
    }

    @Test
    void badArgumentsAreRefused() {
        double[] logits = {0, NEVER, Double.NaN};
        refused(
                "a logit must be below infinity, but that of category 2 is NaN",
                () -> GumbelMax.draw(logits, 0, 3, random));
        refused(
                "a logit must be below infinity, but that of category 1 is NaN",
                () -> GumbelMax.drawWithoutReplacement(logits, 1, 2, 1, random));
        refused(
                "at least one of the logits must be above negative infinity",
                () -> GumbelMax.draw(logits, 1, 1, random));
        refused(
                "the range of n = 3 categories from index 1 must not be empty and must lie in the array of 3"
                        + " logits",
                () -> GumbelMax.draw(logits, 1, 3, random));
        refused(
                "the range of n = 0 categories from index 0 must not be empty and must lie in the array of 3"
                        + " logits",
                () -> GumbelMax.draw(logits, 0, 0, random));
        refused(
                "k must be at most the number of finite logits, which is 1 of 2, was 2",
                () -> GumbelMax.drawWithoutReplacement(logits, 0, 2, 2, random));
        refused("k must be in 1..2, was 3", () -> GumbelMax.drawWithoutReplacement(logits, 0, 2, 3, random));
        refused("k must be at least 1, was 0", () -> GumbelReservoir.of(0));
        refused(
                "states holds 2 values, too few for 3 rows of 1",
                () -> GumbelMax.sample(Discrete.of(new double[2], 2), random, 3, new int[2]));
        GumbelReservoir reservoir = GumbelReservoir.of(2);
        refused(
                "a logit must be below infinity, but that of category 0 is Infinity",
                () -> reservoir.offer(Double.POSITIVE_INFINITY, random));
        assertFalse(reservoir.offer(NEVER, random));
        assertEquals(0, reservoir.categories().length);
        assertTrue(reservoir.offer(0, random));
        assertEquals("GumbelReservoir[[1] of 2]", reservoir.toString());
    }

    private static void refused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
