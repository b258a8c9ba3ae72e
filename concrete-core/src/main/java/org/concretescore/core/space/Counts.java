package org.concretescore.core.space;

/** Writes numbers of things for messages: 1 row, 2 rows. */
public final class Counts {
    private Counts() {}

    /**
     * Returns a number of things.
     *
     * @param n the number
     * @param one the name of one of them; an s is added for several
     * @return for instance {@code 1 row}, or {@code 0 rows}
     */
    public static String of(long n, String one) {
        return n + " " + one + (n == 1 ? "" : "s");
    }

    /**
     * Returns a number of things with the verb that belongs to it.
     *
     * @param n the number
     * @param one the name of one of them; an s is added for several
     * @return for instance {@code 1 row was}, or {@code 0 rows were}
     */
    public static String were(long n, String one) {
        return of(n, one) + (n == 1 ? " was" : " were");
    }
}
