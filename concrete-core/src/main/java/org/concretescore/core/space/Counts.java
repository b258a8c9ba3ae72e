package org.concretescore.core.space;

/** Numbers of things, as messages say them: 1 row, 2 rows. */
public final class Counts {
    private Counts() {}

    /**
     * A number of things.
     *
     * @param n how many
     * @param one what one of them is called; several have an s behind it
     * @return for instance {@code 1 row}, or {@code 0 rows}
     */
    public static String of(long n, String one) {
        return n + " " + one + (n == 1 ? "" : "s");
    }

    /**
     * A number of things and the verb that belongs to it.
     *
     * @param n how many
     * @param one what one of them is called; several have an s behind it
     * @return for instance {@code 1 row was}, or {@code 0 rows were}
     */
    public static String were(long n, String one) {
        return of(n, one) + (n == 1 ? " was" : " were");
    }
}
