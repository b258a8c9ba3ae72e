package org.concretescore.core.exact;

/** The sites of a torus, numbered row by row, and their four neighbors. */
final class Torus {
    /** A side of 2 would have two edges between the same sites. */
    private static final int SHORTEST = 3;

    private static final int MOST_SITES = 1 << 24;

    private final int rows;
    private final int columns;
    /** {@code [sites, 4]}: left, right, up, down. */
    private final int[] neighbors;

    Torus(int rows, int columns) {
        requireSide("rows", rows);
        requireSide("columns", columns);
        if ((long) rows * columns > MOST_SITES) {
            throw new IllegalArgumentException(
                    "a torus has at most " + MOST_SITES + " sites, was given " + rows + " x " + columns);
        }
        this.rows = rows;
        this.columns = columns;
        int sites = rows * columns;
        neighbors = new int[4 * sites];
        for (int i = 0; i < sites; i++) {
            int column = i % columns;
            neighbors[4 * i] = column == 0 ? i + columns - 1 : i - 1;
            neighbors[4 * i + 1] = column == columns - 1 ? i - columns + 1 : i + 1;
            neighbors[4 * i + 2] = (i - columns + sites) % sites;
            neighbors[4 * i + 3] = (i + columns) % sites;
        }
    }

    private static void requireSide(String name, int side) {
        if (side < SHORTEST) {
            throw new IllegalArgumentException(name + " of a torus must be at least " + SHORTEST + ", was " + side);
        }
    }

    int sites() {
        return rows * columns;
    }

    /** Returns {@code [sites, 4]}: left, right, up, down. */
    int[] neighbors() {
        return neighbors;
    }

    int shorterSide() {
        return Math.min(rows, columns);
    }

    int longerSide() {
        return Math.max(rows, columns);
    }

    /** Returns the distance in a state of two sites that are neighbors along the shorter side. */
    int strideAcross() {
        return columns <= rows ? 1 : columns;
    }

    /** Returns the distance in a state of two sites that are neighbors along the longer side. */
    int strideDown() {
        return columns <= rows ? columns : 1;
    }

    @Override
    public String toString() {
        return rows + " x " + columns;
    }

    /** Refuses larger couplings and fields: they would leave one state only, and powers that overflow. */
    static double requireModerate(String name, double value) {
        if (!(Math.abs(value) <= 10)) {
            throw new IllegalArgumentException(name + " must lie between -10 and 10, was " + value);
        }
        return value;
    }
}
