package org.concretescore.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DecayTest {
    @ParameterizedTest
    @CsvSource({
        "CONSTANT, 0, 1",
        "CONSTANT, 9, 1",
        "LINEAR, 0, 1",
        "LINEAR, 3, 0.75",
        "LINEAR, 9, 0.25",
        "LINEAR, 12, 0",
        "COSINE, 0, 1",
        "COSINE, 4, 0.75",
        "COSINE, 6, 0.5",
        "COSINE, 8, 0.25",
        "COSINE, 12, 0"
    })
    void fallsFromOneToZero(Decay decay, int step, double factor) {
        assertEquals(factor, decay.factor(step, 12), 1e-12);
    }
}
