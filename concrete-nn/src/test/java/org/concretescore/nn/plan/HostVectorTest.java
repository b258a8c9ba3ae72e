package org.concretescore.nn.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

final class HostVectorTest {
    /** More numbers than are copied at once, and a part that begins and ends within the vector. */
    @Test
    void partsAreAddedInTheirPlaces() {
        int length = 10_000;
        float[] values = new float[length];
        float[] sum = new float[length];
        float[] expected = new float[length];
        Arrays.fill(sum, 1);
        for (int i = 0; i < length; i++) {
            values[i] = i;
            expected[i] = i < 7 || i >= 9990 ? 1 : 1 + i;
        }
        new HostVector(Nd4j.createFromArray(values)).addTo(7, 9990, sum);
        assertArrayEquals(expected, sum);
    }
}
