package org.concretescore.core.plane;

import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/**
 * A square {@code [-h, h]^2} divided into equal cells. Points of the plane become states of two coordinates, and states
 * become the centers of their cells. A point outside the square belongs to the nearest cell of its rim. Immutable.
 */
public final class PlaneGrid {
    /** The largest number of cells per side. */
    public static final int MAX_BINS = 1 << 16;

    /** Half the side of the square on which the literature draws its pictures. */
    public static final double PICTURE_HALF_SIDE = 4;

    private final int bins;
    private final double halfSide;
    private final StateSpace space;

    private PlaneGrid(int bins, double halfSide) {
        this.bins = bins;
        this.halfSide = halfSide;
        this.space = StateSpace.of(bins, bins);
    }

    /**
     * Returns cells on the literature's square {@code [-4, 4]^2}.
     *
     * @param bins number of cells per side, 2 to {@value #MAX_BINS}
     * @return the grid
     * @throws IllegalArgumentException if bins is out of range
     */
    public static PlaneGrid of(int bins) {
        return of(bins, PICTURE_HALF_SIDE);
    }

    /**
     * Returns cells on any square around the origin.
     *
     * @param bins number of cells per side, 2 to {@value #MAX_BINS}
     * @param halfSide h, above 0 and finite
     * @return the grid
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static PlaneGrid of(int bins, double halfSide) {
        if (bins < 2 || bins > MAX_BINS) {
            throw new IllegalArgumentException("bins must be 2 to " + MAX_BINS + ", was " + bins);
        }
        if (!(halfSide > 0 && halfSide < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("halfSide must be above 0 and finite, was " + halfSide);
        }
        return new PlaneGrid(bins, halfSide);
    }

    /**
     * Returns the number of cells per side.
     *
     * @return bins
     */
    public int bins() {
        return bins;
    }

    /**
     * Returns half the side of the square.
     *
     * @return h
     */
    public double halfSide() {
        return halfSide;
    }

    /**
     * Returns the side of a cell.
     *
     * @return {@code 2h / bins}
     */
    public double cellSide() {
        return 2 * halfSide / bins;
    }

    /**
     * Returns the space of the states. Coordinate 0 is the cell along x, coordinate 1 along y, both counted from
     * {@code -h}.
     *
     * @return the space {@code StateSpace.of(bins, bins)}
     */
    public StateSpace space() {
        return space;
    }

    /**
     * Returns the cell of one coordinate.
     *
     * @param value x or y
     * @return 0 to bins - 1
     * @throws IllegalArgumentException if the value is NaN
     */
    public int cell(double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("a coordinate of a point must be a number, was NaN");
        }
        double scaled = Math.floor((value / halfSide + 1) * bins / 2);
        return (int) Math.max(0, Math.min(bins - 1, scaled));
    }

    /**
     * Returns the center of a cell, along one coordinate.
     *
     * @param cell 0 to bins - 1
     * @return the coordinate
     */
    public double center(int cell) {
        return halfSide * ((2.0 * cell + 1) / bins - 1);
    }

    /**
     * Returns the lower border of a cell; border(bins) is the upper border of the last cell. The borders of the rim are
     * finite.
     */
    double border(int cell) {
        return halfSide * (2.0 * cell / bins - 1);
    }

    /**
     * Writes the states of points.
     *
     * @param xy {@code [count, 2]}, row-major
     * @param count number of points
     * @param states receives {@code [count, 2]}
     * @throws IllegalArgumentException if a coordinate is NaN or an array too short
     */
    public void encode(double[] xy, int count, int[] states) {
        requireLength("xy", xy.length, 2, count);
        requireLength("states", states.length, 2, count);
        for (int i = 0; i < 2 * count; i++) {
            states[i] = cell(xy[i]);
        }
    }

    /**
     * Writes the centers of the cells of states.
     *
     * @param states {@code [count, 2]}, row-major
     * @param count number of states
     * @param xy receives {@code [count, 2]}
     * @throws IllegalArgumentException if a state is not in the space or an array too short
     */
    public void decode(int[] states, int count, double[] xy) {
        space.check(states, count);
        requireLength("xy", xy.length, 2, count);
        for (int i = 0; i < 2 * count; i++) {
            xy[i] = center(states[i]);
        }
    }

    static void requireLength(String name, int length, int width, int count) {
        if (count < 0 || length < (long) width * count) {
            throw new IllegalArgumentException(name + " holds " + Counts.of(length, "value") + ", too few for "
                    + Counts.of(count, "row") + " of " + width);
        }
    }

    /** Compares by content: the cells and the square. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PlaneGrid that && bins == that.bins && halfSide == that.halfSide;
    }

    @Override
    public int hashCode() {
        return 31 * bins + Double.hashCode(halfSide);
    }

    @Override
    public String toString() {
        return "PlaneGrid[" + bins + " x " + bins + " cells on [-" + halfSide + ", " + halfSide + "]^2]";
    }
}
