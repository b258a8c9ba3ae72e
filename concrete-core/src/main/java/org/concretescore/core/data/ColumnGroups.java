package org.concretescore.core.data;

import java.util.Arrays;
import java.util.List;
import org.concretescore.core.space.StateSpace;

/**
 * Groups of columns. Each group becomes one column, whose categories are the states of the group. The data are the
 * same, but the graph is richer: on {@code hamming}, a neighbor may differ in any number of columns of one group.
 * Probabilities stay the same, because the states correspond one to one.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ColumnGroups {
    /** The most states of one group. */
    public static final int STATES = 1 << 12;

    private final StateSpace space;
    private final StateSpace grouped;
    private final int[][] groups;

    private ColumnGroups(StateSpace space, StateSpace grouped, int[][] groups) {
        this.space = space;
        this.grouped = grouped;
        this.groups = groups;
    }

    /**
     * Groups columns.
     *
     * @param space the columns
     * @param groups the columns of each group; each column belongs to exactly one group
     * @return the groups
     * @throws IllegalArgumentException if a group is empty or has more than {@value #STATES} states, or a column does
     *     not exist, is in two groups, or is not in any group
     */
    public static ColumnGroups of(StateSpace space, List<int[]> groups) {
        boolean[] seen = new boolean[space.dimension()];
        int[][] copies = new int[groups.size()][];
        int[] cardinalities = new int[copies.length];
        for (int g = 0; g < copies.length; g++) {
            copies[g] = groups.get(g).clone();
            if (copies[g].length == 0) {
                throw new IllegalArgumentException("group " + g + " is empty");
            }
            long states = 1;
            for (int column : copies[g]) {
                if (column < 0 || column >= seen.length) {
                    throw new IllegalArgumentException(
                            "group " + g + ": column " + column + " is not in 0.." + (seen.length - 1));
                }
                if (seen[column]) {
                    throw new IllegalArgumentException("group " + g + ": column " + column + " has been given before");
                }
                seen[column] = true;
                states *= space.cardinality(column);
                if (states > STATES) {
                    throw new IllegalArgumentException("the columns " + Arrays.toString(copies[g]) + " have more than "
                            + STATES + " states together");
                }
            }
            cardinalities[g] = (int) states;
        }
        for (int column = 0; column < seen.length; column++) {
            if (!seen[column]) {
                throw new IllegalArgumentException("column " + column + " is not in any group");
            }
        }
        return new ColumnGroups(space, StateSpace.of(cardinalities), copies);
    }

    /**
     * Returns the space of the columns.
     *
     * @return the space of the ungrouped states
     */
    public StateSpace space() {
        return space;
    }

    /**
     * Returns the space that has one coordinate for each group.
     *
     * @return the space of the grouped states
     */
    public StateSpace grouped() {
        return grouped;
    }

    /**
     * Converts states to one value for each group. The value is the number of the state among the states of the group;
     * the group's first column is the most significant digit.
     *
     * @param states {@code [count, D]}, row-major
     * @param count number of states
     * @param out receives {@code [count, groups]}, row-major
     * @throws IllegalArgumentException if a value is out of range, or an array too short
     */
    public void group(int[] states, int count, int[] out) {
        space.check(states, count);
        requireRoom(out, count, groups.length);
        int dimension = space.dimension();
        for (int row = 0; row < count; row++) {
            for (int g = 0; g < groups.length; g++) {
                int value = 0;
                for (int column : groups[g]) {
                    value = value * space.cardinality(column) + states[row * dimension + column];
                }
                out[row * groups.length + g] = value;
            }
        }
    }

    /**
     * Converts grouped states back to one value for each column. This is the inverse of {@link #group}.
     *
     * @param states {@code [count, groups]}, row-major
     * @param count number of states
     * @param out receives {@code [count, D]}, row-major
     * @throws IllegalArgumentException if a value is out of range, or an array too short
     */
    public void ungroup(int[] states, int count, int[] out) {
        grouped.check(states, count);
        requireRoom(out, count, space.dimension());
        int dimension = space.dimension();
        for (int row = 0; row < count; row++) {
            for (int g = 0; g < groups.length; g++) {
                int value = states[row * groups.length + g];
                for (int i = groups[g].length - 1; i >= 0; i--) {
                    int column = groups[g][i];
                    out[row * dimension + column] = value % space.cardinality(column);
                    value /= space.cardinality(column);
                }
            }
        }
    }

    private static void requireRoom(int[] out, int count, int width) {
        if (out.length < (long) count * width) {
            throw new IllegalArgumentException(
                    "out must have room for " + count + " x " + width + " numbers, has " + out.length);
        }
    }

    /**
     * Returns the same rows with one column for each group.
     *
     * @param data data on {@link #space}
     * @return a new data set on {@link #grouped}, with the same weights; its columns have no labels
     * @throws IllegalArgumentException if the data are on another space
     */
    public Dataset group(Dataset data) {
        if (!data.space().equals(space)) {
            throw new IllegalArgumentException("the groups are of " + space + ", but the data are on " + data.space());
        }
        int[] states = new int[Math.multiplyExact(data.count(), groups.length)];
        group(data.states(), data.count(), states);
        Schema schema = Schema.of(grouped);
        return data.isWeighted()
                ? Dataset.of(schema, states, data.weights())
                : Dataset.of(schema, states, data.count());
    }

    /** Compares by content: the space and the groups. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ColumnGroups that && space.equals(that.space) && Arrays.deepEquals(groups, that.groups);
    }

    @Override
    public int hashCode() {
        return 31 * space.hashCode() + Arrays.deepHashCode(groups);
    }

    @Override
    public String toString() {
        return "ColumnGroups" + Arrays.deepToString(groups);
    }
}
