package org.concretescore.sampling.chain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class ChainsTest {
    private final Chains chains =
            Chains.startingAt(StateSpace.of(2, 3), new int[] {0, 0, 1, 2}, 2, new RandomStreams(1), "chains");

    private static String refusal(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }

    @Test
    void chainsMoveToStatesAlone() {
        assertEquals(
                "chain 1, coordinate 1: value 3 is not in 0..2", refusal(() -> chains.move(1, new int[] {9, 1, 3}, 1)));
        assertEquals(
                "chain 0, coordinate 0: value -1 is not in 0..1", refusal(() -> chains.move(0, new int[] {-1, 0}, 0)));
        assertArrayEquals(new int[] {0, 0, 1, 2}, chains.states());
        chains.move(0, new int[] {1, 1}, 0);
        assertArrayEquals(new int[] {1, 1, 1, 2}, chains.states());
    }

    @Test
    void chainsThatAreNotThereAreNamed() {
        assertEquals("chain must be in 0..1, was 2", refusal(() -> chains.move(2, new int[2], 0)));
        assertEquals("chain must be in 0..1, was -1", refusal(() -> chains.read(-1, new int[2], 0)));
        assertEquals("chain must be in 0..1, was 2", refusal(() -> chains.random(2)));
        assertEquals("chain must be in 0..1, was 2", refusal(() -> chains.pending(2)));
        assertEquals("chain must be in 0..1, was 2", refusal(() -> chains.resume(2, 0)));
    }
}
