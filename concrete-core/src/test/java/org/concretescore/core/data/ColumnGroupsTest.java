package org.concretescore.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ColumnGroupsTest {
    private static final StateSpace SPACE = StateSpace.of(2, 3, 4, 1);
    private static final ColumnGroups GROUPS = ColumnGroups.of(SPACE, List.of(new int[] {2, 0}, new int[] {1, 3}));

    @Test
    void statesCorrespondOneToOne() {
        assertEquals(StateSpace.of(8, 3), GROUPS.grouped());
        Set<Long> seen = new HashSet<>();
        int[] x = new int[4];
        int[] y = new int[2];
        int[] back = new int[4];
        for (int rank = 0; rank < 24; rank++) {
            SPACE.unrank(rank, x, 0);
            GROUPS.group(x, 1, y);
            assertTrue(seen.add(GROUPS.grouped().rank(y, 0)), "two states became one");
            GROUPS.ungroup(y, 1, back);
            assertArrayEquals(x, back);
        }
    }

    @Test
    void theFirstColumnIsTheMostSignificantDigit() {
        int[] out = new int[4];
        GROUPS.group(new int[] {1, 2, 3, 0, 0, 1, 2, 0}, 2, out);
        assertArrayEquals(new int[] {7, 2, 4, 1}, out);
    }

    @Test
    void dataKeepTheirWeights() {
        Schema schema = Schema.of(SPACE);
        int[] rows = {1, 2, 3, 0, 0, 1, 2, 0};
        assertArrayEquals(
                new double[] {0.5, 2},
                GROUPS.group(Dataset.of(schema, rows, new double[] {0.5, 2})).weights());
        Dataset plain = GROUPS.group(Dataset.of(schema, rows, 2));
        assertEquals(false, plain.isWeighted());
        assertArrayEquals(new int[] {7, 2, 4, 1}, plain.states());
        Dataset other = Dataset.of(Schema.of(StateSpace.binary(4)), new int[4], 1);
        assertThrows(IllegalArgumentException.class, () -> GROUPS.group(other));
    }

    @ParameterizedTest
    @CsvSource({
        "0 1;2, column 3 is not in any group",
        "0 1;1 2 3, group 1: column 1 has been given before",
        "0 1;2 3 4, group 1: column 4 is not in 0..3",
        "0 1 2;'';3, group 1 is empty"
    })
    void groupsThatAreNone(String text, String message) {
        List<int[]> groups = List.of(text.split(";")).stream()
                .map(group -> group.equals("''")
                        ? new int[0]
                        : List.of(group.split(" ")).stream()
                                .mapToInt(Integer::parseInt)
                                .toArray())
                .toList();
        Exception e = assertThrows(IllegalArgumentException.class, () -> ColumnGroups.of(SPACE, groups));
        assertTrue(e.getMessage().startsWith(message), e.getMessage());
    }

    @Test
    void aGroupOfTooManyStates() {
        StateSpace wide = StateSpace.of(65, 64);
        Exception e =
                assertThrows(IllegalArgumentException.class, () -> ColumnGroups.of(wide, List.of(new int[] {0, 1})));
        assertEquals("the columns [0, 1] have more than 4096 states together", e.getMessage());
    }
}
