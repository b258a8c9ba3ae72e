package org.concretescore.core.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class VectorsTest {
    private static String refusal(double[]... rows) {
        return assertThrows(IllegalArgumentException.class, () -> Vectors.of(rows))
                .getMessage();
    }

    @Test
    void rowsAreCopied() {
        double[][] rows = {{1.5, 2}, {-0.25, 1e-50}, {0.1, 3}};
        Vectors data = Vectors.of(rows);
        rows[0][0] = 7;
        assertEquals(Vectors.of(2, new float[] {1.5f, 2, -0.25f, 0, 0.1f, 3}), data);
    }

    @Test
    void rowsAreRefusedByNumber() {
        assertEquals("there is no row", refusal());
        assertEquals("row 1 has no value", refusal(new double[0]));
        assertEquals("row 1 is null", refusal((double[]) null));
        assertEquals("row 2 is null", refusal(new double[1], null));
        assertEquals("row 2 has 1 value instead of 2", refusal(new double[2], new double[1]));
        assertEquals("row 2 has 3 values instead of 2", refusal(new double[2], new double[3]));
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertEquals(
                    "row 2, column 1: " + value + " is not finite", refusal(new double[2], new double[] {value, 0}));
        }
        assertEquals("row 1, column 2: 1.0E39 is too large for single precision", refusal(new double[] {0, 1e39}));
    }
}
