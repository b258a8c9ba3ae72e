package org.concretescore.core.space;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class CountsTest {
    @Test
    void oneIsNoPlural() {
        assertEquals("0 rows", Counts.of(0, "row"));
        assertEquals("1 row", Counts.of(1, "row"));
        assertEquals("-1 rows", Counts.of(-1, "row"));
        assertEquals("2 hidden units", Counts.of(2, "hidden unit"));
        assertEquals("1 row was", Counts.were(1, "row"));
        assertEquals("5000000000 rows were", Counts.were(5_000_000_000L, "row"));
    }
}
