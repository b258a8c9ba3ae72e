package org.concretescore.core.objective;

import java.util.Arrays;

/**
 * A set of states that gives each state a position, in the order in which they were added. A state is a point of the
 * space at a noise level, so the same point at two levels is two states. Once the set has grown to its working size, it
 * allocates nothing.
 */
final class DistinctStates {
    private final int dimension;
    private int[] states;
    private double[] levels = new double[16];
    private int count;
    private double level;
    /** Where the last data row was found. The next one is most likely the same. */
    private int lastRow;
    /** Open addressing: positions of states plus one; 0 is free. */
    private int[] table = new int[16];

    DistinctStates(int dimension) {
        this.dimension = dimension;
        this.states = new int[16 * dimension];
    }

    /** Removes all states. The noise level is 0 again. */
    void clear() {
        count = 0;
        level = 0;
        Arrays.fill(table, 0);
    }

    /** Sets the noise level of the states that are added from now on. */
    void level(double value) {
        level = value;
    }

    /** Returns the number of states. */
    int count() {
        return count;
    }

    /** Returns the states, {@code [count, D]} and perhaps unused room behind them; not a copy. */
    int[] states() {
        return states;
    }

    /** Returns the noise level of the state at a position. */
    double levelAt(int position) {
        return levels[position];
    }

    /** Returns the position of a data row, which is added if it is new. It is fast for the same row again. */
    int addRow(int[] from, int at) {
        if (lastRow >= count || !isState(lastRow, from, at, level)) {
            lastRow = add(from, at);
        }
        return lastRow;
    }

    /** Returns the position of a state, which is added if it is new. */
    int add(int[] from, int at) {
        return add(from, at, level);
    }

    private boolean isState(int position, int[] from, int at, double atLevel) {
        int begin = position * dimension;
        return levels[position] == atLevel && Arrays.equals(states, begin, begin + dimension, from, at, at + dimension);
    }

    private int add(int[] from, int at, double atLevel) {
        int mask = table.length - 1;
        int hash = Double.hashCode(atLevel);
        for (int d = 0; d < dimension; d++) {
            hash = 31 * hash + from[at + d];
        }
        hash *= 0x9e3779b9;
        int i = (hash ^ (hash >>> 16)) & mask;
        while (table[i] != 0) {
            int position = table[i] - 1;
            if (isState(position, from, at, atLevel)) {
                return position;
            }
            i = (i + 1) & mask;
        }
        if (2 * (count + 1) > table.length) {
            grow();
            return add(from, at, atLevel);
        }
        if ((count + 1) * dimension > states.length) {
            states = Arrays.copyOf(states, 2 * states.length);
        }
        if (count == levels.length) {
            levels = Arrays.copyOf(levels, 2 * count);
        }
        System.arraycopy(from, at, states, count * dimension, dimension);
        levels[count] = atLevel;
        table[i] = ++count;
        return count - 1;
    }

    private void grow() {
        table = new int[2 * table.length];
        int known = count;
        count = 0;
        int[] old = states;
        for (int i = 0; i < known; i++) {
            add(old, i * dimension, levels[i]);
        }
    }
}
