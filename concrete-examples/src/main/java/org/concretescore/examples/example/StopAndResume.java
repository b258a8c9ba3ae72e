package org.concretescore.examples.example;

import java.io.IOException;
import java.nio.file.*;
import java.util.Arrays;
import org.concretescore.core.data.*;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.model.*;
import org.concretescore.nn.train.*;

/**
 * Shows the progress of a training, stops it, and resumes it from its checkpoint: the result is that of an undisturbed
 * one.
 */
public final class StopAndResume {
    public static void main(String[] arguments) throws IOException {
        Dataset data = Dataset.of(new int[][] {{0, 0, 1}, {1, 1, 0}, {1, 2, 1}, {2, 2, 2}});
        NetworkSpec spec = NetworkSpec.energy(Graphs.hamming(data.space()));
        RandomStreams streams = new RandomStreams(1);
        Trainer trainer = Trainer.of(TrainerOptions.defaults().withSteps(300).withValidateEvery(100));
        Path file = Files.createTempDirectory("training").resolve("checkpoint");

        TrainingListener stops = new TrainingListener() {
            @Override
            public void step(int step, int steps, double loss) {
                if (step % 100 == 0) {
                    System.out.printf("step %d of %d, loss %.3f%n", step, steps, loss);
                }
                if (step == 150) {
                    Thread.currentThread().interrupt(); // another thread would interrupt this one
                }
            }
        };
        TrainingResult<NeuralModel> part = trainer.withCheckpoint(new Checkpoint(file, 100, false))
                .withListener(stops)
                .fit(spec, Objectives.csm(), data, streams);
        System.out.println("stopped after " + part.steps() + ": " + Thread.interrupted());

        TrainingResult<NeuralModel> resumed =
                trainer.withCheckpoint(new Checkpoint(file, 100, true)).fit(spec, Objectives.csm(), data, streams);
        TrainingResult<NeuralModel> whole = trainer.fit(spec, Objectives.csm(), data, streams);
        System.out.println("the same parameters: "
                + Arrays.equals(resumed.model().parameters(), whole.model().parameters()));
    }
}
