package org.concretescore.core.objective;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.TestDistributions;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On every weakly connected graph the minimum of every objective over all tables is the true distribution. */
final class MinimiserTest {
    private static final double TOLERANCE = 1e-10;

    private final UniformRandomProvider random = STREAMS.stream("minimiser");

    @ParameterizedTest
    @MethodSource("org.concretescore.core.graph.TestGraphs#smallConnected")
    void freeTables(Neighborhood graph) {
        for (EdgeLoss loss : ByTheBook.losses()) {
            ExactDistribution p = TestDistributions.random(graph.space(), 1.5, random);
            double[] table = bisect(new TableModel(graph, false), loss, p.probabilities());
            if (loss.unit() == Unit.SCORE) {
                table = Arrays.stream(table).map(Math::log1p).toArray();
            }
            ExactDistribution found = ExactDistribution.ofScores(TableScore.of(graph, table));
            assertEquals(0, p.kl(found), TOLERANCE, () -> graph + ", " + loss);
        }
    }

    @ParameterizedTest
    @MethodSource("org.concretescore.core.graph.TestGraphs#smallConnected")
    void tiedTables(Neighborhood graph) {
        for (EdgeLoss loss : ByTheBook.losses()) {
            if (loss.unit() == Unit.LOG_RATIO) {
                ExactDistribution p = TestDistributions.random(graph.space(), 1, random);
                TableModel model = new TableModel(graph, true);
                double[] start = TestDistributions.normals(model.parameters(), 0.3, random);
                ExactDistribution found = softmax(graph.space(), descend(model, loss, p, start));
                assertEquals(0, p.kl(found), TOLERANCE, () -> graph + ", " + loss);
            }
        }
    }

    /** The original of ratio matching is wrong in the way that theory says: its minimum is q ~ p^(1/4). */
    @ParameterizedTest
    @MethodSource("org.concretescore.core.graph.TestGraphs#smallConnected")
    void theOriginalOfRatioMatchingFindsTheFourthRoot(Neighborhood graph) {
        ExactDistribution p = TestDistributions.random(graph.space(), 1.5, random);
        double[] fourthRoots =
                Arrays.stream(p.probabilities()).map(q -> Math.pow(q, 0.25)).toArray();
        ExactDistribution wrong = ExactDistribution.of(graph.space(), fourthRoots);
        double[] table = bisect(new TableModel(graph, false), new RatioOriginal(), p.probabilities());
        assertEquals(0, wrong.kl(ExactDistribution.ofScores(TableScore.of(graph, table))), TOLERANCE);
        TableModel model = new TableModel(graph, true);
        double[] start = new double[model.parameters()];
        ExactDistribution found = softmax(graph.space(), descend(model, new RatioOriginal(), p, start));
        assertEquals(0, wrong.kl(found), TOLERANCE);
        assertTrue(p.kl(found) > 1e-3 || graph.space().size() == 1, () -> graph + ", to the truth: " + p.kl(found));
    }

    /** That these tests can fail: without the linear term 2c of equation 5 the minimum is elsewhere, but not far. */
    @Test
    void aMissingLinearTermIsSeen() {
        Neighborhood graph = Graphs.complete(StateSpace.of(4));
        ExactDistribution p = ExactDistribution.of(graph.space(), 0.45, 0.3, 0.2, 0.05);
        EdgeLoss wrong = new EdgeLoss() {
            @Override
            public String name() {
                return "csm without its linear term";
            }

            @Override
            public Unit unit() {
                return Unit.LOG_RATIO;
            }

            @Override
            public double out(double l) {
                return ByTheBook.CSM.out(l) - 2 * Math.expm1(l);
            }

            @Override
            public double outSlope(double l) {
                return ByTheBook.CSM.outSlope(l) - 2 * Math.exp(l);
            }

            @Override
            public double in(double l) {
                return ByTheBook.CSM.in(l);
            }

            @Override
            public double inSlope(double l) {
                return ByTheBook.CSM.inSlope(l);
            }
        };
        TableModel model = new TableModel(graph, true);
        ExactDistribution found = softmax(graph.space(), descend(model, wrong, p, new double[4]));
        assertEquals(0.0028, p.kl(found), 0.00005);
        found = softmax(graph.space(), descend(model, ByTheBook.CSM, p, new double[4]));
        assertEquals(0, p.kl(found), TOLERANCE);
    }

    private static double[] descend(TableModel model, EdgeLoss loss, ExactDistribution p, double[] start) {
        EdgeObjective objective = EdgeObjective.full(loss);
        return Descent.minimum(
                theta -> model.population(objective, theta, p.probabilities()), start, model + ", " + loss);
    }

    static ExactDistribution softmax(StateSpace space, double[] logs) {
        return ExactDistribution.of(space, Arrays.stream(logs).map(Math::exp).toArray());
    }

    /** Every parameter of a free table has an edge to itself, whose loss has one minimum: bisect all slopes at once. */
    private static double[] bisect(TableModel model, EdgeLoss loss, double[] p) {
        double[] low = new double[model.parameters()];
        double[] high = new double[model.parameters()];
        double[] middle = new double[model.parameters()];
        Arrays.fill(low, loss.unit() == Unit.SCORE ? -1 : -25);
        Arrays.fill(high, loss.unit() == Unit.SCORE ? 1e9 : 25);
        for (int step = 0; step < 70; step++) {
            for (int i = 0; i < middle.length; i++) {
                middle[i] = (low[i] + high[i]) / 2;
            }
            double[] gradient =
                    model.population(EdgeObjective.full(loss), middle, p).gradient();
            for (int i = 0; i < middle.length; i++) {
                (gradient[i] > 0 ? high : low)[i] = middle[i];
            }
        }
        return middle;
    }
}
