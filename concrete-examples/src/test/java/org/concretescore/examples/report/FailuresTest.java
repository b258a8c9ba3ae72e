package org.concretescore.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class FailuresTest {
    private static final String TOO_LARGE = "; one of the sizes that were asked for may be too large";

    /** A bare -2, or an overflow without a word of where, tells nobody anything. */
    @Test
    void sizesThatOverflowAreFaultsWithAHint() {
        assertEquals(
                "java.lang.NegativeArraySizeException: -2" + TOO_LARGE,
                Failures.describe(new NegativeArraySizeException("-2")));
        assertEquals(
                "java.lang.ArithmeticException: integer overflow" + TOO_LARGE,
                Failures.describe(new ArithmeticException("integer overflow")));
        assertEquals("java.lang.ClassCastException: a", Failures.describe(new ClassCastException("a")));
    }

    @Test
    void aLargerHeapIsAdvisedOnlyWhereItHelps() {
        String more = "; CONCRETE_JAVA_OPTS=-Xmx8g gives it more";
        for (String of : new String[] {"Java heap space", "GC overhead limit exceeded"}) {
            assertEquals("out of memory (" + of + ")" + more, Failures.describe(new OutOfMemoryError(of)));
        }
        String limit = "Requested array size exceeds VM limit";
        assertEquals("out of memory (" + limit + ")" + TOO_LARGE, Failures.describe(new OutOfMemoryError(limit)));
    }
}
