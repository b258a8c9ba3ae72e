package org.concretescore.core.objective;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.TestDistributions;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.graph.OwnGraph;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.noise.NoiseKernel;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** D-CSM and the denoising forms of the other losses, with the expectation over the noise taken by enumeration. */
final class DenoisingObjectiveTest {
    private static final StateSpace SPACE = StateSpace.of(3, 2);

    private final UniformRandomProvider random = STREAMS.stream("denoising");

    static List<Noise> positive() {
        return List.of(Noise.uniform(0.3), Noise.uniform(1), Noise.ordinal(0.4), Noise.cyclic(0.7));
    }

    private static List<Neighborhood> graphs() {
        return List.of(Graphs.hamming(SPACE), Graphs.grid(SPACE), Graphs.complete(SPACE), Graphs.tree(SPACE));
    }

    /** The loss and gradient of all clean and noisy states, each by its probability. */
    private static TableModel.Result population(
            DenoisingObjective objective, Noise noise, TableModel model, double[] theta, double[] p) {
        Neighborhood graph = model.graph();
        NoiseKernel kernel = noise.on(graph.space());
        int[] states = TestDistributions.states(graph.space());
        int dimension = graph.space().dimension();
        double loss = 0;
        double[] gradient = new double[model.parameters()];
        for (int x = 0; x < p.length; x++) {
            for (int y = 0; y < p.length; y++) {
                double weight = p[x] * Math.exp(kernel.logProbability(states, x * dimension, states, y * dimension));
                if (weight > 0) {
                    EdgeBatch edges = new EdgeBatch(graph, model.tied());
                    System.arraycopy(states, y * dimension, edges.noisy(), 0, dimension);
                    objective.addEdges(edges, kernel, states, x * dimension, weight, null);
                    TableModel.Result result = model.evaluate(objective, edges, theta);
                    loss += result.loss();
                    for (int i = 0; i < gradient.length; i++) {
                        gradient[i] += result.gradient()[i];
                    }
                }
            }
        }
        return new TableModel.Result(loss, gradient);
    }

    /** The minimum is the noisy distribution, of a tied model with every loss and every positive kernel. */
    @ParameterizedTest
    @MethodSource("positive")
    void theMinimumIsTheNoisyDistribution(Noise noise) {
        for (Neighborhood graph : graphs()) {
            for (EdgeLoss loss : ByTheBook.losses()) {
                if (loss.unit() == Unit.SCORE) {
                    continue;
                }
                ExactDistribution p = TestDistributions.random(SPACE, 0.7, random);
                TableModel model = new TableModel(graph, true);
                DenoisingObjective objective = DenoisingObjective.full(loss, List.of(noise));
                double[] start = TestDistributions.normals(model.parameters(), 0.2, random);
                double[] found = Descent.minimum(
                        theta -> population(objective, noise, model, theta, p.probabilities()),
                        start,
                        graph + ", " + objective);
                ExactDistribution noisy = noise.on(SPACE).noisy(p);
                assertEquals(0, noisy.kl(MinimiserTest.softmax(SPACE, found)), 1e-10, () -> graph + ", " + objective);
            }
        }
    }

    /** Of a free model with raw scores the objective is a quadratic, whose minimum is the noisy score. */
    @ParameterizedTest
    @MethodSource("positive")
    void theMinimumIsTheNoisyScore(Noise noise) {
        for (Neighborhood graph : graphs()) {
            ExactDistribution p = TestDistributions.random(SPACE, 1, random);
            TableModel model = new TableModel(graph, false);
            double[] scores = new double[model.parameters()];
            noise.on(SPACE).noisy(p).score(graph).scores(TestDistributions.states(SPACE), (int) SPACE.size(), scores);
            // Empty slots are asked for by nobody.
            double[] theta =
                    Arrays.stream(scores).map(c -> Double.isNaN(c) ? 0 : c).toArray();
            DenoisingObjective objective = DenoisingObjective.full(new Csm(Unit.SCORE), List.of(noise));
            double[] gradient = population(objective, noise, model, theta, p.probabilities())
                    .gradient();
            assertArrayEquals(new double[gradient.length], gradient, 1e-13, () -> graph + ", " + noise);
        }
    }

    /** Absorbing noise on the unmasking edges: the ratios of the noisy distribution, by a tied table. */
    @Test
    void absorbingNoiseOnUnmaskingEdges() {
        StateSpace space = StateSpace.of(3, 4);
        Neighborhood graph = Graphs.unmask(space);
        double[] weights = new double[12];
        for (int k = 0; k < weights.length; k++) {
            // The mask is no data: the last value of each coordinate.
            weights[k] = k / 4 == 2 || k % 4 == 3 ? 0 : 0.2 + random.nextDouble();
        }
        ExactDistribution p = ExactDistribution.of(space, weights);
        Noise noise = Noise.absorbing(0.4);
        ExactDistribution noisy = noise.on(space).noisy(p);
        for (EdgeLoss loss : List.of(ByTheBook.CSM, new ScoreEntropy(), new RatioMatching())) {
            TableModel model = new TableModel(graph, true);
            DenoisingObjective objective = DenoisingObjective.full(loss, List.of(noise));
            objective.requireGraph(graph);
            objective.requireGraph(new OwnGraph(graph, "mine"));
            double[] found = Descent.minimum(
                    theta -> population(objective, noise, model, theta, p.probabilities()),
                    new double[12],
                    "absorbing");
            assertEquals(0, noisy.kl(MinimiserTest.softmax(space, found)), 1e-10, loss::name);
        }
        String refusal = assertThrows(
                        IllegalArgumentException.class, () -> DenoisingObjective.full(ByTheBook.CSM, List.of(noise))
                                .requireGraph(Graphs.hamming(space)))
                .getMessage();
        assertTrue(refusal.contains("unmask") && refusal.contains("hamming"), refusal);
        assertThrows(IllegalArgumentException.class, () -> DenoisingObjective.full(ByTheBook.CSM, List.of(noise))
                .requireGraph(new OwnGraph(Graphs.hamming(space), "unmask")));
    }

    /** Triangular noise breaks the condition: its minimum is not the noisy distribution. By how much is in the docs. */
    @Test
    void triangularNoiseIsBiased() {
        StateSpace space = StateSpace.of(8);
        assertTrue(!Noise.triangular().on(space).isPositive());
        ExactDistribution p = ExactDistribution.of(space, 1, 2, 4, 8, 8, 4, 2, 1);
        Neighborhood graph = Graphs.grid(space);
        TableModel model = new TableModel(graph, true);
        DenoisingObjective objective = DenoisingObjective.full(ByTheBook.CSM, List.of(Noise.triangular()));
        double[] found = Descent.minimum(
                theta -> population(objective, Noise.triangular(), model, theta, p.probabilities()),
                new double[8],
                "triangular");
        ExactDistribution noisy = Noise.triangular().on(space).noisy(p);
        double bias = noisy.kl(MinimiserTest.softmax(space, found));
        // The figure of docs/objectives.md.
        assertEquals(0.043, bias, 0.0005);
    }

    @Test
    void gradientsAreFiniteDifferences() {
        Noise noise = Noise.uniform(0.4);
        for (Neighborhood graph : graphs()) {
            for (boolean tied : new boolean[] {false, true}) {
                for (EdgeLoss loss : ByTheBook.losses()) {
                    if (tied && loss.unit() == Unit.SCORE) {
                        continue;
                    }
                    TableModel model = new TableModel(graph, tied);
                    DenoisingObjective objective = DenoisingObjective.full(loss, List.of(noise));
                    double[] p = TestDistributions.random(SPACE, 1, random).probabilities();
                    double[] theta = TestDistributions.normals(model.parameters(), 0.8, random);
                    double[] gradient =
                            population(objective, noise, model, theta, p).gradient();
                    // A few parameters: a difference is a sum over all pairs of states.
                    for (int i = 0; i < theta.length; i += 1 + theta.length / 4) {
                        double center = theta[i];
                        theta[i] = center + 1e-5;
                        double above =
                                population(objective, noise, model, theta, p).loss();
                        theta[i] = center - 1e-5;
                        double below =
                                population(objective, noise, model, theta, p).loss();
                        theta[i] = center;
                        assertEquals((above - below) / 2e-5, gradient[i], 1e-6, model + ", " + loss);
                    }
                }
            }
        }
    }

    /** Given the noisy state, the sampled form's expectation is the full sum. */
    @Test
    void theSampledFormIsUnbiased() {
        NoiseKernel kernel = Noise.ordinal(0.5).on(SPACE);
        int[] states = TestDistributions.states(SPACE);
        for (Neighborhood graph : graphs()) {
            for (int neighbors : new int[] {1, 2}) {
                TableModel model = new TableModel(graph, true);
                double[] theta = TestDistributions.normals(model.parameters(), 0.8, random);
                DenoisingObjective full = DenoisingObjective.full(ByTheBook.CSM, List.of(Noise.ordinal(0.5)));
                DenoisingObjective sampled =
                        DenoisingObjective.sampled(ByTheBook.CSM, List.of(Noise.ordinal(0.5)), neighbors);
                for (int row = 0; row < 6; row++) {
                    EdgeBatch edges = new EdgeBatch(graph, true);
                    System.arraycopy(states, 2 * row, edges.noisy(), 0, 2);
                    full.addEdges(edges, kernel, states, 6, 0.7, null);
                    double expected = model.evaluate(full, edges, theta).loss();
                    double mean = 0;
                    EnumeratedRandom draws = new EnumeratedRandom();
                    do {
                        edges.clear();
                        sampled.addEdges(edges, kernel, states, 6, 0.7, draws);
                        mean += draws.probability()
                                * model.evaluate(sampled, edges, theta).loss();
                        assertTrue(edges.stateCount() <= sampled.statesPerRow(graph, true));
                    } while (draws.next());
                    assertEquals(expected, mean, 1e-12 * Math.max(1, Math.abs(expected)), graph::toString);
                }
            }
        }
    }

    /** Levels are drawn evenly, states carry them, and rows are perturbed by the kernel of their level. */
    @Test
    void levels() {
        StateSpace space = StateSpace.binary(1);
        Neighborhood graph = Graphs.hamming(space);
        List<Noise> noise = List.of(Noise.flips(0.5), Noise.flips(0.01));
        DenoisingObjective objective = DenoisingObjective.full(new RatioMatching(), noise);
        assertEquals(noise, objective.noise());
        assertEquals(noise, objective.criterion(true).noise());
        EdgeBatch edges = new EdgeBatch(graph, false);
        int n = 20_000;
        double[] ones = DoubleStream.generate(() -> 1).limit(n).toArray();
        objective.select(edges, new int[n], 0, n, ones, random);
        assertEquals(n, edges.size());
        assertEquals(1, objective.statesPerRow(graph, false));
        long[] flipped = new long[2];
        long[] count = new long[2];
        for (int e = 0; e < n; e++) {
            int state = edges.source(e);
            int which = edges.level(state) == 0.5 ? 0 : 1;
            assertEquals(which == 0 ? 0.5 : 0.01, edges.level(state));
            count[which]++;
            flipped[which] += edges.states()[state];
            // From the clean 0: q(1 - y|0)/q(y|0).
            double epsilon = edges.level(state);
            assertEquals(
                    edges.states()[state] == 0 ? epsilon / (1 - epsilon) : (1 - epsilon) / epsilon,
                    edges.ratio(e),
                    1e-12);
        }
        PearsonTest.of(count, new double[] {0.5, 0.5}).require("levels");
        PearsonTest.of(new long[] {count[0] - flipped[0], flipped[0]}, new double[] {0.5, 0.5})
                .require("flips at the level 0.5");
        PearsonTest.of(new long[] {count[1] - flipped[1], flipped[1]}, new double[] {0.99, 0.01})
                .require("flips at the level 0.01");
    }

    /** Rows are perturbed for themselves, and keep their weights. */
    @Test
    void rowsAndWeights() {
        StateSpace space = StateSpace.of(1000);
        int[] rows = {0, 500, 999};
        double[] weights = {0.5, 0.25, 2};
        EdgeBatch edges = new EdgeBatch(Graphs.cycle(space), false);
        DenoisingObjective.full(new RatioMatching(), List.of(Noise.ordinal(0.5)))
                .select(edges, rows, 1, 2, weights, random);
        assertEquals(4, edges.size());
        for (int e = 0; e < 4; e++) {
            int row = 1 + e / 2;
            assertEquals(weights[row], edges.weight(e));
            // A heat kernel of time 1/2 does not go 20 steps: less than 1e-20.
            assertEquals(rows[row], edges.states()[edges.source(e)], 20);
        }
    }

    /** The kernels that an objective remembers are those of the space that it is asked about. */
    @Test
    void oneObjectiveServesSeveralSpaces() {
        Noise noise = Noise.uniform(0.5);
        DenoisingObjective objective = DenoisingObjective.full(new ScoreEntropy(), List.of(noise));
        for (StateSpace space : List.of(StateSpace.of(5, 3), StateSpace.of(2, 4), StateSpace.of(5, 3))) {
            int[] row = new int[space.dimension()];
            EdgeBatch edges = new EdgeBatch(Graphs.hamming(space), true);
            objective.select(edges, row, 0, 1, new double[] {1}, random);
            for (int e = 0; e < edges.size(); e++) {
                int source = edges.source(e) * row.length;
                int target = edges.target(e) * row.length;
                double ratio = noise.on(space).ratio(row, 0, edges.states(), source, edges.states(), target);
                assertEquals(ratio, edges.ratio(e), 1e-12 * ratio);
            }
        }
    }

    @Test
    void levelsMustBeToldApart() {
        assertThrows(
                IllegalArgumentException.class,
                () -> DenoisingObjective.full(new RatioMatching(), List.of(Noise.triangular(), Noise.uniform(0.1))));
        assertThrows(
                IllegalArgumentException.class,
                () -> DenoisingObjective.full(new RatioMatching(), List.of(Noise.flips(0.1), Noise.uniform(0.1))));
    }

    @Test
    void withoutNoiseThereIsNoDenoising() {
        assertThrows(IllegalArgumentException.class, () -> DenoisingObjective.full(new RatioMatching(), List.of()));
        assertThrows(IllegalArgumentException.class, () -> DenoisingObjective.full(
                        new RatioMatching(), List.of(Noise.flips(0.1)))
                .requireGraph(Graphs.hamming(SPACE)));
    }
}
