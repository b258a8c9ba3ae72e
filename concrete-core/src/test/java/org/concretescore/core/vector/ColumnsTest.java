package org.concretescore.core.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ColumnsTest {
    private static final Vectors DATA = Vectors.of(List.of("a", "b"), new float[] {1, 10, 3, 30, 5, 20, 7, 20});

    @Test
    void valuesBeyondSinglePrecisionAreRefused() {
        Columns narrow = Columns.of(List.of("a"), new double[1], new double[] {1e-3});
        String said = assertThrows(
                        IllegalArgumentException.class,
                        () -> narrow.standardise(Vectors.of(1, new float[] {1, -Float.MAX_VALUE})))
                .getMessage();
        assertTrue(said.startsWith("column a has the value -3.4028235E38, too many"), said);
    }

    @Test
    void standardisedColumnsHaveMeanZeroAndVarianceOneAndComeBack() {
        Columns columns = Columns.of(DATA);
        assertArrayEquals(new double[] {4, 20}, columns.means(), 1e-12);
        assertArrayEquals(new double[] {Math.sqrt(5), Math.sqrt(50)}, columns.deviations(), 1e-12);
        assertEquals(-Math.log(Math.sqrt(250)), columns.logScale(), 1e-12);
        Vectors standard = columns.standardise(DATA);
        assertEquals(DATA.names(), standard.names());
        double[] values = new double[8];
        double[] squares = new double[2];
        for (int i = 0; i < 8; i++) {
            values[i] = standard.values()[i];
            squares[i % 2] += values[i] * values[i] / 4;
        }
        assertArrayEquals(new double[] {1, 1}, squares, 1e-6);
        columns.restore(values);
        for (int i = 0; i < 8; i++) {
            assertEquals(DATA.values()[i], values[i], 1e-5);
        }
    }

    private static void refuses(String what, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(what), message);
    }

    @Test
    void refusesWhatIsNoColumn() {
        refuses("column 2, 'x2', has only one value, 3.0", () -> Columns.of(Vectors.of(2, new float[] {1, 3, 2, 3})));
        refuses(
                "the deviation of column 0 is NaN",
                () -> Columns.of(List.of("a"), new double[1], new double[] {0.0 / 0}));
        refuses("1 names, 2 means", () -> Columns.of(List.of("a"), new double[2], new double[1]));
        refuses("has 1 columns, but 2 are expected: [a, b]", () -> Columns.of(DATA)
                .standardise(Vectors.of(1, new float[1])));
    }
}
