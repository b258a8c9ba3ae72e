package org.concretescore.core.baseline;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class ChowLiuTreeTest {
    /** So many rows that the pseudo-counts vanish. */
    private static final double MANY = 1e12;

    @Test
    void byHand() {
        Dataset data = Dataset.of(Schema.of(StateSpace.of(2, 3)), new int[] {0, 0, 0, 1, 1, 1}, 3);
        // One more in each of six cells: rows 2 2 1 and 1 2 1.
        assertArrayEquals(
                new double[] {Math.log(2.0 / 9), Math.log(1.0 / 9), Math.log(2.0 / 9)},
                BaselinesTest.logDensities(ChowLiuTree.of(data), 0, 0, 1, 0, 1, 1),
                1e-15);
        Dataset one = Dataset.of(Schema.of(StateSpace.of(3)), new int[] {0, 2, 2}, 3);
        assertArrayEquals(
                new double[] {Math.log(2.0 / 6), Math.log(1.0 / 6), Math.log(3.0 / 6)},
                BaselinesTest.logDensities(ChowLiuTree.of(one), 0, 1, 2),
                1e-15);
    }

    /** The pair of a parent and its child has the smoothed table of the pair, whatever stands above it. */
    @Test
    void pairsOfTheTreeHaveTheirSmoothedTables() {
        StateSpace space = StateSpace.uniform(5, 3);
        Dataset data = BaselinesTest.randomRows(space, 12, STREAMS.stream("rows"));
        ChowLiuTree tree = ChowLiuTree.of(data);
        ExactDistribution law = ExactDistribution.of(tree);
        for (int d = 1; d < 5; d++) {
            double[] table = pair(law, tree.parent(d), d);
            assertArrayEquals(smoothed(data, tree.parent(d), d), table, 1e-14);
        }
    }

    /** On four columns, against all 16 trees. */
    @RepeatedTest(20)
    void hasTheLargestSumOfSmoothedMutualInformations(RepetitionInfo repetition) {
        UniformRandomProvider random = STREAMS.stream("brute force", repetition.getCurrentRepetition());
        StateSpace space =
                repetition.getCurrentRepetition() % 2 == 0 ? StateSpace.binary(4) : StateSpace.of(2, 4, 3, 2);
        Dataset data = BaselinesTest.randomRows(space, 12, random);
        ChowLiuTree tree = ChowLiuTree.of(data);
        double found = 0;
        for (int d = 1; d < 4; d++) {
            found += information(smoothed(data, tree.parent(d), d), space.cardinality(d));
        }
        double best = Double.NEGATIVE_INFINITY;
        for (int[] parents : trees()) {
            double sum = 0;
            for (int d = 1; d < 4; d++) {
                sum += information(smoothed(data, parents[d], d), space.cardinality(d));
            }
            best = Math.max(best, sum);
        }
        assertEquals(best, found, 1e-12);
    }

    /** The definition: no tree's law is nearer, though the tree was found by mutual informations. */
    @RepeatedTest(20)
    void isTheNearestOfAllTrees(RepetitionInfo repetition) {
        UniformRandomProvider random = STREAMS.stream("nearest", repetition.getCurrentRepetition());
        StateSpace space = StateSpace.of(2, 3, 3, 2);
        double[] weights = new double[(int) space.size()];
        Arrays.setAll(weights, i -> -Math.log(1 - random.nextDouble()));
        ExactDistribution p = ExactDistribution.of(space, weights);
        double best = Double.POSITIVE_INFINITY;
        for (int[] parents : trees()) {
            best = Math.min(best, p.kl(treeLaw(p, parents)));
        }
        assertEquals(best, p.kl(ExactDistribution.of(ChowLiuTree.of(rowsOf(p)))), 1e-9);
    }

    /** Some seven columns hang on each other in a random tree, strongly: their tree and their law come out. */
    @RepeatedTest(10)
    void recoversATree(RepetitionInfo repetition) {
        UniformRandomProvider random = STREAMS.stream("recover", repetition.getCurrentRepetition());
        StateSpace space = StateSpace.of(2, 3, 2, 2, 4, 2, 3);
        int dimension = space.dimension();
        int[] parents = new int[dimension];
        parents[0] = -1;
        double[][] tables = new double[dimension][];
        for (int d = 0; d < dimension; d++) {
            parents[d] = d == 0 ? -1 : random.nextInt(d);
            int k = space.cardinality(d);
            tables[d] = new double[(d == 0 ? 1 : space.cardinality(parents[d])) * k];
            for (int i = 0; i < tables[d].length; i++) {
                tables[d][i] = (d > 0 && i / k % k == i % k ? 4 : 0.5) + random.nextDouble();
            }
        }
        int[] order = {0, 1, 2, 3, 4, 5, 6};
        AncestralTables truth = new AncestralTables(space, order, parents, tables);
        int[] state = new int[dimension];
        double[] log = new double[1];
        double[] weights = new double[(int) space.size()];
        for (int rank = 0; rank < weights.length; rank++) {
            space.unrank(rank, state, 0);
            truth.logDensities(state, 1, log);
            weights[rank] = Math.exp(log[0]);
        }
        ExactDistribution p = ExactDistribution.of(space, weights);
        assertTree(parents, ChowLiuTree.of(rowsOf(p)));
        assertEquals(0, p.kl(ExactDistribution.of(ChowLiuTree.of(rowsOf(p)))), 1e-10);
        int n = 20_000;
        ChowLiuTree sampled = ChowLiuTree.of(Dataset.of(Schema.of(space), p.sample(n, random), n));
        assertTree(parents, sampled);
        // 2 n KL is about chi-squared with as many degrees of freedom as free parameters, at most 34.
        assertEquals(0, p.kl(ExactDistribution.of(sampled)), 100.0 / (2 * n));
    }

    private static void assertTree(int[] parents, ChowLiuTree tree) {
        // Rooted at column 0, a tree has one set of parents.
        for (int d = 0; d < parents.length; d++) {
            assertEquals(parents[d], tree.parent(d), "parent of column " + d);
        }
    }

    @Test
    void tablesThatAreTooLargeAreRefused() {
        Dataset data = Dataset.of(Schema.of(StateSpace.of(1 << 16, 2, 1 << 16)), new int[] {0, 0, 0}, 1);
        String message = assertThrows(IllegalArgumentException.class, () -> ChowLiuTree.of(data))
                .getMessage();
        assertTrue(message.contains("4294967296"), message);
    }

    /** Every state once, with its probability for a weight. */
    private static Dataset rowsOf(ExactDistribution p) {
        StateSpace space = p.space();
        int[] states = new int[(int) space.size() * space.dimension()];
        for (int rank = 0; rank < space.size(); rank++) {
            space.unrank(rank, states, rank * space.dimension());
        }
        double[] weights = Arrays.stream(p.probabilities()).map(w -> MANY * w).toArray();
        return Dataset.of(Schema.of(space), states, weights);
    }

    /** The parents in every tree of columns 0 to 3 rooted at 0. */
    private static List<int[]> trees() {
        List<int[]> trees = new ArrayList<>();
        for (int code = 0; code < 64; code++) {
            int[] parents = {-1, code % 4, code / 4 % 4, code / 16};
            boolean rooted = true;
            for (int d = 1; d < 4; d++) {
                int at = d;
                for (int n = 0; n < 4 && at > 0; n++) {
                    at = parents[at];
                }
                rooted &= at == 0;
            }
            if (rooted) {
                trees.add(parents);
            }
        }
        assertEquals(16, trees.size());
        return trees;
    }

    /** The law with p's distribution of column 0 and of each column given its parent. */
    private static ExactDistribution treeLaw(ExactDistribution p, int[] parents) {
        StateSpace space = p.space();
        int[] state = new int[space.dimension()];
        double[] weights = new double[(int) space.size()];
        for (int rank = 0; rank < weights.length; rank++) {
            space.unrank(rank, state, 0);
            weights[rank] = pair(p, 0, 0)[state[0] * (space.cardinality(0) + 1)];
            for (int d = 1; d < state.length; d++) {
                int k = space.cardinality(d);
                double[] table = pair(p, parents[d], d);
                double row = 0;
                for (int b = 0; b < k; b++) {
                    row += table[state[parents[d]] * k + b];
                }
                weights[rank] *= table[state[parents[d]] * k + state[d]] / row;
            }
        }
        return ExactDistribution.of(space, weights);
    }

    private static double[] pair(ExactDistribution p, int i, int j) {
        StateSpace space = p.space();
        int[] state = new int[space.dimension()];
        double[] table = new double[space.cardinality(i) * space.cardinality(j)];
        for (int rank = 0; rank < space.size(); rank++) {
            space.unrank(rank, state, 0);
            table[state[i] * space.cardinality(j) + state[j]] += p.probability(rank);
        }
        return table;
    }

    private static double[] smoothed(Dataset data, int i, int j) {
        StateSpace space = data.space();
        double[] table = new double[space.cardinality(i) * space.cardinality(j)];
        for (int row = 0; row < data.count(); row++) {
            int at = row * space.dimension();
            table[data.states()[at + i] * space.cardinality(j) + data.states()[at + j]] += data.weights()[row];
        }
        double total = data.totalWeight() + table.length;
        return Arrays.stream(table).map(n -> (n + 1) / total).toArray();
    }

    /** By entropies: H(i) + H(j) - H(i, j). */
    private static double information(double[] table, int k) {
        double[] rows = new double[table.length / k];
        double[] columns = new double[k];
        for (int i = 0; i < table.length; i++) {
            rows[i / k] += table[i];
            columns[i % k] += table[i];
        }
        return entropy(rows) + entropy(columns) - entropy(table);
    }

    private static double entropy(double[] p) {
        return -Arrays.stream(p).map(x -> x * Math.log(x)).sum();
    }
}
