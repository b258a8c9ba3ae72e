package org.concretescore.core.baseline;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;

final class DependentColumnsTest {
    /** Columns 0 and 2 are copies, 3 mostly agrees with them, 1 and 4 agree often. */
    @Test
    void theStrongestDependenciesComeFirst() {
        UniformRandomProvider random = STREAMS.stream("groups");
        int[] rows = new int[5 * 2000];
        for (int i = 0; i < 2000; i++) {
            int a = random.nextInt(2);
            int b = random.nextInt(2);
            rows[5 * i] = a;
            rows[5 * i + 1] = b;
            rows[5 * i + 2] = a;
            rows[5 * i + 3] = random.nextDouble() < 0.1 ? 1 - a : a;
            rows[5 * i + 4] = random.nextDouble() < 0.2 ? 1 - b : b;
        }
        Dataset data = Dataset.of(Schema.of(StateSpace.binary(5)), rows, 2000);
        assertGroups("[[0], [1], [2], [3], [4]]", data, 1);
        assertGroups("[[0, 2], [1, 4], [3]]", data, 2);
        assertGroups("[[0, 2, 3], [1, 4]]", data, 3);
        assertGroups("[[0, 1, 2, 3, 4]]", data, 5);
        assertThrows(IllegalArgumentException.class, () -> DependentColumns.groups(data, 0));
    }

    /** 4096 states fit, 4160 do not. */
    @Test
    void wideColumnsStayAlone() {
        int[] rows = new int[3 * 130];
        for (int i = 0; i < 130; i++) {
            rows[3 * i] = i % 65;
            rows[3 * i + 1] = rows[3 * i] % 64;
            rows[3 * i + 2] = rows[3 * i + 1];
        }
        assertGroups("[[0], [1, 2]]", Dataset.of(Schema.of(StateSpace.of(65, 64, 64)), rows, 130), 3);
    }

    private static void assertGroups(String expected, Dataset data, int most) {
        assertEquals(
                "ColumnGroups" + expected, DependentColumns.groups(data, most).toString());
    }
}
