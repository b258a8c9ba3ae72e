package org.concretescore.core.baseline;

import java.util.Arrays;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.space.StateSpace;

/** The tables of pairs of columns, with one pseudo-count per cell. They are counted when they are needed. */
final class PairCounts {
    private final StateSpace space;
    private final double[] weights;
    /** {@code [D][count]}, so that a pair reads two runs of memory. */
    private final int[][] columns;

    PairCounts(Dataset data) {
        space = data.space();
        weights = data.weights();
        int dimension = space.dimension();
        columns = new int[dimension][weights.length];
        for (int i = 0; i < weights.length; i++) {
            for (int d = 0; d < dimension; d++) {
                columns[d][i] = data.states()[i * dimension + d];
            }
        }
    }

    /** Returns the smoothed counts {@code [K_i, K_j]} of a pair. */
    double[] count(int i, int j) {
        int k = space.cardinality(j);
        double[] table = new double[space.cardinality(i) * k];
        Arrays.fill(table, 1);
        int[] first = columns[i];
        int[] second = columns[j];
        for (int row = 0; row < weights.length; row++) {
            table[first[row] * k + second[row]] += weights[row];
        }
        return table;
    }

    /** Returns the mutual information of the smoothed table of a pair, in nats. */
    double mutualInformation(int i, int j) {
        double[] table = count(i, j);
        int k = space.cardinality(j);
        double[] rows = rowSums(table, k);
        double[] others = new double[k];
        double total = 0;
        for (int cell = 0; cell < table.length; cell++) {
            others[cell % k] += table[cell];
            total += table[cell];
        }
        double sum = 0;
        for (int cell = 0; cell < table.length; cell++) {
            sum += table[cell] * Math.log(table[cell] * total / (rows[cell / k] * others[cell % k]));
        }
        return sum / total;
    }

    static double[] rowSums(double[] table, int k) {
        double[] sums = new double[table.length / k];
        for (int i = 0; i < table.length; i++) {
            sums[i / k] += table[i];
        }
        return sums;
    }
}
