package org.concretescore.core.objective;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.TestDistributions;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.graph.NeighborhoodContract;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exact tests of the objectives, on every graph, for every loss, with free and tied models. */
final class EdgeObjectiveTest {
    private final UniformRandomProvider random = STREAMS.stream("objectives");

    private double[] pmf(Neighborhood graph) {
        return TestDistributions.random(graph.space(), 1, random).probabilities();
    }

    private double[] theta(TableModel model) {
        // Many of these are beyond a tail at 0.5, some beyond one at 2.
        return TestDistributions.normals(model.parameters(), 1.3, random);
    }

    private static void assertAllClose(double[] expected, double[] actual, double relative, String what) {
        double scale = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(0));
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], relative * scale, what + ", parameter " + i);
        }
    }

    private static void assertClose(double expected, double actual, double relative, String what) {
        assertEquals(expected, actual, relative * Math.max(1, Math.abs(expected)), what);
    }

    @ParameterizedTest
    @MethodSource("org.concretescore.core.graph.TestGraphs#small")
    void theFullFormIsTheExpectationByTheBook(Neighborhood graph) {
        for (ByTheBook book : ByTheBook.all()) {
            TableModel.on(graph, book.loss().unit()).forEach(model -> {
                double[] p = pmf(graph);
                double[] theta = theta(model);
                double expected = book.population(model, theta, p);
                double loss = model.population(EdgeObjective.full(book.loss()), theta, p)
                        .loss();
                assertClose(expected, loss, 1e-9, model + ", " + book.loss());
            });
        }
    }

    /** Theorem 3: equations 4 and 5 differ by a constant, which is the mean square of the true score. */
    @ParameterizedTest
    @MethodSource("org.concretescore.core.graph.TestGraphs#all")
    void equation5IsEquation4(Neighborhood graph) {
        for (EdgeLoss loss : List.of(new Csm(Unit.SCORE), ByTheBook.CSM)) {
            TableModel.on(graph, loss.unit()).forEach(model -> {
                double[] p = pmf(graph);
                for (int trial = 0; trial < 3; trial++) {
                    double[] theta = theta(model);
                    double equation4 = 0;
                    double constant = 0;
                    for (NeighborhoodContract.Edge e : NeighborhoodContract.edges(graph)) {
                        double value = model.answer(theta, e.source(), e.slot(), e.target());
                        double score = loss.unit() == Unit.SCORE ? value : Math.exp(value) - 1;
                        double truth = p[e.target()] / p[e.source()] - 1;
                        equation4 += p[e.source()] * (score - truth) * (score - truth);
                        constant += p[e.source()] * truth * truth;
                    }
                    double equation5 =
                            model.population(EdgeObjective.full(loss), theta, p).loss();
                    assertEquals(equation4 - constant, equation5, 1e-12 * (equation4 + constant + 1), () -> "" + model);
                }
            });
        }
    }

    /** Algorithms 1 and 2, over everything that can be drawn: value and gradient, for each row and so for every p. */
    @ParameterizedTest
    @MethodSource("org.concretescore.core.graph.TestGraphs#small")
    void theSampledFormIsUnbiased(Neighborhood graph) {
        for (int neighbors : new int[] {1, 2, 7}) {
            theSampledFormIsUnbiased(graph, neighbors);
        }
    }

    private void theSampledFormIsUnbiased(Neighborhood graph, int neighbors) {
        // Few losses where many courses of draws have to be gone through.
        List<EdgeLoss> losses = neighbors == 1 ? ByTheBook.losses() : List.of(ByTheBook.CSM, new RatioMatching());
        for (EdgeLoss loss : losses) {
            TableModel.on(graph, loss.unit()).forEach(model -> {
                int[] states = TestDistributions.states(graph.space());
                double[] weights = pmf(graph);
                double[] theta = theta(model);
                for (int row = 0; row < weights.length; row++) {
                    EnumeratedRandom draws = new EnumeratedRandom();
                    double probability = 0;
                    double loss1 = 0;
                    double[] gradient = new double[model.parameters()];
                    do {
                        TableModel.Result result = model.lossAndGradient(
                                EdgeObjective.sampled(loss, neighbors), theta, states, row, 1, weights, draws);
                        probability += draws.probability();
                        loss1 += draws.probability() * result.loss();
                        for (int i = 0; i < gradient.length; i++) {
                            gradient[i] += draws.probability() * result.gradient()[i];
                        }
                    } while (draws.next());
                    String what = model + ", " + loss + ", row " + row;
                    TableModel.Result full =
                            model.lossAndGradient(EdgeObjective.full(loss), theta, states, row, 1, weights, null);
                    assertClose(1, probability, 1e-13, what);
                    assertClose(full.loss(), loss1, 1e-12, what);
                    assertAllClose(full.gradient(), gradient, 1e-12, what);
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("org.concretescore.core.graph.TestGraphs#small")
    void gradientsAreFiniteDifferences(Neighborhood graph) {
        double h = 1e-5;
        for (EdgeLoss loss : ByTheBook.losses()) {
            EdgeObjective objective = EdgeObjective.full(loss);
            TableModel.on(graph, loss.unit()).forEach(model -> {
                double[] p = pmf(graph);
                double[] theta = theta(model);
                double[] expected = new double[theta.length];
                for (int i = 0; i < theta.length; i++) {
                    double center = theta[i];
                    theta[i] = center + h;
                    double above = model.population(objective, theta, p).loss();
                    theta[i] = center - h;
                    double below = model.population(objective, theta, p).loss();
                    theta[i] = center;
                    expected[i] = (above - below) / (2 * h);
                }
                double[] actual = model.population(objective, theta, p).gradient();
                assertAllClose(expected, actual, 1e-6, model + ", " + loss);
            });
        }
    }

    /** A minibatch of one draw a row is unbiased, too, and the rows are independent of each other. */
    @ParameterizedTest
    @MethodSource("org.concretescore.core.graph.TestGraphs#small")
    void aSampledBatchIsTheSumOfItsRows(Neighborhood graph) {
        TableModel model = new TableModel(graph, true);
        EdgeObjective objective = EdgeObjective.sampled(Tail.of(new Csm(Unit.LOG_RATIO), 2));
        int[] states = TestDistributions.states(graph.space());
        double[] weights = pmf(graph);
        double[] theta = theta(model);
        RandomStreams streams = STREAMS;
        UniformRandomProvider rows = streams.stream("rows");
        double sum = 0;
        for (int row = 0; row < weights.length; row++) {
            sum += model.lossAndGradient(objective, theta, states, row, 1, weights, rows)
                    .loss();
        }
        double batch = model.lossAndGradient(
                        objective, theta, states, 0, weights.length, weights, streams.stream("rows"))
                .loss();
        assertClose(sum, batch, 1e-13, model.toString());
    }

    @ParameterizedTest
    @MethodSource("org.concretescore.core.graph.TestGraphs#small")
    void aRowOfDoubleWeightIsTwoRows(Neighborhood graph) {
        int dimension = graph.space().dimension();
        int[] all = TestDistributions.states(graph.space());
        int n = all.length / dimension;
        // Rows: the last state, the first, and once more; the first of the array is not asked for.
        int[] thrice = new int[4 * dimension];
        System.arraycopy(all, (n - 1) * dimension, thrice, dimension, dimension);
        double[] doubled = {99, 0.2, 0.6};
        double[] single = {99, 0.2, 0.3, 0.3};
        for (EdgeLoss loss : ByTheBook.losses()) {
            TableModel.on(graph, loss.unit()).forEach(model -> {
                double[] theta = theta(model);
                EdgeObjective full = EdgeObjective.full(loss);
                TableModel.Result two = model.lossAndGradient(full, theta, thrice, 1, 2, doubled, null);
                TableModel.Result three = model.lossAndGradient(full, theta, thrice, 1, 3, single, null);
                assertClose(three.loss(), two.loss(), 1e-13, model + ", " + loss);
                assertAllClose(three.gradient(), two.gradient(), 1e-13, model + ", " + loss);
            });
        }
    }

    /** A network's buffers are made for {@code statesPerRow}: more may never come. */
    @ParameterizedTest
    @MethodSource("org.concretescore.core.graph.TestGraphs#all")
    void statesPerRowIsABound(Neighborhood graph) {
        int[] states = TestDistributions.states(graph.space());
        int n = (int) graph.space().size();
        double[] weights = new double[n];
        for (boolean withTargets : new boolean[] {false, true}) {
            EdgeBatch edges = new EdgeBatch(graph, withTargets);
            int mostOfFull = 0;
            for (int row = 0; row < n; row++) {
                EdgeObjective full = EdgeObjective.full(new RatioMatching());
                edges.clear();
                full.select(edges, states, row, 1, weights, null);
                mostOfFull = Math.max(mostOfFull, edges.stateCount());
                EdgeObjective sampled = EdgeObjective.sampled(new RatioMatching());
                EnumeratedRandom draws = new EnumeratedRandom();
                do {
                    edges.clear();
                    sampled.select(edges, states, row, 1, weights, draws);
                    assertTrue(
                            edges.stateCount() <= sampled.statesPerRow(graph, withTargets),
                            () -> "sampled on " + graph);
                } while (draws.next());
            }
            int bound = EdgeObjective.full(new RatioMatching()).statesPerRow(graph, withTargets);
            int most = mostOfFull;
            assertTrue(most <= bound, () -> most + " states, bound " + bound + " on " + graph);
            assertTrue(bound >= 1 && bound <= n);
        }
    }

    @Test
    void statesPerRowByHand() {
        EdgeObjective full = EdgeObjective.full(new RatioMatching());
        EdgeObjective sampled = EdgeObjective.sampled(new RatioMatching());
        Neighborhood flips = Graphs.hamming(StateSpace.binary(100));
        assertEquals(101, full.statesPerRow(flips, true));
        assertEquals(2, sampled.statesPerRow(flips, true));
        Neighborhood tree = Graphs.tree(StateSpace.binary(20));
        assertEquals(4, full.statesPerRow(tree, true));
        assertEquals(3, sampled.statesPerRow(tree, true));
    }

    /** On a symmetric graph one neighbor serves both terms; on a directed one an in-edge is drawn for itself. */
    @Test
    void whatIsDrawn() {
        StateSpace space = StateSpace.of(5);
        forEachDraw(Graphs.complete(space), 2, edges -> {
            assertEquals(1, edges.size());
            assertEquals(2, edges.stateCount());
            assertEquals(EdgeBatch.Role.MUTUAL, edges.role(0));
            assertEquals(4, edges.weight(0));
        });
        // The center of the star: no out-edge, four in-edges.
        forEachDraw(Graphs.star(space), 0, edges -> {
            assertEquals(1, edges.size());
            assertEquals(EdgeBatch.Role.IN, edges.role(0));
            assertEquals(4, edges.weight(0));
        });
        // A leaf: the edge to the center.
        forEachDraw(Graphs.star(space), 3, edges -> {
            assertEquals(1, edges.size());
            assertEquals(EdgeBatch.Role.OUT, edges.role(0));
            assertEquals(1, edges.weight(0));
        });
    }

    private static void forEachDraw(Neighborhood graph, int row, Consumer<EdgeBatch> check) {
        int[] states = TestDistributions.states(graph.space());
        double[] ones = new double[(int) graph.space().size()];
        Arrays.fill(ones, 1);
        EnumeratedRandom draws = new EnumeratedRandom();
        do {
            EdgeBatch edges = new EdgeBatch(graph, true);
            EdgeObjective.sampled(new RatioMatching()).select(edges, states, row, 1, ones, draws);
            check.accept(edges);
        } while (draws.next());
    }

    /** A number to hold on to: two states, p = (1/4, 3/4), a flip, and the true score 2 and -2/3. */
    @Test
    void csmOfTwoStatesByHand() {
        Neighborhood graph = Graphs.cycle(StateSpace.of(2));
        double[] p = ExactDistribution.of(graph.space(), 1, 3).probabilities();
        double[] scores = {2, -2.0 / 3};
        TableModel.Result result =
                new TableModel(graph, false).population(EdgeObjective.full(new Csm(Unit.SCORE)), scores, p);
        // Minus the mean square of the score: 1/4 * 4 + 3/4 * 4/9.
        assertEquals(-4.0 / 3, result.loss(), 1e-15);
        assertAllClose(new double[] {0, 0}, result.gradient(), 1e-15, "at the truth");
    }
}
