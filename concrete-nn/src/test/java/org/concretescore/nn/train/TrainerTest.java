package org.concretescore.nn.train;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.objective.Csm;
import org.concretescore.core.objective.EdgeBatch;
import org.concretescore.core.objective.EdgeObjective;
import org.concretescore.core.objective.Likelihood;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.objective.RatioMatching;
import org.concretescore.core.objective.Tail;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.model.EnergyNetwork;
import org.concretescore.nn.model.Family;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.UNet;
import org.concretescore.nn.plan.ScoreNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class TrainerTest {
    /**
     * On one thread: for so small networks, threads wait for each other longer than they work. The result is the same.
     */
    private static final TrainerOptions QUICK = TrainerOptions.defaults()
            .withSteps(2500)
            .withLearningRate(5e-3)
            .withShard(32)
            .withThreads(1);

    /** A pmf as data: one weighted row a state. */
    private static Dataset population(ExactDistribution p) {
        StateSpace space = p.space();
        int n = (int) space.size();
        int[] states = new int[n * space.dimension()];
        for (int rank = 0; rank < n; rank++) {
            space.unrank(rank, states, rank * space.dimension());
        }
        return Dataset.of(Schema.of(space), states, p.probabilities());
    }

    private static final ExactDistribution P = ExactDistribution.of(StateSpace.of(3, 3), 5, 1, 2, 0.5, 3, 1, 1, 4, 0.3);

    private static double klOf(TrainingResult<NeuralModel> result) {
        try (NeuralModel model = result.model()) {
            ExactDistribution q = model instanceof EnergyNetwork energy
                    ? ExactDistribution.of(energy)
                    : ExactDistribution.ofScores(model.score());
            return P.kl(q);
        }
    }

    private static NetworkSpec spec(Family kind, Neighborhood graph) {
        NetworkSpec spec = kind == Family.FREE ? NetworkSpec.mlp(graph) : NetworkSpec.energy(graph);
        return spec.withArchitecture(Mlp.of(32)).withEncoding(Encoding.CATEGORY);
    }

    @ParameterizedTest
    @CsvSource({
        "FREE,csm,LOG_RATIO,cycle-forward",
        "FREE,csm,SCORE,grid",
        "FREE,ratio,LOG_RATIO,star",
        "TIED,csm,LOG_RATIO,tree",
        "TIED,ratio,LOG_RATIO,hamming"
    })
    void learnsAPopulation(Family kind, String objective, Unit head, String graph) {
        NetworkSpec spec = spec(kind, Graphs.parse(graph, P.space())).withHead(head);
        TrainingResult<NeuralModel> result = Trainer.of(QUICK)
                .fit(spec, Objectives.parse(objective, head, ObjectiveOptions.defaults()), population(P), STREAMS);
        assertFalse(result.diverged());
        double kl = klOf(result);
        assertTrue(kl < 1e-4, "KL " + kl);
    }

    @Test
    void learnsFromSamplesByOneNeighbor() {
        int[] states = P.sample(20_000, STREAMS.stream("data"));
        Dataset data = Dataset.of(Schema.of(P.space()), states, 20_000);
        NetworkSpec spec = spec(Family.TIED, Graphs.hamming(P.space()));
        TrainingResult<NeuralModel> result = Trainer.of(QUICK.withBatch(8).withValidateEvery(100))
                .withValidation(data)
                .fit(spec, Objectives.parse("csm-mc", Unit.LOG_RATIO, ObjectiveOptions.defaults()), data, STREAMS);
        double kl = klOf(result);
        assertTrue(kl < 5e-3, "KL " + kl);
        assertTrue(result.curve().size() > 1 && result.validation() > 0);
    }

    /** Notes the next number of the stream that edges are drawn from. */
    private record Noting(Objective objective, List<Long> numbers) implements Objective {
        @Override
        public String name() {
            return objective.name();
        }

        @Override
        public Unit unit() {
            return objective.unit();
        }

        @Override
        public void select(
                EdgeBatch edges, int[] states, int from, int count, double[] weights, UniformRandomProvider random) {
            numbers.add(random.nextLong());
            objective.select(edges, states, from, count, weights, random);
        }

        @Override
        public double lossAndGradient(EdgeBatch edges, double[] values, double[] gradient) {
            return objective.lossAndGradient(edges, values, gradient);
        }

        @Override
        public int statesPerRow(Neighborhood graph, boolean tied) {
            return objective.statesPerRow(graph, tied);
        }
    }

    @Test
    void everyStepDrawsEdgesOfItsOwn() {
        List<Long> numbers = new ArrayList<>();
        Objective objective = Objectives.parse("csm-mc", Unit.LOG_RATIO, ObjectiveOptions.defaults());
        parametersAfter(
                QUICK.withSteps(20), spec(Family.TIED, Graphs.hamming(P.space())), new Noting(objective, numbers));
        assertEquals(20 * 9, numbers.size());
        assertEquals(20 * 9, numbers.stream().distinct().count());
    }

    /** A step's loss is that of all its rows, however many of them a plan takes at once. */
    @ParameterizedTest
    @CsvSource({"FREE", "TIED"})
    void shardsLeaveNoRowOut(Family kind) {
        Neighborhood graph = Graphs.cycleForward(StateSpace.of(5, 5));
        int[] states = new int[40];
        Arrays.setAll(states, i -> (i * i + i / 3) % 5);
        List<double[]> losses = new ArrayList<>();
        for (int shard : new int[] {9, 64}) {
            double[] ofSteps = new double[4];
            Trainer.of(QUICK.withSteps(4).withBatch(20).withShard(shard))
                    .withListener(new TrainingListener() {
                        @Override
                        public void step(int step, int steps, double loss) {
                            ofSteps[step - 1] = loss;
                        }
                    })
                    .fit(
                            spec(kind, graph),
                            Objectives.parse("csm", Unit.LOG_RATIO, ObjectiveOptions.defaults()),
                            Dataset.of(Schema.of(graph.space()), states, 20),
                            STREAMS);
            losses.add(ofSteps);
        }
        // A new network answers 0, and so is its loss.
        double size = Math.abs(losses.get(1)[3]);
        assertTrue(size > 1e-3, "loss " + size);
        assertArrayEquals(losses.get(1), losses.get(0), 0.02 * size);
    }

    @Test
    void theNumberOfThreadsChangesNothing() {
        int[] states = P.sample(500, STREAMS.stream("data"));
        Dataset data = Dataset.of(Schema.of(P.space()), states, 500);
        NetworkSpec spec = spec(Family.TIED, Graphs.hamming(P.space()));
        // Mini-batches of 8 distinct rows would be the whole space: take more columns' worth of shards.
        TrainerOptions options = QUICK.withSteps(60).withBatch(8).withShard(5);
        float[][] parameters = new float[3][];
        int[] threads = {1, 2, 3};
        for (int i = 0; i < threads.length; i++) {
            TrainingResult<NeuralModel> result = Trainer.of(options.withThreads(threads[i]))
                    .withValidation(data)
                    .fit(spec, Objectives.parse("ratio", Unit.LOG_RATIO, ObjectiveOptions.defaults()), data, STREAMS);
            try (NeuralModel model = result.model()) {
                parameters[i] = model.parameters();
            }
        }
        assertArrayEquals(parameters[0], parameters[1]);
        assertArrayEquals(parameters[0], parameters[2]);
        TrainingResult<NeuralModel> other = Trainer.of(options)
                .withValidation(data)
                .fit(
                        spec,
                        Objectives.parse("ratio", Unit.LOG_RATIO, ObjectiveOptions.defaults()),
                        data,
                        new RandomStreams(STREAMS.seed() + 1));
        assertNotEquals(
                Arrays.hashCode(parameters[0]), Arrays.hashCode(other.model().parameters()));
    }

    @Test
    void divergenceStopsWithGoodParameters() {
        // State 8 was never seen: without a tail, CSM has no minimum.
        ExactDistribution gap = ExactDistribution.of(P.space(), 5, 1, 2, 0.5, 3, 1, 1, 4, 0);
        NetworkSpec spec = spec(Family.TIED, Graphs.hamming(P.space()));
        TrainingResult<NeuralModel> result = Trainer.of(QUICK.withSteps(20_000)
                        .withLearningRate(0.1)
                        .withDecay(Decay.CONSTANT)
                        .withAveraging(0)
                        .withValidateEvery(10))
                .fit(spec, EdgeObjective.full(new Csm(Unit.LOG_RATIO)), population(gap), STREAMS);
        assertTrue(result.diverged());
        assertTrue(result.steps() < 20_000);
        try (NeuralModel model = result.model()) {
            for (float parameter : model.parameters()) {
                assertTrue(Float.isFinite(parameter));
            }
        }
    }

    /** A step can leave the floats with a loss and a gradient that were numbers, and be the last one. */
    @Test
    void aLastStepThatDivergesIsNotKept() {
        NetworkSpec spec = spec(Family.TIED, Graphs.hamming(P.space()));
        TrainerOptions one =
                QUICK.withSteps(1).withLearningRate(1e30).withWeightDecay(1e30).withAveraging(0);
        Objective ratio = Objectives.parse("ratio", Unit.LOG_RATIO, ObjectiveOptions.defaults());
        TrainingResult<NeuralModel> result = Trainer.of(one).fit(spec, ratio, population(P), STREAMS);
        assertTrue(result.diverged());
        assertEquals(0, result.bestStep());
        result.model().close();
    }

    @Test
    void patienceStopsEarlyAndKeepsTheBest() {
        // Validation data from another distribution: training soon moves away from it.
        Dataset other = population(ExactDistribution.of(P.space(), 1, 5, 1, 5, 1, 5, 1, 1, 5));
        NetworkSpec spec = spec(Family.TIED, Graphs.hamming(P.space()));
        TrainingResult<NeuralModel> result = Trainer.of(
                        QUICK.withValidateEvery(20).withPatience(3))
                .withValidation(other)
                .fit(
                        spec,
                        Objectives.parse("ratio", Unit.LOG_RATIO, ObjectiveOptions.defaults()),
                        population(P),
                        STREAMS);
        assertTrue(result.steps() < 2500, "stopped at " + result.steps());
        assertEquals(result.steps() - 60, result.bestStep());
    }

    static Stream<NetworkSpec> tiny() {
        Neighborhood graph = Graphs.union(Graphs.tree(P.space()), Graphs.cycleForward(P.space()));
        Neighborhood image = Graphs.hamming(StateSpace.binary(4));
        UNet unet = new UNet(2, 2, 1, List.of(2, 2), Activation.TANH, 0, false);
        return Stream.of(
                spec(Family.FREE, graph).withArchitecture(Mlp.of(6)),
                spec(Family.TIED, graph).withArchitecture(Mlp.of(6)),
                NetworkSpec.made(graph).withArchitecture(Made.of(6).withActivation(Activation.TANH)),
                NetworkSpec.unet(image, unet),
                NetworkSpec.unet(image, unet).withFamily(Family.TIED));
    }

    @ParameterizedTest
    @MethodSource("tiny")
    void theGradientOfAStepEqualsFiniteDifferences(NetworkSpec spec) {
        float[] parameters = spec.network().initialParameters(STREAMS.stream("p"));
        var random = STREAMS.stream("noise");
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += random.nextFloat() - 0.5f;
        }
        StateSpace space = spec.graph().space();
        int rows = (int) space.size();
        Dataset data = population(
                ExactDistribution.of(space, random.doubles(rows, 0.5, 2).toArray()));
        List<Objective> objectives = new ArrayList<>(List.of(
                EdgeObjective.full(new RatioMatching()), EdgeObjective.full(Tail.of(new Csm(Unit.LOG_RATIO), 0.7))));
        if (spec.family() == Family.NORMALISED) {
            objectives.add(new Likelihood());
        }
        for (Objective objective : objectives) {
            try (ScoreNetwork network = spec.network().open()) {
                Lane lane = new Lane(spec, network, 32);
                network.setParameters(parameters);
                assertEquals(rows, lane.fill(objective, data.states(), 0, rows, data.weights(), random));
                lane.run(true);
                float[] gradient = new float[parameters.length];
                lane.addGradient(0, gradient.length, gradient);
                for (int i = 0; i < parameters.length; i++) {
                    double difference = 0;
                    for (int sign = -1; sign <= 1; sign += 2) {
                        float[] moved = parameters.clone();
                        moved[i] += sign * 4e-3f;
                        network.setParameters(moved);
                        lane.run(false);
                        difference += sign * lane.loss();
                    }
                    assertEquals(
                            difference / 8e-3,
                            gradient[i],
                            2e-3 * (1 + Math.abs(gradient[i])),
                            objective.name() + ", parameter " + i);
                }
            }
        }
    }

    @Test
    void weightDecayShrinksTheParametersBesideAdamsStep() {
        NetworkSpec spec = spec(Family.TIED, Graphs.hamming(P.space()));
        float[] initial = spec.network().initialParameters(STREAMS.stream("parameters"));
        Objective ratio = Objectives.parse("ratio", Unit.LOG_RATIO, ObjectiveOptions.defaults());
        TrainerOptions one = QUICK.withSteps(1).withAveraging(0).withLearningRate(0.1);
        float[] plain = parametersAfter(one, spec, ratio);
        float[] shrunk = parametersAfter(one.withWeightDecay(0.5), spec, ratio);
        for (int i = 0; i < initial.length; i++) {
            // The first step's learning rate is the whole one: 0.1 x 0.5 of the parameter goes.
            assertEquals(plain[i] - 0.05f * initial[i], shrunk[i], 1e-6f, "parameter " + i);
        }
        assertMessage(
                "weight decay must be at least 0 and finite as a float, was -1.0", () -> QUICK.withWeightDecay(-1));
        assertMessage(
                "weight decay must be at least 0 and finite as a float, was NaN",
                () -> QUICK.withWeightDecay(Double.NaN));
    }

    private static float[] parametersAfter(TrainerOptions options, NetworkSpec spec, Objective objective) {
        TrainingResult<NeuralModel> result = Trainer.of(options).fit(spec, objective, population(P), STREAMS);
        try (NeuralModel model = result.model()) {
            return model.parameters();
        }
    }

    /** Everything that a tied model can be trained by leads to the true distribution. */
    @ParameterizedTest
    @CsvSource({
        "score-entropy,0",
        "logistic,0",
        "mpf,0",
        "pseudo-likelihood,0",
        "marginal,0",
        "energy-discrepancy,5e-3",
        "score-entropy-mc,1e-3",
        "pseudo-likelihood-mc,1e-3"
    })
    void everyObjectiveLearnsAPopulation(String objective, double noise) {
        NetworkSpec spec = spec(Family.TIED, Graphs.hamming(P.space()));
        ObjectiveOptions options = ObjectiveOptions.defaults().withNegatives(8);
        if (objective.equals("energy-discrepancy")) {
            options = options.withNoise(Noise.uniform(0.5), Noise.uniform(1));
        }
        TrainingResult<NeuralModel> result = Trainer.of(QUICK)
                .fit(spec, Objectives.parse(objective, Unit.LOG_RATIO, options), population(P), STREAMS);
        double kl = klOf(result);
        assertTrue(kl < 1e-4 + noise, "KL " + kl);
    }

    /** A network that reads the noise level has learned the noisy distribution of each. */
    @ParameterizedTest
    @CsvSource({"FREE", "TIED"})
    void aNetworkLearnsSeveralNoiseLevels(Family kind) {
        Neighborhood graph = Graphs.grid(P.space());
        NetworkSpec spec = spec(kind, graph).withArchitecture(Mlp.of(48).withNoiseLevel(true));
        Noise little = Noise.uniform(0.1);
        Noise much = Noise.uniform(0.8);
        double apart = little.on(P.space()).noisy(P).kl(much.on(P.space()).noisy(P));
        Objective objective = Objectives.parse(
                "ratio", Unit.LOG_RATIO, ObjectiveOptions.defaults().withNoise(little, much));
        Dataset data = population(P);
        TrainingResult<NeuralModel> result = Trainer.of(
                        QUICK.withSteps(1500).withValidateEvery(500).withShard(16))
                .withValidation(data)
                .fit(spec, objective, data, STREAMS);
        try (NeuralModel model = result.model()) {
            for (Noise level : List.of(little, much)) {
                ExactDistribution noisy = level.on(P.space()).noisy(P);
                double kl = noisy.kl(ExactDistribution.ofScores(model.score(level.level())));
                assertTrue(kl < apart / 8, () -> level + ": KL " + kl + ", the levels are apart by " + apart);
            }
        }
    }

    /** The criterion of a raw head is that of its log ratios: the same as of a tabulated score. */
    @Test
    void theCriterionOfARawHeadIsOnLogRatios() {
        Neighborhood graph = Graphs.grid(P.space());
        NetworkSpec spec = spec(Family.FREE, graph).withHead(Unit.SCORE);
        Dataset data = population(P);
        TrainingResult<NeuralModel> result = Trainer.of(
                        QUICK.withSteps(300).withPatience(0).withAveraging(0))
                .withValidation(data)
                .fit(spec, Objectives.parse("csm", Unit.SCORE, ObjectiveOptions.defaults()), data, STREAMS);
        try (NeuralModel model = result.model()) {
            double[] logRatios = new double[9 * graph.slots()];
            model.score().logRatios(data.states(), 9, logRatios);
            double expected = 0;
            int[] y = new int[2];
            RatioMatching loss = new RatioMatching();
            for (int x = 0; x < 9; x++) {
                for (int slot = 0; slot < graph.slots(); slot++) {
                    if (graph.neighbor(data.states(), 2 * x, slot, y, 0)) {
                        double value = logRatios[x * graph.slots() + slot];
                        expected += P.probability(x) * loss.out(value)
                                + P.probability((int) P.space().rank(y, 0)) * loss.in(value);
                    }
                }
            }
            assertEquals(expected, result.validation(), 1e-6);
        }
    }

    @Test
    void refusesWhatAModelCanNotAnswer() {
        NetworkSpec free = spec(Family.FREE, Graphs.hamming(P.space()));
        ObjectiveOptions options = ObjectiveOptions.defaults();
        ObjectiveOptions one = options.withNoise(Noise.uniform(0.1));
        assertMessage(
                "use energy or made, or the objective logistic",
                () -> Trainer.requireFit(free, Objectives.parse("pseudo-likelihood-mc", Unit.LOG_RATIO, options)));
        assertMessage(
                "use energy or made, or the objective csm",
                () -> Trainer.requireFit(free, Objectives.parse("marginal", Unit.LOG_RATIO, options)));
        assertMessage(
                "compares states that are not neighbors",
                () -> Trainer.requireFit(free, Objectives.parse("energy-discrepancy", Unit.LOG_RATIO, one)));
        ObjectiveOptions two = options.withNoise(Noise.uniform(0.1), Noise.uniform(0.2));
        assertMessage(
                "has 2 noise levels, which the network does not read",
                () -> Trainer.requireFit(free, Objectives.parse("dcsm", Unit.LOG_RATIO, two)));
        NetworkSpec reading = free.withArchitecture(Mlp.of(4).withNoiseLevel(true));
        assertMessage(
                "has one noise level, but the network reads one",
                () -> Trainer.requireFit(reading, Objectives.parse("dcsm", Unit.LOG_RATIO, one)));
        assertMessage(
                "on the graph unmask alone, not on hamming",
                () -> Trainer.requireFit(
                        free, Objectives.parse("dcsm", Unit.LOG_RATIO, options.withNoise(Noise.absorbing(0.3)))));
    }

    @Test
    void refusesANetworkThatReadsANoiseLevel() {
        Neighborhood graph = Graphs.hamming(StateSpace.binary(16));
        NetworkSpec spec = NetworkSpec.unet(graph, new UNet(4, 4, 1, List.of(2), Activation.TANH, 0, true));
        Dataset data = Dataset.of(Schema.of(graph.space()), new int[32], 2);
        Objective sampled = Objectives.parse("csm-mc", Unit.LOG_RATIO, ObjectiveOptions.defaults());
        assertMessage("has no noise levels", () -> Trainer.of(QUICK).fit(spec, sampled, data, STREAMS));
    }

    @Test
    void refusals() {
        NetworkSpec spec = spec(Family.FREE, Graphs.grid(P.space()));
        Dataset data = population(P);
        Objective ratio = Objectives.parse("ratio", Unit.LOG_RATIO, ObjectiveOptions.defaults());
        Trainer trainer = Trainer.of(QUICK);
        Dataset wrong = population(ExactDistribution.of(StateSpace.of(9), new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1}));
        assertMessage("training data is on StateSpace[9]", () -> trainer.fit(spec, ratio, wrong, STREAMS));
        assertMessage("defined on log ratios", () -> trainer.fit(spec.withHead(Unit.SCORE), ratio, data, STREAMS));
        NetworkSpec apart = spec(Family.FREE, Graphs.edges(P.space(), new int[] {0, 1}, new int[] {2, 3}));
        assertMessage("weakly connected", () -> trainer.fit(apart, ratio, data, STREAMS));
        StateSpace wide = StateSpace.of(100_000);
        Dataset two = Dataset.of(Schema.of(wide), new int[] {3, 99_999}, 2);
        assertMessage(
                ", one sampled neighbor, or the energy model",
                () -> trainer.fit(spec(Family.FREE, Graphs.hamming(wide)), ratio, two, STREAMS));
        StateSpace bits = StateSpace.binary(100_000);
        Dataset row = Dataset.of(Schema.of(bits), new int[100_000], 1);
        String tied = assertThrows(
                        IllegalArgumentException.class,
                        () -> trainer.fit(spec(Family.TIED, Graphs.hamming(bits)), ratio, row, STREAMS))
                .getMessage();
        assertTrue(tied.endsWith(" or one sampled neighbor"), tied);
        assertMessage("steps must be at least 1, was 0", () -> QUICK.withSteps(0));
        assertMessage(
                "learning rate must be above 0 and finite as a float, was NaN",
                () -> QUICK.withLearningRate(Double.NaN));
        assertMessage("was 1.0E300", () -> QUICK.withLearningRate(1e300));
        assertMessage("averaging must be at least 0 and below 1, was 1.0", () -> QUICK.withAveraging(1));
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
