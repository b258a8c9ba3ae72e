package org.concretescore.nn.train;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;

/**
 * The rows of the data that each step takes: consecutive parts of a new shuffle in every epoch. The rows of a step
 * depend only on its number and the seed. Belongs to one thread.
 */
final class Epochs {
    private final RandomStreams streams;
    private final int[] order;
    private final int[] chosen;
    private long epoch = -1;

    /**
     * Makes the epochs of some rows.
     *
     * @param rows the number of rows in the data
     * @param batch the number of rows in a step
     * @param streams the seed; each epoch has its own stream, named "epoch"
     */
    Epochs(int rows, int batch, RandomStreams streams) {
        this.streams = streams;
        order = new int[rows];
        chosen = new int[batch];
    }

    /**
     * Returns the rows of a step.
     *
     * @param step the number of the step, from 0
     * @return the places of the rows in the data, the array itself, which the next step overwrites
     */
    int[] rows(int step) {
        long position = (long) step * chosen.length;
        for (int i = 0; i < chosen.length; i++, position++) {
            if (position / order.length != epoch) {
                epoch = position / order.length;
                shuffle(streams.stream("epoch", epoch));
            }
            chosen[i] = order[(int) (position % order.length)];
        }
        return chosen;
    }

    private void shuffle(UniformRandomProvider random) {
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }
}
