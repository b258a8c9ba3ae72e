package org.concretescore.core.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NoiseTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 257, 1024})
    void rowsSumToOne(int k) {
        for (Noise noise : List.of(
                Noise.uniform(0.3),
                Noise.uniform(1),
                Noise.ordinal(1e-3),
                Noise.ordinal(1),
                Noise.ordinal(1e4),
                Noise.cyclic(1e-3),
                Noise.cyclic(1),
                Noise.cyclic(1e4),
                Noise.absorbing(0.1),
                Noise.triangular())) {
            if (NoiseLaw.refusal(noise, k) == null) {
                assertRowsSumToOne(noise, k);
            }
        }
        if (k == 2) {
            assertRowsSumToOne(Noise.flips(0.1), k);
        }
    }

    private static void assertRowsSumToOne(Noise noise, int k) {
        double[] p = NoiseLaw.table(noise, k).p;
        for (int x = 0; x < k; x++) {
            for (int y = 0; y < k; y++) {
                if (!noise.name().equals("absorbing")) {
                    assertEquals(p[x * k + y], p[y * k + x], 0, noise + " is symmetric");
                }
            }
            // Compensated; a plain sum of a thousand is off by 5e-14 itself.
            double sum = Arrays.stream(p, x * k, x * k + k).sum();
            assertEquals(1, sum, 1e-14, noise + " on " + k + ", row " + x);
        }
    }

    /** By hand; rows separated by semicolons. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uniform    | 0.3   | 0.8 0.1 0.1; 0.1 0.8 0.1; 0.1 0.1 0.8",
                "uniform    | 1     | 0.25 0.25 0.25 0.25; 0.25 0.25 0.25 0.25; 0.25 0.25 0.25 0.25;"
                        + " 0.25 0.25 0.25 0.25",
                "uniform    | 0.1   | 1",
                "flips      | 0.2   | 0.8 0.2; 0.2 0.8",
                "absorbing  | 0.2   | 0.8 0.2; 0 1",
                "absorbing  | 0.2   | 0.8 0 0.2; 0 0.8 0.2; 0 0 1",
                "triangular | NaN   | 1",
                "triangular | NaN   | 0.75 0.25; 0.25 0.75",
                "triangular | NaN   | 0.75 0.25 0 0; 0.25 0.5 0.25 0; 0 0.25 0.5 0.25; 0 0 0.25 0.75",
                "ordinal    | 2     | 1",
                "cyclic     | 2     | 1",
                // (1 + e^-2t)/2: a ring of two has one edge, as a path of two.
                "ordinal    | 0.5   | 0.6839397205857212 0.3160602794142788; 0.3160602794142788 0.6839397205857212",
                "cyclic     | 0.5   | 0.6839397205857212 0.3160602794142788; 0.3160602794142788 0.6839397205857212",
                // (1 + 2 e^-3t)/3.
                "cyclic     | 0.5   | 0.4820867734322866 0.2589566132838567 0.2589566132838567; 0.2589566132838567"
                        + " 0.4820867734322866 0.2589566132838567; 0.2589566132838567 0.2589566132838567 0.4820867734322866",
                // 1/3 + e^-t/2 + e^-3t/6, 1/3 - e^-3t/3, 1/3 - e^-t/2 + e^-3t/6; the middle 1/3 + 2 e^-3t/3.
                "ordinal    | 0.5   | 0.6737870232143884 0.2589566132838567 0.0672563635017549; 0.2589566132838567"
                        + " 0.4820867734322866 0.2589566132838567; 0.0672563635017549 0.2589566132838567 0.6737870232143884"
            })
    void kernelsOfOneCoordinateByHand(String name, double level, String rows) {
        String[] row = rows.split(";");
        NoiseTable table = NoiseLaw.table(Noise.parse(name, level), row.length);
        for (int x = 0; x < row.length; x++) {
            String[] entries = row[x].trim().split(" ");
            for (int y = 0; y < row.length; y++) {
                assertEquals(Double.parseDouble(entries[y]), table.p[x * row.length + y], 1e-14);
                assertEquals(Math.log(table.p[x * row.length + y]), table.logP[x * row.length + y], 1e-14);
            }
        }
    }

    /** Replaced with a, then with b: not replaced with (1-a)(1-b). Absorbing noise likewise; flips add up to a ring. */
    @Test
    void levelsCompose() {
        for (int k : new int[] {1, 2, 5}) {
            assertComposes(Noise.uniform(0.2), Noise.uniform(0.5), Noise.uniform(1 - 0.8 * 0.5), k);
        }
        assertComposes(Noise.absorbing(0.2), Noise.absorbing(0.5), Noise.absorbing(1 - 0.8 * 0.5), 4);
        assertComposes(Noise.flips(0.2), Noise.flips(0.1), Noise.flips(0.2 * 0.9 + 0.8 * 0.1), 2);
    }

    private static void assertComposes(Noise first, Noise second, Noise both, int k) {
        NoiseTable a = NoiseLaw.table(first, k);
        NoiseTable b = NoiseLaw.table(second, k);
        NoiseTable c = NoiseLaw.table(both, k);
        for (int i = 0; i < k * k; i++) {
            double sum = 0;
            for (int j = 0; j < k; j++) {
                sum += a.p[i / k * k + j] * b.p[j * k + i % k];
            }
            assertEquals(c.p[i], sum, 1e-15, first + " then " + second);
        }
    }

    @Test
    void namesAndSpecs() {
        assertEquals("uniform(0.1)", Noise.uniform(0.1).spec());
        assertEquals("triangular", Noise.triangular().toString());
        assertEquals(
                "ordinal(2.0) on StateSpace[3, 5]",
                Noise.ordinal(2).on(StateSpace.of(3, 5)).toString());
        List<Noise> all = List.of(
                Noise.uniform(0.25),
                Noise.flips(0.25),
                Noise.ordinal(0.25),
                Noise.cyclic(0.25),
                Noise.absorbing(0.25),
                Noise.triangular());
        assertEquals(Noise.NAMES, all.stream().map(Noise::name).toList());
        for (Noise noise : all) {
            assertEquals(noise, Noise.parse(noise.name(), noise.level()));
        }
        assertNotEquals(Noise.uniform(0.25), Noise.uniform(0.5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uniform    | 0         | uniform noise takes a level above 0 and at most 1, was given 0.0",
                "uniform    | 1.01      | uniform noise takes a level above 0 and at most 1, was given 1.01",
                "uniform    | NaN       | uniform noise takes a level above 0 and at most 1, was given NaN",
                "flips      | 0         | flips noise takes a level above 0 and at most 0.5, was given 0.0",
                "flips      | 0.6       | flips noise takes a level above 0 and at most 0.5, was given 0.6",
                "flips      | NaN       | flips noise takes a level above 0 and at most 0.5, was given NaN",
                "ordinal    | 0         | ordinal noise takes a finite time above 0, was given 0.0",
                "ordinal    | Infinity  | ordinal noise takes a finite time above 0, was given Infinity",
                "ordinal    | NaN       | ordinal noise takes a finite time above 0, was given NaN",
                "cyclic     | -1        | cyclic noise takes a finite time above 0, was given -1.0",
                "cyclic     | NaN       | cyclic noise takes a finite time above 0, was given NaN",
                "absorbing  | 0         | absorbing noise takes a level above 0 and below 1, was given 0.0",
                "absorbing  | 1         | absorbing noise takes a level above 0 and below 1, was given 1.0",
                "absorbing  | NaN       | absorbing noise takes a level above 0 and below 1, was given NaN",
                "triangular | 0.5       | triangular noise takes no level (NaN), was given 0.5",
                "gaussian   | 0.5       | unknown noise 'gaussian'; the known names are uniform, flips, ordinal,"
                        + " cyclic,"
                        + " absorbing, triangular"
            })
    void nonsenseIsRefused(String name, double level, String message) {
        assertEquals(message, messageOf(() -> Noise.parse(name, level)));
    }

    @Test
    void spacesThatDoNotFitAreRefused() {
        assertEquals(
                "flips noise needs coordinates of two values; coordinate 1 of StateSpace[2, 3] has 3",
                messageOf(() -> Noise.flips(0.1).on(StateSpace.of(2, 3))));
        assertEquals(
                "flips noise needs coordinates of two values; coordinate 0 of StateSpace[1, 2] has 1",
                messageOf(() -> Noise.flips(0.1).on(StateSpace.of(1, 2))));
        assertEquals(
                "absorbing noise needs coordinates of at least two values, the last being the mask; coordinate 2 of"
                        + " StateSpace[3, 2, 1] has 1",
                messageOf(() -> Noise.absorbing(0.1).on(StateSpace.of(3, 2, 1))));
        assertEquals(
                "ordinal noise needs coordinates of at most 1024 values; coordinate 1 of StateSpace[2, 1025] has 1025",
                messageOf(() -> Noise.ordinal(0.1).on(StateSpace.of(2, 1025))));
    }

    private static String messageOf(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
