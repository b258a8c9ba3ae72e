package org.concretescore.nn.plan.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.concretescore.nn.plan.Backend;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

final class ParameterCountTest {
    @Test
    void countsUpToTheLastInt() {
        assertEquals(7 + 24, ParameterCount.plus(7, "W", 2, 3, 4));
        assertEquals(8, ParameterCount.plus(7, "scalar"));
        assertEquals(Integer.MAX_VALUE, ParameterCount.plus(Integer.MAX_VALUE - 6, "W", 2, 3));
        for (long[] shape : new long[][] {{7}, {1, 7}, {1L << 32, 1L << 32}, {3, 715827883}}) {
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> ParameterCount.plus(Integer.MAX_VALUE - 6, "W1", shape))
                    .getMessage();
            assertTrue(message.startsWith("W1 of shape [" + shape[0]), message);
            assertTrue(message.endsWith("takes the network beyond 2147483647 parameters"), message);
        }
    }

    /** ND4J would end the process. */
    @Test
    void nativeMemoryThatIsNotThereIsAnError() {
        String message = assertThrows(OutOfMemoryError.class, () -> Backend.zeros(DataType.FLOAT, 1L << 20, 1L << 22))
                .getMessage();
        assertTrue(message.contains("[1048576, 4194304] takes 16777216 MiB of native memory"), message);
    }
}
