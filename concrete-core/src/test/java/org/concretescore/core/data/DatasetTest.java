package org.concretescore.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.commons.rng.simple.RandomSource;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatasetTest {
    private static final Schema SCHEMA = Schema.of(StateSpace.of(2, 3));

    @Test
    void rowsWithoutWeightsWeighOne() {
        int[] states = {0, 1, 1, 2};
        Dataset data = Dataset.of(SCHEMA, states, 2);
        assertSame(states, data.states());
        assertEquals(2, data.count());
        assertEquals(SCHEMA, data.schema());
        assertEquals(StateSpace.of(2, 3), data.space());
        assertFalse(data.isWeighted());
        assertArrayEquals(new double[] {1, 1}, data.weights());
        assertEquals(2, data.totalWeight());
    }

    @Test
    void weightsAreKept() {
        Dataset data = Dataset.of(SCHEMA, new int[] {0, 1, 1, 2}, new double[] {0, 2.5});
        assertTrue(data.isWeighted());
        assertEquals(2.5, data.totalWeight());
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertRefused(() -> Dataset.of(SCHEMA, new int[] {0, 1, 1, 3}, 2), "state 1", "coordinate 1", "3");
        assertRefused(() -> Dataset.of(SCHEMA, new int[] {0, 1, 1}, 2), "count 2", "3 values");
        assertRefused(() -> Dataset.of(SCHEMA, new int[0], 0), "count 0");
        assertRefused(() -> Dataset.of(SCHEMA, new int[4], new double[] {0, 0}), "0.0");
        assertRefused(() -> Dataset.of(SCHEMA, new int[4], new double[] {1e308, 1e308}), "Infinity");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAWeightByRow(double weight) {
        assertRefused(() -> Dataset.of(SCHEMA, new int[4], new double[] {1, weight}), "row 1", Double.toString(weight));
    }

    private static void assertRefused(Executable making, String... parts) {
        String message = assertThrows(IllegalArgumentException.class, making).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + message + "' lacks '" + part + "'");
        }
    }

    @Test
    void distinctAddsWeightsInOrderOfFirstOccurrence() {
        Dataset data = Dataset.of(SCHEMA, new int[] {1, 2, 0, 0, 1, 2, 1, 0}, new double[] {1, 2, 4, 8})
                .distinct();
        assertArrayEquals(new int[] {1, 2, 0, 0, 1, 0}, data.states());
        assertArrayEquals(new double[] {5, 2, 8}, data.weights());
        assertEquals(3, data.count());
        assertTrue(data.isWeighted());
    }

    @Property
    void distinctIsTheHistogram(@ForAll @Size(min = 1, max = 60) List<@IntRange(max = 5) Integer> ranks) {
        int[] states = new int[2 * ranks.size()];
        Map<Long, Double> histogram = new TreeMap<>();
        for (int i = 0; i < ranks.size(); i++) {
            SCHEMA.space().unrank(ranks.get(i), states, 2 * i);
            histogram.merge((long) ranks.get(i), 1.0, Double::sum);
        }
        Dataset distinct = Dataset.of(SCHEMA, states, ranks.size()).distinct();
        Map<Long, Double> found = new TreeMap<>();
        for (int i = 0; i < distinct.count(); i++) {
            assertEquals(null, found.put(SCHEMA.space().rank(distinct.states(), 2 * i), distinct.weights()[i]));
        }
        assertEquals(histogram, found);
    }

    @Test
    void slicesCopyRows() {
        Dataset data = Dataset.of(SCHEMA, new int[] {0, 0, 0, 1, 0, 2, 1, 0}, new double[] {1, 2, 3, 4});
        Dataset slice = data.slice(1, 3);
        assertArrayEquals(new int[] {0, 1, 0, 2}, slice.states());
        assertArrayEquals(new double[] {2, 3}, slice.weights());
        assertTrue(slice.isWeighted());
        assertThrows(IndexOutOfBoundsException.class, () -> data.slice(1, 5));
        assertThrows(IllegalArgumentException.class, () -> data.slice(2, 2));
    }

    @Test
    void splitKeepsEachRowOnceAndInOrder() {
        int n = 1000;
        Schema schema = Schema.of(StateSpace.of(n));
        int[] rows = IntStream.range(0, n).toArray();
        double[] weights = IntStream.range(0, n).mapToDouble(i -> i + 1).toArray();
        Dataset data = Dataset.of(schema, rows, weights);
        Dataset.Split split = data.split(0.1, RandomSource.L64_X128_MIX.create(1));
        assertEquals(100, split.first().count());
        assertEquals(900, split.rest().count());
        int[] together = new int[n];
        for (Dataset part : new Dataset[] {split.first(), split.rest()}) {
            for (int i = 0; i < part.count(); i++) {
                together[part.states()[i]]++;
                assertEquals(part.states()[i] + 1, part.weights()[i]);
                assertTrue(i == 0 || part.states()[i - 1] < part.states()[i]);
            }
        }
        assertTrue(Arrays.stream(together).allMatch(times -> times == 1));
        // Neither the first rows nor the same ones with another generator.
        assertFalse(Arrays.equals(Arrays.copyOf(rows, 100), split.first().states()));
        int[] other =
                data.split(0.1, RandomSource.L64_X128_MIX.create(2)).first().states();
        assertNotEquals(Arrays.toString(split.first().states()), Arrays.toString(other));
    }

    @Test
    void splitLeavesNoPartEmptyAndRefusesNonsense() {
        Dataset data = Dataset.of(SCHEMA, new int[4], 2);
        assertEquals(
                1, data.split(1e-9, RandomSource.L64_X128_MIX.create(1)).first().count());
        assertEquals(
                1,
                data.split(1 - 1e-9, RandomSource.L64_X128_MIX.create(1)).rest().count());
        for (double fraction : new double[] {0, 1, -1, Double.NaN}) {
            assertRefused(
                    () -> data.split(fraction, RandomSource.L64_X128_MIX.create(1)),
                    "fraction",
                    Double.toString(fraction));
        }
        assertRefused(() -> data.slice(0, 1).split(0.5, RandomSource.L64_X128_MIX.create(1)), "one row");
    }

    @Test
    void theDigestKnowsSpaceRowsOrderAndWeights() {
        // Of more than eight unequal columns, the space's text shows the least and the largest alone.
        int[] cardinalities = {2, 3, 4, 5, 2, 2, 2, 2, 2};
        Dataset data = Dataset.of(Schema.of(StateSpace.of(cardinalities)), new int[18], 2);
        Set<String> digests = new HashSet<>();
        digests.add(data.digest());
        digests.add(Dataset.of(data.schema(), new int[18], new double[] {1, 2}).digest());
        digests.add(Dataset.of(data.schema(), new int[18], new double[] {2, 1}).digest());
        digests.add(Dataset.of(data.schema(), new int[27], 3).digest());
        int[] states = new int[18];
        states[17] = 1;
        digests.add(Dataset.of(data.schema(), states, 2).digest());
        int[] swapped = {2, 4, 3, 5, 2, 2, 2, 2, 2};
        digests.add(
                Dataset.of(Schema.of(StateSpace.of(swapped)), new int[18], 2).digest());
        assertEquals(6, digests.size());
        // Weights of 1 are no weights.
        assertEquals(
                data.digest(),
                Dataset.of(data.schema(), new int[18], new double[] {1, 1}).digest());
    }
}
