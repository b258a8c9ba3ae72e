package org.concretescore.core.plane;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantiserTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 91, 1024, 65_536})
    void aCellsCenterIsInTheCell(int bins) {
        PlaneGrid grid = PlaneGrid.of(bins, 5.47);
        int[] cells = IntStream.range(0, bins).toArray();
        double[] centers = new double[bins];
        int[] again = new int[bins];
        grid.decode(cells, bins / 2, centers);
        grid.encode(centers, bins / 2, again);
        for (int i = 0; i < bins / 2 * 2; i++) {
            assertEquals(i, again[i]);
        }
        assertEquals(-5.47 + 5.47 / bins, grid.center(0), 1e-14);
        assertEquals(5.47 - 5.47 / bins, grid.center(bins - 1), 1e-14);
        assertEquals(StateSpace.of(bins, bins), grid.space());
    }

    @Test
    void pointsOutsideBelongToTheRim() {
        PlaneGrid grid = PlaneGrid.of(4);
        double[] xy = {-4, 3.999, 4, -9, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -2.1, -1.9, 0, -1e-9};
        int[] states = new int[10];
        grid.encode(xy, 5, states);
        assertArrayEquals(new int[] {0, 3, 3, 0, 0, 3, 0, 1, 2, 1}, states);
    }

    @Test
    void neighboringCellsDifferInOneBit() {
        GrayCode code = GrayCode.of(6);
        int cells = 1 << GrayCode.BITS;
        int[] bits = new int[32];
        int[] last = new int[32];
        double[] xy = new double[2];
        for (int cell = 0; cell < cells; cell++) {
            double x = code.grid().center(cell);
            double y = code.grid().center(cells - 1 - cell);
            code.encode(new double[] {x, y}, 1, bits);
            code.decode(bits, 1, xy);
            assertArrayEquals(new double[] {x, y}, xy);
            int flips = 0;
            int flipsOfY = 0;
            for (int bit = 0; bit < 16; bit++) {
                flips += bits[bit] ^ last[bit];
                flipsOfY += bits[16 + bit] ^ last[16 + bit];
            }
            if (cell > 0) {
                assertEquals(1, flips);
                assertEquals(1, flipsOfY);
            }
            System.arraycopy(bits, 0, last, 0, 32);
        }
    }

    /** Binary-reflected, most significant bit first, x before y. */
    @Test
    void codesByHand() {
        GrayCode code = GrayCode.of(32768);
        int[] states = new int[64];
        // Cells 0 and 5 = 101 (Gray 111), then 65,535 = 1...1 (Gray 10...0) and 32,768 = 10...0 (Gray 110...0).
        code.encode(new double[] {-99_999, -32_762.5, 99_999, 0}, 2, states);
        assertEquals("0".repeat(16) + "0".repeat(13) + "111", bits(states, 0));
        assertEquals("1" + "0".repeat(15) + "11" + "0".repeat(14), bits(states, 32));
        assertEquals(StateSpace.binary(32), code.space());
    }

    private static String bits(int[] states, int at) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 32; i++) {
            text.append(states[at + i]);
        }
        return text.toString();
    }

    @Test
    void badArgumentsAreRefused() {
        assertEquals("bins must be 2 to 65536, was 1", messageOf(() -> PlaneGrid.of(1)));
        assertEquals("bins must be 2 to 65536, was 65537", messageOf(() -> PlaneGrid.of(65_537)));
        assertEquals("halfSide must be above 0 and finite, was NaN", messageOf(() -> PlaneGrid.of(9, Double.NaN)));
        assertEquals("halfRange must be above 0 and finite, was 0.0", messageOf(() -> GrayCode.of(0)));
        PlaneGrid grid = PlaneGrid.of(4);
        GrayCode code = GrayCode.of(4);
        double[] bad = {0, Double.NaN};
        assertEquals(
                "a coordinate of a point must be a number, was NaN", messageOf(() -> grid.encode(bad, 1, new int[2])));
        assertEquals(
                "a coordinate of a point must be a number, was NaN", messageOf(() -> code.encode(bad, 1, new int[32])));
        assertEquals(
                "states holds 31 values, too few for 1 row of 32",
                messageOf(() -> code.encode(new double[2], 1, new int[31])));
        assertEquals(
                "state 0, coordinate 1: value 4 is not in 0..3",
                messageOf(() -> grid.decode(new int[] {0, 4}, 1, new double[2])));
        int[] two = new int[32];
        two[31] = 2;
        assertEquals(
                "state 0, coordinate 31: value 2 is not in 0..1", messageOf(() -> code.decode(two, 1, new double[2])));
    }

    private static String messageOf(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }
}
