package org.concretescore.nn.network;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedScores;
import org.concretescore.nn.model.EnergyNetwork;
import org.concretescore.nn.model.Family;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;
import org.concretescore.nn.train.Trainer;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingResult;
import org.junit.jupiter.api.function.Executable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.factory.Nd4j;

/** What every architecture has to do; the tests of adapters run it on theirs. */
public final class NetworkContract {
    public static final ExactDistribution P = ExactDistribution.of(StateSpace.of(3, 3), 5, 1, 2, 0.5, 3, 1, 1, 4, 0.3);
    /** Six inputs (unit vectors), and four slots for a free model. */
    public static final Neighborhood GRAPH = Graphs.hamming(P.space());

    public static final int INPUTS = 6;
    public static final int SLOTS = 4;

    private static final int BATCH = 5;

    private NetworkContract() {}

    public static NetworkSpec spec(Family family, Architecture architecture) {
        return new NetworkSpec(family, GRAPH, architecture, Encoding.CATEGORY, Unit.LOG_RATIO);
    }

    public static float[] uniform(String stream, int n) {
        UniformRandomProvider random = STREAMS.stream(stream);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }

    /** What a network answers: outputs, parameter gradients, input gradients. */
    public record Answers(float[] outputs, float[] gradients, float[] inputGradients) {
        public static Answers of(ScoreNetwork network, float[] parameters) {
            float[] rows = uniform("rows", BATCH * network.inputWidth());
            float[] seed = uniform("seed", BATCH * network.outputWidth());
            Answers answers = new Answers(
                    new float[BATCH * network.outputWidth()], new float[parameters.length], new float[rows.length]);
            network.setParameters(parameters);
            try (Plan training = network.plan(BATCH, Pass.TRAINING);
                    Plan input = network.plan(BATCH, Pass.INPUT_GRADIENT)) {
                training.forward(rows, BATCH, answers.outputs);
                // Plans may be used by turns.
                input.forward(rows, BATCH, new float[answers.outputs.length]);
                training.backward(seed, answers.gradients);
                input.inputGradients(seed, answers.inputGradients);
            }
            return answers;
        }
    }

    /** Both gradients against central differences along random directions, and the rules of {@link Plan}. */
    public static void gradients(Network description, float[] parameters) {
        gradients(description, parameters, true);
    }

    /** The same; whether plans run inside a workspace of the caller's, or refuse to. */
    public static void gradients(Network description, float[] parameters, boolean inWorkspaces) {
        try (ScoreNetwork network = description.open()) {
            assertEquals(description.parameterCount(), parameters.length);
            assertEquals(description.parameterCount(), network.parameterCount());
            Answers answers = Answers.of(network, parameters);
            float[] rows = uniform("rows", BATCH * network.inputWidth());
            for (int trial = 0; trial < 10; trial++) {
                float[] direction = uniform("direction" + trial, parameters.length);
                double expected = difference(network, parameters, direction, rows, new float[rows.length]);
                double slope = dot(direction, answers.gradients);
                assertEquals(expected, slope, 2e-2 * (1 + Math.abs(slope)), "parameters");
                float[] inputs = uniform("input" + trial, rows.length);
                expected = difference(network, parameters, new float[parameters.length], rows, inputs);
                slope = dot(inputs, answers.inputGradients);
                assertEquals(expected, slope, 2e-2 * (1 + Math.abs(slope)), "input");
            }
            rules(network, parameters, inWorkspaces);
        }
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static double difference(
            ScoreNetwork network, float[] parameters, float[] direction, float[] rows, float[] inputs) {
        double difference = 0;
        float[] outputs = new float[BATCH * network.outputWidth()];
        try (Plan plan = network.plan(BATCH, Pass.FORWARD)) {
            for (int sign = -1; sign <= 1; sign += 2) {
                network.setParameters(moved(parameters, sign, direction));
                plan.forward(moved(rows, sign, inputs), BATCH, outputs);
                difference += sign * dot(uniform("seed", outputs.length), outputs);
            }
        }
        return difference / 2e-3;
    }

    private static float[] moved(float[] from, int sign, float[] direction) {
        float[] moved = from.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += sign * 1e-3f * direction[i];
        }
        return moved;
    }

    private static void rules(ScoreNetwork network, float[] parameters, boolean inWorkspaces) {
        network.setParameters(parameters);
        int in = network.inputWidth();
        int out = network.outputWidth();
        float[] rows = uniform("rows", BATCH * in);
        float[] all = new float[BATCH * out];
        Plan plan = network.plan(BATCH, Pass.TRAINING);
        plan.forward(rows, BATCH, all);
        float[] part = new float[2 * out];
        plan.forward(rows, 2, part);
        assertArrayEquals(java.util.Arrays.copyOf(all, part.length), part, 1e-6f, "fewer rows");
        float[] gradients = new float[parameters.length];
        float[] seed = uniform("seed", all.length);
        plan.forward(rows, BATCH, all);
        plan.backward(seed, gradients);
        // In a workspace of the caller's, which is taken back afterwards, and again: gradients don't add up.
        float[] again = new float[parameters.length];
        WorkspaceConfiguration small =
                WorkspaceConfiguration.builder().initialSize(1 << 20).build();
        try (Plan inside = inWorkspace(small, network, rows, all, inWorkspaces)) {
            if (!inWorkspaces) {
                inside.forward(rows, BATCH, all);
            }
            plan.forward(rows, BATCH, all);
            inside.backward(seed, again);
        }
        assertArrayEquals(gradients, again, 1e-6f, "in a workspace");

        assertMessage("runs 5 rows, was given 6", () -> plan.forward(new float[6 * in], 6, new float[6 * out]));
        assertMessage("the input needs", () -> plan.forward(new float[in], BATCH, all));
        assertMessage("the output needs", () -> plan.forward(rows, BATCH, new float[out]));
        assertMessage("the output's gradient needs", () -> plan.backward(new float[1], gradients));
        assertMessage("the gradient needs", () -> plan.backward(seed, new float[1]));
        assertMessage("parameters, was given 1", () -> network.setParameters(new float[1]));
        float[] bad = parameters.clone();
        bad[1] = Float.NaN;
        assertMessage("parameter 1 is NaN", () -> network.setParameters(bad));
        assertMessage("batch must be at least 1, was 0", () -> network.plan(0, Pass.FORWARD));
        assertThrows(IllegalStateException.class, () -> plan.inputGradients(seed, new float[rows.length]));
        plan.close();
        plan.close();
        assertThrows(IllegalStateException.class, () -> plan.forward(rows, BATCH, all));
        Plan other = network.plan(BATCH, Pass.FORWARD);
        assertThrows(IllegalStateException.class, () -> other.backward(seed, gradients));
        network.close();
        network.close();
        assertThrows(IllegalStateException.class, () -> other.forward(rows, BATCH, all));
        assertThrows(IllegalStateException.class, () -> network.setParameters(parameters));
        assertThrows(IllegalStateException.class, () -> network.plan(2, Pass.FORWARD));
    }

    private static Plan inWorkspace(
            WorkspaceConfiguration small, ScoreNetwork network, float[] rows, float[] outputs, boolean runs) {
        try (MemoryWorkspace workspace = Nd4j.getWorkspaceManager().getAndActivateWorkspace(small, "CALLER")) {
            Plan plan = network.plan(BATCH, Pass.TRAINING);
            if (runs) {
                plan.forward(rows, BATCH, outputs);
            } else {
                assertThrows(IllegalStateException.class, () -> plan.forward(rows, BATCH, outputs));
            }
            // Written over, as the caller's next loop would.
            for (int i = 0; i < 20; i++) {
                Nd4j.valueArrayOf(new long[] {1000}, 7f);
            }
            assertTrue(workspace.isScopeActive());
            return plan;
        }
    }

    /** Two threads, each with a plan of the same network, for a while. */
    public static void twoThreads(Network description, float[] parameters) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (ScoreNetwork network = description.open()) {
            float[] expected = Answers.of(network, parameters).gradients;
            Future<?>[] done = new Future<?>[2];
            for (int i = 0; i < done.length; i++) {
                done[i] = threads.submit(() -> {
                    float[] rows = uniform("rows", BATCH * network.inputWidth());
                    float[] outputs = new float[BATCH * network.outputWidth()];
                    try (Plan plan = network.plan(BATCH, Pass.TRAINING)) {
                        for (int turn = 0; turn < 50; turn++) {
                            float[] gradients = new float[parameters.length];
                            plan.forward(rows, BATCH, outputs);
                            plan.backward(uniform("seed", outputs.length), gradients);
                            assertArrayEquals(expected, gradients);
                        }
                    }
                });
            }
            for (Future<?> one : done) {
                one.get(1, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Trains on all of {@link #P} by Concrete score matching, and returns the divergence from it. */
    public static double learn(Family family, Architecture architecture, TrainerOptions options) {
        StateSpace space = P.space();
        int[] states = new int[9 * 2];
        for (int rank = 0; rank < 9; rank++) {
            space.unrank(rank, states, rank * 2);
        }
        Dataset population = Dataset.of(Schema.of(space), states, P.probabilities());
        TrainingResult<NeuralModel> result = Trainer.of(options)
                .fit(
                        spec(family, architecture),
                        Objectives.parse("csm", Unit.LOG_RATIO, ObjectiveOptions.defaults()),
                        population,
                        STREAMS);
        assertFalse(result.diverged());
        try (NeuralModel model = result.model()) {
            return P.kl(
                    model instanceof EnergyNetwork energy
                            ? ExactDistribution.of(energy)
                            : ExactDistribution.ofScores(model.score()));
        }
    }

    public static void threadsChangeNothing(Architecture architecture) {
        int[] states = P.sample(500, STREAMS.stream("data"));
        Dataset data = Dataset.of(Schema.of(P.space()), states, 500);
        TrainerOptions options =
                TrainerOptions.defaults().withSteps(25).withBatch(8).withShard(5);
        float[][] parameters = new float[2][];
        for (int i = 0; i < 2; i++) {
            TrainingResult<NeuralModel> result = Trainer.of(options.withThreads(1 + 2 * i))
                    .fit(
                            spec(Family.TIED, architecture),
                            Objectives.parse("ratio", Unit.LOG_RATIO, ObjectiveOptions.defaults()),
                            data,
                            STREAMS);
            try (NeuralModel model = result.model()) {
                parameters[i] = model.parameters();
            }
        }
        assertArrayEquals(parameters[0], parameters[1]);
    }

    /** A model file needs nothing beside itself, and what it holds is what was saved. */
    public static void modelFile(Family family, Architecture architecture, float[] parameters, Path folder)
            throws IOException {
        Path file = folder.resolve("user.model");
        int[] states = {0, 0, 1, 2, 2, 1};
        try (NeuralModel model = spec(family, architecture).model(parameters)) {
            ModelFile.save(file, new SavedScores(model, Schema.of(P.space()), Map.of()));
            SavedScores saved = ModelFile.loadScores(file);
            assertEquals(architecture, saved.model().spec().architecture());
            assertEquals(
                    architecture.hashCode(), saved.model().spec().architecture().hashCode());
            assertArrayEquals(parameters, saved.model().parameters());
            UniformRandomProvider random = STREAMS.stream("initial");
            assertArrayEquals(
                    spec(family, architecture).network().initialParameters(STREAMS.stream("initial")),
                    saved.model().spec().network().initialParameters(random));
            double[] expected = new double[3 * SLOTS];
            double[] found = new double[3 * SLOTS];
            model.score().logRatios(states, 3, expected);
            saved.model().score().logRatios(states, 3, found);
            assertArrayEquals(expected, found);
            saved.model().close();
        }
    }

    public static void assertMessage(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
