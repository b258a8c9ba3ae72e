package org.concretescore.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import java.util.List;
import java.util.function.Supplier;

/** What values must keep: those of the same content are equal and have one hash code, all others differ. */
public final class EqualityContract {
    private EqualityContract() {}

    /**
     * Checks values against each other.
     *
     * @param values each makes a new value at each call; no two make the same content
     */
    @SafeVarargs
    public static void check(Supplier<Object>... values) {
        List<Supplier<Object>> all = List.of(values);
        for (int i = 0; i < all.size(); i++) {
            Object one = all.get(i).get();
            Object same = all.get(i).get();
            assertNotSame(one, same, () -> one + " was not made anew");
            assertEquals(one, one);
            assertEquals(one, same);
            assertEquals(same, one);
            assertEquals(one.hashCode(), same.hashCode(), () -> "hash codes of " + one);
            assertEquals(one.toString(), same.toString(), "equal values print alike");
            assertFalse(one.equals(null));
            assertNotEquals(one, new Object());
            for (int j = 0; j < all.size(); j++) {
                if (i != j) {
                    assertNotEquals(one, all.get(j).get());
                }
            }
        }
    }
}
