package org.concretescore.core.objective;

import java.util.List;
import org.concretescore.core.noise.Noise;

/**
 * The options of objectives. Begin with {@link #defaults} and change what should differ.
 *
 * @param tail where the weight of CSM, score entropy and marginalization ends, in nats; see {@link Tail}
 * @param neighbors the number of neighbors, or coordinates, that the sampled forms draw per row, one from each stratum
 * @param noise the levels of the noise kernel, or none; with noise, the objectives on edges take their denoising form.
 *     {@code dcsm} and {@code energy-discrepancy} are defined by noise and refuse options without it
 * @param negatives the number of states that energy discrepancy draws for each row
 */
public record ObjectiveOptions(double tail, int neighbors, List<Noise> noise, int negatives) {
    /**
     * Checks the ranges.
     *
     * @param tail above 0
     * @param neighbors at least 1
     * @param noise perhaps empty
     * @param negatives at least 1
     * @throws IllegalArgumentException if an option is out of range; the message names the option and its value
     */
    public ObjectiveOptions {
        Tail.requireTail(tail);
        requireNeighbors(neighbors);
        noise = List.copyOf(noise);
        if (negatives < 1) {
            throw new IllegalArgumentException("negatives must be at least 1, was " + negatives);
        }
    }

    static int requireNeighbors(int neighbors) {
        if (neighbors < 1) {
            throw new IllegalArgumentException("neighbors must be at least 1, was " + neighbors);
        }
        return neighbors;
    }

    /**
     * Returns the defaults: tail 2, one neighbor, no noise, 32 negatives. Objectives that need noise ({@code dcsm},
     * {@code energy-discrepancy}) need it added by {@link #withNoise}.
     *
     * @return the options
     */
    public static ObjectiveOptions defaults() {
        return new ObjectiveOptions(Tail.DEFAULT, 1, List.of(), 32);
    }

    /**
     * Returns a copy with another tail.
     *
     * @param value in nats
     * @return new options
     */
    public ObjectiveOptions withTail(double value) {
        return new ObjectiveOptions(value, neighbors, noise, negatives);
    }

    /**
     * Returns a copy with another number of neighbors.
     *
     * @param value neighbors per row
     * @return new options
     */
    public ObjectiveOptions withNeighbors(int value) {
        return new ObjectiveOptions(tail, value, noise, negatives);
    }

    /**
     * Returns a copy with noise.
     *
     * @param value the levels
     * @return new options
     */
    public ObjectiveOptions withNoise(Noise... value) {
        return new ObjectiveOptions(tail, neighbors, List.of(value), negatives);
    }

    /**
     * Returns a copy with another number of negatives.
     *
     * @param value states per row
     * @return new options
     */
    public ObjectiveOptions withNegatives(int value) {
        return new ObjectiveOptions(tail, neighbors, noise, value);
    }
}
