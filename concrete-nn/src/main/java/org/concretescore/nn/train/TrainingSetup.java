package org.concretescore.nn.train;

import java.util.Objects;
import org.concretescore.core.random.RandomStreams;

/**
 * The settings of a trainer that do not depend on the model to train.
 *
 * @param <M> the kind of model
 * @param <D> the kind of data
 * @param options how to train
 * @param checkpoint where training saves itself, or null
 * @param start where training begins, or null for random parameters
 * @param validation the data that judge parameters, or null
 * @param listener receives the progress
 */
record TrainingSetup<M, D>(
        TrainerOptions options, Checkpoint checkpoint, M start, D validation, TrainingListener listener) {
    static <M, D> TrainingSetup<M, D> of(TrainerOptions options) {
        return new TrainingSetup<>(
                Objects.requireNonNull(options, "options"), null, null, null, new TrainingListener() {});
    }

    TrainingSetup<M, D> withCheckpoint(Checkpoint value) {
        return new TrainingSetup<>(options, value, start, validation, listener);
    }

    TrainingSetup<M, D> startingFrom(M model) {
        return new TrainingSetup<>(options, checkpoint, model, validation, listener);
    }

    TrainingSetup<M, D> withValidation(D data) {
        return new TrainingSetup<>(options, checkpoint, start, data, listener);
    }

    TrainingSetup<M, D> withListener(TrainingListener value) {
        return new TrainingSetup<>(options, checkpoint, start, validation, Objects.requireNonNull(value, "listener"));
    }

    /** Checks the arguments that all trainings have. */
    static void require(Object spec, Object objective, Object train, RandomStreams streams) {
        Objects.requireNonNull(spec, "what to train");
        Objects.requireNonNull(objective, "objective");
        Objects.requireNonNull(train, "train");
        Objects.requireNonNull(streams, "streams");
    }

    String describe(String name) {
        return name + "[" + options + (checkpoint == null ? "" : ", " + checkpoint) + "]";
    }
}
