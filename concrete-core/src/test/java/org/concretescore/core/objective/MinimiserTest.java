package org.concretescore.core.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.TestDistributions;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.graph.TestGraphs;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On every weakly connected graph the minimum of every objective over all tables is the true distribution. */
final class MinimiserTest {
    private static final double TOLERANCE = 1e-10;

    private final UniformRandomProvider random = new RandomStreams(TestGraphs.SEED).stream("minimiser");

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
                ExactDistribution found = softmax(graph.space(), descend(model, loss, p.probabilities(), start));
                assertEquals(0, p.kl(found), TOLERANCE, () -> graph + ", " + loss);
            }
        }
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
        ExactDistribution found = softmax(graph.space(), descend(model, wrong, p.probabilities(), new double[4]));
        assertEquals(0.0028, p.kl(found), 0.00005);
        found = softmax(graph.space(), descend(model, ByTheBook.CSM, p.probabilities(), new double[4]));
        assertEquals(0, p.kl(found), TOLERANCE);
    }

    private static ExactDistribution softmax(StateSpace space, double[] logs) {
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

    /** Levenberg's damped Newton steps, with differences of the gradient for the Hessian. */
    private static double[] descend(TableModel model, EdgeLoss loss, double[] p, double[] start) {
        EdgeObjective objective = EdgeObjective.full(loss);
        int n = start.length;
        double[] theta = start.clone();
        TableModel.Result at = model.population(objective, theta, p);
        double damping = 1;
        for (int step = 0; step < 500 && damping < 1e12; step++) {
            double[][] system = new double[n][n + 1];
            for (int i = 0; i < n; i++) {
                double[] moved = theta.clone();
                moved[i] += 1e-6;
                double[] gradient = model.population(objective, moved, p).gradient();
                for (int j = 0; j < n; j++) {
                    system[j][i] = (gradient[j] - at.gradient()[j]) / 1e-6;
                }
                system[i][i] += damping;
                system[i][n] = -at.gradient()[i];
            }
            double[] move = solve(system);
            double[] next = theta.clone();
            // Short steps: CSM is flat where log ratios are far too small, and a leap might end there.
            double shorten = Math.min(1, 0.5 / norm(move));
            for (int i = 0; i < n; i++) {
                next[i] += shorten * move[i];
            }
            TableModel.Result there = model.population(objective, next, p);
            // The last steps change the loss by less than its rounding: they have to make the gradient smaller.
            double gain = at.loss() - there.loss();
            double rounding = 1e-13 * (1 + Math.abs(at.loss()));
            if (gain > rounding || Math.abs(gain) <= rounding && norm(there.gradient()) < norm(at.gradient())) {
                theta = next;
                at = there;
                damping = Math.max(1e-12, damping / 5);
            } else {
                damping *= 4;
            }
        }
        double[] gradient = at.gradient();
        assertTrue(norm(gradient) < 1e-8, () -> "no convergence: " + model + ", " + loss + ": " + norm(gradient));
        return theta;
    }

    private static double norm(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
    }

    /** Gaussian elimination with pivoting of rows, {@code [n, n + 1]}. */
    private static double[] solve(double[][] system) {
        int n = system.length;
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                pivot = Math.abs(system[i][k]) > Math.abs(system[pivot][k]) ? i : pivot;
            }
            double[] row = system[pivot];
            system[pivot] = system[k];
            system[k] = row;
            for (int i = 0; i < n; i++) {
                double factor = i == k ? 0 : system[i][k] / row[k];
                for (int j = k; j <= n; j++) {
                    system[i][j] -= factor * row[j];
                }
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[i] = system[i][n] / system[i][i];
        }
        return solution;
    }
}
