package org.concretescore.sampling.annealing;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;

/** Draws rows of data with replacement by their weights. */
final class WeightedRows {
    private WeightedRows() {}

    /** Returns {@code [count, D]}, row-major. */
    static int[] draw(Dataset data, int count, UniformRandomProvider random) {
        int dimension = data.space().dimension();
        double[] weights = data.weights();
        double[] cumulative = new double[weights.length];
        double sum = 0;
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            cumulative[i] = sum;
            last = weights[i] > 0 ? i : last;
        }
        int[] all = data.states();
        int[] drawn = new int[Math.multiplyExact(count, dimension)];
        for (int row = 0; row < count; row++) {
            double u = random.nextDouble() * sum;
            int low = 0;
            int high = last;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (cumulative[middle] > u) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            System.arraycopy(all, low * dimension, drawn, row * dimension, dimension);
        }
        return drawn;
    }
}
