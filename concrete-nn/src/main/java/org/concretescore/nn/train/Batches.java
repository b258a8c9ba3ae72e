package org.concretescore.nn.train;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.Counts;

/**
 * The rows of each step. If a batch holds all distinct rows, each step takes them all with their weights. Otherwise the
 * steps take consecutive parts of a new shuffle in every epoch. Objectives that perturb rows always use shuffles,
 * because a row that stands for many others must be perturbed as often as these, or its one draw decides the step. (If
 * rows have weights, they keep them.) The rows of a step depend only on its number and the seed. Belongs to one thread.
 */
final class Batches {
    private final int dimension;
    private final int rows;
    private final int[] states;
    private final double[] weights;
    /** The data to shuffle, or null if every step takes all rows. */
    private final Dataset data;

    /** The epochs of the places in lexicographic order. */
    private final Epochs epochs;
    /** The data rows in lexicographic order. */
    private final int[] sorted;

    private final double scale;

    /**
     * Makes the batches of a data set.
     *
     * @param train the data
     * @param batch rows per step
     * @param noisy whether rows are used with randomness, so that no row may stand for its equals
     * @param streams the seed; each epoch has its own stream, named "epoch"
     * @throws IllegalArgumentException if an array can't hold the rows of a step
     */
    Batches(Dataset train, int batch, boolean noisy, RandomStreams streams) {
        this.dimension = train.schema().space().dimension();
        Dataset distinct = train.distinct();
        if (distinct.count() <= batch && !noisy) {
            data = null;
            epochs = null;
            sorted = null;
            scale = 1;
            rows = distinct.count();
            states = distinct.states();
            double total = distinct.totalWeight();
            weights = Arrays.stream(distinct.weights()).map(w -> w / total).toArray();
        } else {
            // The largest array is a little shorter than the largest int.
            int most = (Integer.MAX_VALUE - 8) / dimension;
            if (batch > most) {
                throw new IllegalArgumentException("batch must be at most " + most + " for rows of "
                        + Counts.of(dimension, "column") + ", was " + batch);
            }
            data = train;
            epochs = new Epochs(train.count(), batch, streams);
            sorted = lexicographic(train);
            scale = train.count() / train.totalWeight() / batch;
            rows = batch;
            states = new int[batch * dimension];
            weights = new double[batch];
        }
    }

    private static int[] lexicographic(Dataset data) {
        int[] states = data.states();
        int d = data.schema().space().dimension();
        return IntStream.range(0, data.count())
                .boxed()
                .sorted((a, b) -> Arrays.compare(states, a * d, (a + 1) * d, states, b * d, (b + 1) * d))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * Returns the number of rows of a step.
     *
     * @return at least 1
     */
    int rows() {
        return rows;
    }

    /**
     * Returns the rows of the step.
     *
     * @return {@code [rows, D]}, the array itself, which the next step overwrites
     */
    int[] states() {
        return states;
    }

    /**
     * Returns the weights of the rows in the mean. In a mini-batch they are relative to the mean weight of all data, so
     * that each mini-batch is unbiased.
     *
     * @return {@code [rows]}, the array itself
     */
    double[] weights() {
        return weights;
    }

    /**
     * Goes to a step.
     *
     * @param step the number of the step, from 0
     */
    void next(int step) {
        if (data == null) {
            return;
        }
        int[] chosen = epochs.rows(step);
        // Rows that share neighbors are sorted side by side, so that a shard has fewer distinct states.
        Arrays.sort(chosen);
        for (int i = 0; i < rows; i++) {
            int row = sorted[chosen[i]];
            System.arraycopy(data.states(), row * dimension, states, i * dimension, dimension);
            weights[i] = data.weights()[row] * scale;
        }
    }
}
