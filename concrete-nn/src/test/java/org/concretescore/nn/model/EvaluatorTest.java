package org.concretescore.nn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The sizes of the plans among which an evaluator chooses for a number of rows. */
final class EvaluatorTest {
    @Test
    void theSizesDoubleFromAThirtySecondOfAShardToTwoShards() {
        assertArrayEquals(new int[] {32, 64, 128, 256, 512, 1024, 2048}, Evaluator.sizes(1024));
        assertArrayEquals(new int[] {1, 2}, Evaluator.sizes(1));
        // A 32nd is rounded down; the largest size is two shards nevertheless.
        assertArrayEquals(new int[] {3, 6, 12, 24, 48, 96, 192, 200}, Evaluator.sizes(100));
    }

    @Test
    void moreThanHalfOfTheRowsOfTheSmallestPlanThatSufficesAreNeeded() {
        for (int shard : new int[] {1, 2, 3, 31, 32, 33, 63, 65, 100, 1000, 4096}) {
            int[] sizes = Evaluator.sizes(shard);
            assertTrue(sizes[0] <= Math.max(1, shard / 32), "shard " + shard);
            assertEquals(2 * shard, sizes[sizes.length - 1], "shard " + shard);
            for (int i = 1; i < sizes.length; i++) {
                assertTrue(sizes[i] > sizes[i - 1] && sizes[i] <= 2 * sizes[i - 1], "shard " + shard);
            }
            for (int count : IntStream.rangeClosed(sizes[0] + 1, 2 * shard).toArray()) {
                int size =
                        IntStream.of(sizes).filter(s -> s >= count).findFirst().orElseThrow();
                assertTrue(2 * count > size, "shard " + shard + ", rows " + count + ", size " + size);
            }
        }
    }
}
