package org.concretescore.core.objective;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.TestDistributions;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.noise.NoiseKernel;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.MeanTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EnergyDiscrepancyTest {
    private final UniformRandomProvider random = STREAMS.stream("energy-discrepancy");

    /** The loss of every clean state, noisy state and tuple of negatives, each by its probability. */
    private static TableModel.Result population(
            Noise noise, int negatives, TableModel model, double[] theta, double[] p) {
        StateSpace space = model.graph().space();
        NoiseKernel kernel = noise.on(space);
        EnergyDiscrepancy objective = new EnergyDiscrepancy(List.of(noise), negatives);
        int[] states = TestDistributions.states(space);
        int d = space.dimension();
        int n = p.length;
        double[][] q = new double[n][n];
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                q[a][b] = Math.exp(kernel.logProbability(states, a * d, states, b * d));
            }
        }
        EdgeBatch edges = new EdgeBatch(model.graph(), true);
        int tuples = (int) Math.pow(n, negatives);
        for (int x = 0; x < n; x++) {
            for (int y = 0; y < n; y++) {
                for (int tuple = 0; tuple < tuples; tuple++) {
                    double weight = p[x] * q[x][y];
                    for (int j = 0, rest = tuple; j < negatives; j++, rest /= n) {
                        weight *= q[y][rest % n];
                    }
                    for (int j = 0, rest = tuple; j < negatives; j++, rest /= n) {
                        edges.addPair(states, x * d, states, rest % n * d, weight);
                    }
                    edges.endGroup();
                }
            }
        }
        return model.evaluate(objective, edges, theta);
    }

    /** The minimum is the true distribution however few the negatives: it is a ranking loss. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theMinimumIsTheTruth(int negatives) {
        for (StateSpace space : List.of(StateSpace.of(4), StateSpace.of(2, 2))) {
            for (Noise noise : List.of(Noise.uniform(0.5), Noise.ordinal(0.8), Noise.cyclic(0.5))) {
                ExactDistribution p = TestDistributions.random(space, 1.2, random);
                TableModel model = new TableModel(Graphs.grid(space), true);
                double[] found = Descent.minimum(
                        theta -> population(noise, negatives, model, theta, p.probabilities()),
                        TestDistributions.normals(4, 0.3, random),
                        space + ", " + noise);
                assertEquals(0, p.kl(MinimiserTest.softmax(space, found)), 1e-10, () -> space + ", " + noise);
            }
        }
    }

    @Test
    void gradientsAreFiniteDifferences() {
        TableModel model = new TableModel(Graphs.grid(StateSpace.of(4)), true);
        double[] p = TestDistributions.random(StateSpace.of(4), 1, random).probabilities();
        double[] theta = TestDistributions.normals(4, 1, random);
        double[] gradient = population(Noise.uniform(0.4), 2, model, theta, p).gradient();
        for (int i = 0; i < 4; i++) {
            double center = theta[i];
            theta[i] = center + 1e-5;
            double above = population(Noise.uniform(0.4), 2, model, theta, p).loss();
            theta[i] = center - 1e-5;
            double below = population(Noise.uniform(0.4), 2, model, theta, p).loss();
            theta[i] = center;
            assertEquals((above - below) / 2e-5, gradient[i], 1e-8);
        }
    }

    /** What is drawn: one group a row, each a pair of the row with a state two steps of noise away. */
    @Test
    void negativesAreDrawnByTwoStepsOfTheKernel() {
        StateSpace space = StateSpace.of(3);
        Noise noise = Noise.uniform(0.6);
        int n = 4000;
        int negatives = 5;
        EdgeBatch edges = new EdgeBatch(Graphs.grid(space), true);
        double[] weights = new double[n];
        Arrays.fill(weights, 0.5);
        new EnergyDiscrepancy(List.of(noise), negatives).select(edges, new int[n], 0, n, weights, random);
        assertEquals(n, edges.groupCount());
        assertEquals(n * negatives, edges.size());
        double[] counts = new double[3];
        for (int e = 0; e < edges.size(); e++) {
            assertEquals(0, edges.states()[edges.source(e)]);
            assertEquals(0.5, edges.weight(e));
            counts[edges.states()[edges.target(e)]]++;
        }
        // Two uniform replacements in a row: replaced with 1 - 0.4^2. Negatives of one row depend on each other, so the
        // deviation is at most that of n draws.
        double other = 0.84 / 3;
        for (int k = 1; k < 3; k++) {
            new MeanTest(counts[k] / edges.size(), other, Math.sqrt(other * (1 - other) / n)).require("value " + k);
        }
        assertTrue(new EnergyDiscrepancy(List.of(noise), 5).statesPerRow(Graphs.grid(space), true) <= 3);
        assertEquals(
                6, new EnergyDiscrepancy(List.of(noise), 5).statesPerRow(Graphs.grid(StateSpace.binary(20)), true));
    }

    /** Each row is compared with states near itself, with its own weight. */
    @Test
    void rowsAndWeights() {
        int[] rows = {0, 500, 999};
        double[] weights = {0.5, 0.25, 2};
        EdgeBatch edges = new EdgeBatch(Graphs.cycle(StateSpace.of(1000)), true);
        new EnergyDiscrepancy(List.of(Noise.ordinal(0.5)), 3).select(edges, rows, 1, 2, weights, random);
        assertEquals(6, edges.size());
        for (int e = 0; e < 6; e++) {
            int row = 1 + e / 3;
            assertEquals(weights[row], edges.weight(e));
            assertEquals(rows[row], edges.states()[edges.source(e)]);
            // Two heat kernels of time 1/2 do not go 40 steps: less than 1e-20.
            assertEquals(rows[row], edges.states()[edges.target(e)], 40);
        }
        assertTrue(new EnergyDiscrepancy(List.of(Noise.flips(0.1)), 1).perturbs());
    }

    @Test
    void refusals() {
        assertThrows(IllegalArgumentException.class, () -> new EnergyDiscrepancy(List.of(Noise.absorbing(0.2)), 4));
        assertThrows(IllegalArgumentException.class, () -> new EnergyDiscrepancy(List.of(Noise.uniform(0.2)), 0));
        assertThrows(IllegalArgumentException.class, () -> new EnergyDiscrepancy(List.of(Noise.flips(0.2)), 4)
                .requireGraph(Graphs.grid(StateSpace.of(3))));
    }
}
