package org.concretescore.nn.train;

import java.util.Objects;

/**
 * The options of a training. Begin with {@link #defaults} and change what should differ.
 *
 * @param steps the largest number of steps
 * @param batch data rows per step; data with no more distinct rows than this is used whole in every step, unless the
 *     objective perturbs rows or the model has latent variables
 * @param learningRate Adam's learning rate at the first step
 * @param decay how the learning rate falls
 * @param clipNorm gradients with a larger Euclidean norm are scaled down to it; infinity for no clipping, which is the
 *     default, because clipping takes weight from the rows with the largest gradients and so moves the minimum
 * @param weightDecay how fast parameters shrink in addition to Adam's step: by this share of themselves times the
 *     learning rate, in each step (Loshchilov and Hutter 2019); it moves the minimum, and keeps large networks from
 *     fitting the noise of little data
 * @param averaging the decay per step of the exponential moving average of the parameters, which is validated and
 *     returned; 0 for the last parameters themselves
 * @param validateEvery steps between two validations
 * @param patience the number of validations without a new best value after which training stops; 0 for never
 * @param threads the number of plans that run at once; results do not depend on it
 * @param shard the number of states in a plan's batch; a step is cut into shards of this size, and the gradients are
 *     summed in the shards' order; 0 to choose the size that suits the network
 */
public record TrainerOptions(
        int steps,
        int batch,
        double learningRate,
        Decay decay,
        double clipNorm,
        double weightDecay,
        double averaging,
        int validateEvery,
        int patience,
        int threads,
        int shard) {
    /** Parameters are floats, and so are their factors. */
    private static final String FINITE = " and finite as a float";

    /**
     * Checks the ranges.
     *
     * @param steps the largest number of steps
     * @param batch data rows per step; data with no more distinct rows than this is used whole in every step, unless
     *     the objective perturbs rows or the model has latent variables
     * @param learningRate Adam's learning rate at the first step
     * @param decay how the learning rate falls
     * @param clipNorm gradients with a larger Euclidean norm are scaled down to it; infinity for no clipping, which is
     *     the default, because clipping takes weight from the rows with the largest gradients and so moves the minimum
     * @param weightDecay how fast parameters shrink in addition to Adam's step: by this share of themselves times the
     *     learning rate, in each step (Loshchilov and Hutter 2019); it moves the minimum, and keeps large networks from
     *     fitting the noise of little data
     * @param averaging the decay per step of the exponential moving average of the parameters, which is validated and
     *     returned; 0 for the last parameters themselves
     * @param validateEvery steps between two validations
     * @param patience the number of validations without a new best value after which training stops; 0 for never
     * @param threads the number of plans that run at once; results do not depend on it
     * @param shard the number of states in a plan's batch; a step is cut into shards of this size, and the gradients
     *     are summed in the shards' order; 0 to choose the size that suits the network
     * @throws IllegalArgumentException if an option is out of range; the message names the option and its value
     */
    public TrainerOptions {
        Objects.requireNonNull(decay, "decay");
        atLeast("steps", steps, 1);
        atLeast("batch", batch, 1);
        check(learningRate > 0 && learningRate <= Float.MAX_VALUE, "learning rate", learningRate, "above 0" + FINITE);
        check(clipNorm > 0, "clip norm", clipNorm, "above 0");
        check(weightDecay >= 0 && weightDecay <= Float.MAX_VALUE, "weight decay", weightDecay, "at least 0" + FINITE);
        check(averaging >= 0 && averaging < 1, "averaging", averaging, "at least 0 and below 1");
        atLeast("validate every", validateEvery, 1);
        atLeast("patience", patience, 0);
        atLeast("threads", threads, 1);
        atLeast("shard", shard, 0);
    }

    private static void atLeast(String name, int value, int least) {
        check(value >= least, name, value, "at least " + least);
    }

    private static void check(boolean holds, String name, Number value, String range) {
        if (!holds) {
            throw new IllegalArgumentException(name + " must be " + range + ", was " + value);
        }
    }

    /**
     * Returns the defaults: 3000 steps of 256 rows, learning rate 2e-3 on half a cosine wave, no clipping, no weight
     * decay, parameters averaged with 0.999, validation every 100 steps, patience 15, one thread per processor, shards
     * that suit the network.
     *
     * @return the options
     */
    public static TrainerOptions defaults() {
        int threads = Runtime.getRuntime().availableProcessors();
        return new TrainerOptions(
                3000, 256, 2e-3, Decay.COSINE, Double.POSITIVE_INFINITY, 0, 0.999, 100, 15, threads, 0);
    }

    /**
     * Returns a copy with another {@link #steps}.
     *
     * @param value the new value
     * @return new options
     */
    public TrainerOptions withSteps(int value) {
        return new TrainerOptions(
                value,
                batch,
                learningRate,
                decay,
                clipNorm,
                weightDecay,
                averaging,
                validateEvery,
                patience,
                threads,
                shard);
    }

    /**
     * Returns a copy with another {@link #batch}.
     *
     * @param value the new value
     * @return new options
     */
    public TrainerOptions withBatch(int value) {
        return new TrainerOptions(
                steps,
                value,
                learningRate,
                decay,
                clipNorm,
                weightDecay,
                averaging,
                validateEvery,
                patience,
                threads,
                shard);
    }

    /**
     * Returns a copy with another {@link #learningRate}.
     *
     * @param value the new value
     * @return new options
     */
    public TrainerOptions withLearningRate(double value) {
        return new TrainerOptions(
                steps, batch, value, decay, clipNorm, weightDecay, averaging, validateEvery, patience, threads, shard);
    }

    /**
     * Returns a copy with another {@link #decay}.
     *
     * @param value the new value
     * @return new options
     */
    public TrainerOptions withDecay(Decay value) {
        return new TrainerOptions(
                steps,
                batch,
                learningRate,
                value,
                clipNorm,
                weightDecay,
                averaging,
                validateEvery,
                patience,
                threads,
                shard);
    }

    /**
     * Returns a copy with another {@link #clipNorm}.
     *
     * @param value the new value
     * @return new options
     */
    public TrainerOptions withClipNorm(double value) {
        return new TrainerOptions(
                steps,
                batch,
                learningRate,
                decay,
                value,
                weightDecay,
                averaging,
                validateEvery,
                patience,
                threads,
                shard);
    }

    /**
     * Returns a copy with another {@link #weightDecay}.
     *
     * @param value the new value
     * @return new options
     */
    public TrainerOptions withWeightDecay(double value) {
        return new TrainerOptions(
                steps, batch, learningRate, decay, clipNorm, value, averaging, validateEvery, patience, threads, shard);
    }

    /**
     * Returns a copy with another {@link #averaging}.
     *
     * @param value the new value
     * @return new options
     */
    public TrainerOptions withAveraging(double value) {
        return new TrainerOptions(
                steps,
                batch,
                learningRate,
                decay,
                clipNorm,
                weightDecay,
                value,
                validateEvery,
                patience,
                threads,
                shard);
    }

    /**
     * Returns a copy with another {@link #validateEvery}.
     *
     * @param value the new value
     * @return new options
     */
    public TrainerOptions withValidateEvery(int value) {
        return new TrainerOptions(
                steps, batch, learningRate, decay, clipNorm, weightDecay, averaging, value, patience, threads, shard);
    }

    /**
     * Returns a copy with another {@link #patience}.
     *
     * @param value the new value
     * @return new options
     */
    public TrainerOptions withPatience(int value) {
        return new TrainerOptions(
                steps,
                batch,
                learningRate,
                decay,
                clipNorm,
                weightDecay,
                averaging,
                validateEvery,
                value,
                threads,
                shard);
    }

    /**
     * Returns a copy with another {@link #threads}.
     *
     * @param value the new value
     * @return new options
     */
    public TrainerOptions withThreads(int value) {
        return new TrainerOptions(
                steps,
                batch,
                learningRate,
                decay,
                clipNorm,
                weightDecay,
                averaging,
                validateEvery,
                patience,
                value,
                shard);
    }

    /**
     * Returns a copy with another {@link #shard}.
     *
     * @param value the new value
     * @return new options
     */
    public TrainerOptions withShard(int value) {
        return new TrainerOptions(
                steps,
                batch,
                learningRate,
                decay,
                clipNorm,
                weightDecay,
                averaging,
                validateEvery,
                patience,
                threads,
                value);
    }
}
