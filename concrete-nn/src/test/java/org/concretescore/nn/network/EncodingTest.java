package org.concretescore.nn.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;

final class EncodingTest {
    private static final StateSpace SPACE = StateSpace.of(2, 1, 5, 3);
    private static final int[] STATES = {9, 9, 9, 9, 0, 0, 4, 1, 1, 0, 1, 2};

    @Test
    void ordinalCoordinatesAreSpreadOverMinusOneToOne() {
        float[] rows = new float[8];
        Encoding.ORDINAL.encode(SPACE, STATES, 1, 2, rows);
        assertEquals(4, Encoding.ORDINAL.width(SPACE));
        assertArrayEquals(new float[] {-1, 0, 1, 0, 1, 0, -0.5f, 1}, rows);
    }

    @Test
    void categoriesAreUnitVectorsAndBitsStaySingle() {
        float[] rows = new float[20];
        java.util.Arrays.fill(rows, 7);
        Encoding.CATEGORY.encode(SPACE, STATES, 1, 2, rows);
        assertEquals(10, Encoding.CATEGORY.width(SPACE));
        assertArrayEquals(new float[] {-1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1}, rows);
    }

    @Test
    void unknownNamesAreListed() {
        assertEquals(Encoding.CATEGORY, Encoding.parse("category"));
        String message = assertThrows(IllegalArgumentException.class, () -> Activation.parse("tanhh"))
                .getMessage();
        assertTrue(message.contains("unknown activation 'tanhh'") && message.contains("silu"), message);
    }
}
