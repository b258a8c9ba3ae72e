package org.concretescore.core.plane;

import org.concretescore.core.space.StateSpace;

/**
 * A code for points of the plane as 32 bits: 16 for x, then 16 for y. Each half is the number of the cell in
 * binary-reflected Gray code, most significant bit first. Neighboring cells differ in one bit. Immutable.
 */
public final class GrayCode {
    /** Bits per coordinate. */
    public static final int BITS = 16;

    private static final StateSpace SPACE = StateSpace.binary(2 * BITS);

    private final PlaneGrid grid;

    private GrayCode(PlaneGrid grid) {
        this.grid = grid;
    }

    /**
     * Returns the code of a square.
     *
     * @param halfRange half the side of the square around the origin that is divided into cells, above 0 and finite;
     *     see {@link PlaneDistribution#halfRange}
     * @return the code
     * @throws IllegalArgumentException if the half range is out of range
     */
    public static GrayCode of(double halfRange) {
        if (!(halfRange > 0 && halfRange < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("halfRange must be above 0 and finite, was " + halfRange);
        }
        return new GrayCode(PlaneGrid.of(1 << BITS, halfRange));
    }

    /**
     * Returns the space of the states.
     *
     * @return the space of 32 bits
     */
    public StateSpace space() {
        return SPACE;
    }

    /**
     * Returns the grid of the cells that the bits number.
     *
     * @return the grid, 65,536 cells per side
     */
    public PlaneGrid grid() {
        return grid;
    }

    /**
     * Writes the bits of points. A point outside the square gets the bits of the nearest cell.
     *
     * @param xy {@code [count, 2]}, row-major
     * @param count number of points
     * @param states receives {@code [count, 32]}
     * @throws IllegalArgumentException if a coordinate is NaN or an array too short
     */
    public void encode(double[] xy, int count, int[] states) {
        PlaneGrid.requireLength("xy", xy.length, 2, count);
        PlaneGrid.requireLength("states", states.length, 2 * BITS, count);
        for (int i = 0; i < 2 * count; i++) {
            int cell = grid.cell(xy[i]);
            int gray = cell ^ cell >>> 1;
            for (int bit = 0; bit < BITS; bit++) {
                states[i * BITS + bit] = gray >>> BITS - 1 - bit & 1;
            }
        }
    }

    /**
     * Writes the centers of the cells of states.
     *
     * @param states {@code [count, 32]}, row-major
     * @param count number of states
     * @param xy receives {@code [count, 2]}
     * @throws IllegalArgumentException if a state is not in the space or an array too short
     */
    public void decode(int[] states, int count, double[] xy) {
        SPACE.check(states, count);
        PlaneGrid.requireLength("xy", xy.length, 2, count);
        for (int i = 0; i < 2 * count; i++) {
            int cell = 0;
            for (int bit = 0; bit < BITS; bit++) {
                // A bit of the number is the parity of the Gray bits down to it.
                cell = cell << 1 | states[i * BITS + bit] ^ cell & 1;
            }
            xy[i] = grid.center(cell);
        }
    }

    /** Compares by content: the square. */
    @Override
    public boolean equals(Object other) {
        return other instanceof GrayCode that && grid.equals(that.grid);
    }

    @Override
    public int hashCode() {
        return grid.hashCode();
    }

    @Override
    public String toString() {
        return "GrayCode on [-" + grid.halfSide() + ", " + grid.halfSide() + "]^2";
    }
}
