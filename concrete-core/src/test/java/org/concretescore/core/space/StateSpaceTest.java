package org.concretescore.core.space;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class StateSpaceTest {
    @Test
    void ranksAreLexicographic() {
        StateSpace space = StateSpace.of(2, 3, 1, 4);
        assertEquals(24, space.size());
        int rank = 0;
        int[] padded = new int[6];
        for (int a = 0; a < 2; a++) {
            for (int b = 0; b < 3; b++) {
                for (int c = 0; c < 4; c++) {
                    assertEquals(rank, space.rank(new int[] {9, a, b, 0, c}, 1));
                    space.unrank(rank++, padded, 1);
                    assertArrayEquals(new int[] {0, a, b, 0, c, 0}, padded);
                }
            }
        }
    }

    @Property(tries = 200)
    void rankAndUnrankAreInverse(
            @ForAll @Size(min = 1, max = 9) List<@IntRange(min = 1, max = 100) Integer> cardinalities,
            @ForAll @IntRange(min = 0) int draw) {
        StateSpace space =
                StateSpace.of(cardinalities.stream().mapToInt(Integer::intValue).toArray());
        long rank = draw * 999_999_937L % space.size();
        int[] state = new int[space.dimension()];
        space.unrank(rank, state, 0);
        space.check(state, 1);
        assertEquals(rank, space.rank(state, 0));
    }

    @Test
    void theLargestSpacesThatFitALong() {
        StateSpace space = StateSpace.binary(62);
        assertEquals(1L << 62, space.size());
        int[] last = new int[62];
        space.unrank(space.size() - 1, last, 0);
        assertEquals(62, Arrays.stream(last).sum());
        assertEquals(space.size() - 1, space.rank(last, 0));
        assertEquals(
                Long.MAX_VALUE, StateSpace.of(7, 7, 73, 127, 337, 92737, 649657).size());
    }

    @Test
    void spacesTooLargeToCount() {
        for (StateSpace space : List.of(StateSpace.uniform(100, 10), StateSpace.binary(63), StateSpace.binary(64))) {
            assertThrows(ArithmeticException.class, space::size);
            assertThrows(ArithmeticException.class, () -> space.rank(new int[100], 0));
            assertFalse(space.hasAtMost(Long.MAX_VALUE));
        }
        assertEquals(
                "the number of states of StateSpace[10^100] does not fit a long",
                assertThrows(ArithmeticException.class, StateSpace.uniform(100, 10)::size)
                        .getMessage());
        assertEquals(
                "AIS enumerates every state, at most 1000; StateSpace[2^63] has 2^63 or more",
                messageOf(() -> StateSpace.binary(63).enumerableSize(1000, "AIS")));
    }

    @Test
    void limits() {
        StateSpace space = StateSpace.of(3, 4);
        assertTrue(space.hasAtMost(12));
        assertFalse(space.hasAtMost(11));
        assertFalse(space.hasAtMost(-1));
        assertEquals(12, space.enumerableSize(12, "a table"));
        assertEquals(
                "a table enumerates every state, at most 11; StateSpace[3, 4] has 12",
                messageOf(() -> space.enumerableSize(11, "a table")));
    }

    @Test
    void checkNamesRowCoordinateAndValue() {
        StateSpace space = StateSpace.of(3, 4);
        space.check(new int[] {2, 3, 0, 0, 99}, 2);
        space.check(new int[0], 0);
        assertEquals(
                "state 1, coordinate 0: value 3 is not in 0..2",
                messageOf(() -> space.check(new int[] {0, 0, 3, 0}, 2)));
        assertEquals(
                "state 0, coordinate 1: value -1 is not in 0..3", messageOf(() -> space.check(new int[] {0, -1}, 1)));
        assertEquals("2 states of 2 coordinates do not fit an array of 3", messageOf(() -> space.check(new int[3], 2)));
        assertThrows(IllegalArgumentException.class, () -> space.check(new int[4], -1));
        assertThrows(IllegalArgumentException.class, () -> space.check(new int[4], Integer.MAX_VALUE));
    }

    @Test
    void impossibleSpacesAreRefused() {
        assertEquals("a state space needs at least one coordinate", messageOf(() -> StateSpace.of()));
        assertEquals("coordinate 1 needs at least one value, was given 0", messageOf(() -> StateSpace.of(3, 0)));
        assertEquals("dimension must be at least 1, was 0", messageOf(() -> StateSpace.binary(0)));
        assertThrows(IllegalArgumentException.class, () -> StateSpace.uniform(3, 0));
        assertThrows(IllegalArgumentException.class, () -> StateSpace.uniform(-1, 2));
    }

    @Test
    void aSpaceIsAValue() {
        int[] cardinalities = {3, 4};
        StateSpace space = StateSpace.of(cardinalities);
        cardinalities[0] = 9;
        space.cardinalities()[1] = 9;
        assertEquals(StateSpace.of(3, 4), space);
        assertEquals(StateSpace.of(3, 4).hashCode(), space.hashCode());
        assertNotEquals(StateSpace.of(4, 3), space);
        assertNotEquals(StateSpace.of(3, 4, 1), space);
        assertEquals(4, space.cardinality(1));
        assertEquals(2, space.dimension());
        assertTrue(StateSpace.binary(3).isBinary());
        assertFalse(StateSpace.of(2, 2, 1).isBinary());
    }

    @Test
    void names() {
        assertEquals("StateSpace[2^16]", StateSpace.binary(16).toString());
        assertEquals("StateSpace[3, 5, 2]", StateSpace.of(3, 5, 2).toString());
        assertEquals("StateSpace[7]", StateSpace.of(7).toString());
        assertEquals(
                "StateSpace[9 coordinates of 1 to 5 values]",
                StateSpace.of(1, 5, 2, 2, 2, 2, 2, 2, 2).toString());
    }

    private static String messageOf(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
