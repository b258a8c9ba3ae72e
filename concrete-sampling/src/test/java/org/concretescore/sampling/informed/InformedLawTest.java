package org.concretescore.sampling.informed;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.score.TaylorScore;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;
import org.concretescore.sampling.Support;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.KernelChecks;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.diagnostics.TransitionMatrix;
import org.junit.jupiter.api.Test;

/** The laws of the informed kernels, exactly, and that chains obey them. */
final class InformedLawTest {
    private static final List<StateSpace> SPACES = List.of(
            StateSpace.of(2), StateSpace.of(5), StateSpace.binary(3), StateSpace.of(3, 1, 4), StateSpace.of(2, 4, 3));
    private static final List<String> COORDINATE_GRAPHS = List.of("hamming", "grid", "torus");

    private static void assertReversible(EnumerableKernel kernel, ExactDistribution p) {
        TransitionMatrix matrix = TransitionMatrix.of(kernel);
        assertTrue(matrix.stationaryError(p) < 1e-12, kernel + ": " + matrix.stationaryError(p));
        assertTrue(matrix.detailedBalanceError(p) < 1e-13, kernel.toString());
        for (int x = 0; x < matrix.size(); x++) {
            double sum = 0;
            for (int y = 0; y < matrix.size(); y++) {
                assertTrue(matrix.probability(x, y) >= 0);
                sum += matrix.probability(x, y);
            }
            assertEquals(1, sum, 1e-13);
        }
    }

    /** Every state is reached from every other one: powers of (P + 1)/2 become positive. */
    private static void assertIrreducible(EnumerableKernel kernel) {
        TransitionMatrix matrix = TransitionMatrix.of(kernel);
        boolean[] seen = new boolean[matrix.size()];
        seen[0] = true;
        for (int round = 0; round < seen.length; round++) {
            for (int x = 0; x < seen.length; x++) {
                for (int y = 0; y < seen.length; y++) {
                    seen[y] |= seen[x] && matrix.probability(x, y) > 0;
                }
            }
        }
        for (boolean s : seen) {
            assertTrue(s, kernel.toString());
        }
    }

    /** 20,000 steps from one state. */
    private static void assertChainsObey(EnumerableKernel kernel, int rank) {
        StateSpace space = kernel.space();
        int n = 20_000;
        int[] start = new int[space.dimension()];
        space.unrank(rank, start, 0);
        int[] states = new int[n * start.length];
        for (int i = 0; i < n; i++) {
            System.arraycopy(start, 0, states, i * start.length, start.length);
        }
        Chains chains = Chains.startingAt(space, states, n, STREAMS, "law");
        kernel.advance(chains, 1, new Tally());
        double[] p = new double[(int) space.size()];
        kernel.transitionProbabilities(start, 0, p);
        long[] counts = new long[p.length];
        int[] after = chains.states();
        for (int i = 0; i < n; i++) {
            counts[(int) space.rank(after, i * start.length)]++;
        }
        PearsonTest.of(counts, p).require("states after " + kernel);
    }

    @Test
    void balancingFunctionsBalance() {
        for (Balancing balancing : Balancing.values()) {
            for (double log : new double[] {-800, -3, -0.1, 0, 1e-9, 2, 50, 900}) {
                assertEquals(balancing.log(log), log + balancing.log(-log), 1e-12 * Math.max(1, Math.abs(log)));
            }
            assertEquals(Double.NEGATIVE_INFINITY, balancing.log(Double.NEGATIVE_INFINITY), balancing.toString());
            assertTrue(Double.isNaN(balancing.log(Double.NaN)));
        }
        assertEquals(Math.log(0.75), Balancing.BARKER.log(Math.log(3)), 1e-15);
        assertEquals(Math.log(0.25), Balancing.BARKER.log(-Math.log(3)), 1e-15);
    }

    @Test
    void locallyBalancedMovesAreReversibleOnEveryGraph() {
        UniformRandomProvider random = STREAMS.stream("balanced");
        for (StateSpace space : SPACES) {
            for (String name : Graphs.NAMES) {
                for (Balancing balancing : Balancing.values()) {
                    ExactDistribution p = Support.randomPmf(space, 4, random);
                    EnumerableKernel kernel = LocallyBalanced.of(p.score(Graphs.parse(name, space)), balancing);
                    assertReversible(kernel, p);
                    assertIrreducible(kernel);
                }
            }
        }
    }

    /** By hand: two neighbors of ratios 3 and 1/2 around a state, sqrt. */
    @Test
    void aLocallyBalancedStepByHand() {
        StateSpace space = StateSpace.of(3);
        ExactDistribution p = ExactDistribution.of(space, 6, 2, 1);
        double[] law = new double[3];
        LocallyBalanced.of(p.score(Graphs.hamming(space)), Balancing.SQRT)
                .transitionProbabilities(new int[] {1}, 0, law);
        double z1 = Math.sqrt(3) + Math.sqrt(0.5);
        double z0 = Math.sqrt(1.0 / 3) + Math.sqrt(1.0 / 6);
        double z2 = Math.sqrt(6) + Math.sqrt(2);
        assertEquals(Math.sqrt(3) / z1 * Math.min(1, z1 / z0), law[0], 1e-14);
        assertEquals(Math.sqrt(0.5) / z1 * Math.min(1, z1 / z2), law[2], 1e-14);
    }

    @Test
    void pathsAreReversibleWhateverTheRowsAre() {
        UniformRandomProvider random = STREAMS.stream("paths");
        for (StateSpace space : List.of(StateSpace.binary(4), StateSpace.of(2, 4, 3))) {
            for (String name : COORDINATE_GRAPHS) {
                Neighborhood graph = Graphs.parse(name, space);
                for (Balancing balancing : Balancing.values()) {
                    ExactDistribution p = Support.randomPmf(space, 3, random);
                    ScoreModel rows = p.score(graph);
                    for (double duration : new double[] {0, 0.4, 1}) {
                        PathAuxiliaryOptions options = new PathAuxiliaryOptions(duration, balancing);
                        EnumerableKernel kernel = PathAuxiliary.of(rows, p, options);
                        assertReversible(kernel, p);
                        assertIrreducible(kernel);
                        assertReversible(PathAuxiliary.of(Lattices.misleading(rows, -0.5), p, options), p);
                    }
                }
            }
        }
    }

    @Test
    void singlePathsAreLocallyBalancedMoves() {
        StateSpace space = StateSpace.of(2, 4, 3);
        ExactDistribution p = Support.randomPmf(space, 3, STREAMS.stream("single"));
        ScoreModel rows = p.score(Graphs.grid(space));
        TransitionMatrix paths = TransitionMatrix.of(
                PathAuxiliary.of(rows, p, PathAuxiliaryOptions.single().withBalancing(Balancing.SQRT)));
        TransitionMatrix moves = TransitionMatrix.of(LocallyBalanced.of(rows, Balancing.SQRT));
        for (int i = 0; i < 24 * 24; i++) {
            assertEquals(moves.probability(i / 24, i % 24), paths.probability(i / 24, i % 24), 1e-13);
        }
    }

    /**
     * Poisson's law given that the length is from 1 to 4, and of the largest rate the sum of all but what is below
     * rounding.
     */
    @Test
    void lengthsFollowPoissonsLaw() {
        UniformRandomProvider random = STREAMS.stream("lengths");
        int n = 100_000;
        for (double rate : new double[] {1e-3, 1, 2.5, 40}) {
            double[] p = {1, rate / 2, rate * rate / 6, rate * rate * rate / 24};
            double total = p[0] + p[1] + p[2] + p[3];
            assertEquals(total, PathLength.total(rate, 4), 1e-14 * total);
            long[] counts = new long[4];
            for (int i = 0; i < n; i++) {
                counts[PathLength.draw(rate, 4, random) - 1]++;
            }
            double factorial = 1;
            for (int length = 1; length <= 4; length++) {
                factorial *= length;
                p[length - 1] /= total;
                assertEquals(Math.log(p[length - 1] * factorial), PathLength.log(rate, 4, length), 1e-12);
            }
            PearsonTest.of(counts, p).require("rate " + rate);
        }
        assertEquals(1, PathLength.draw(0, 4, random));
        assertEquals(0, PathLength.log(0, 4, 1));
        assertEquals(Double.NEGATIVE_INFINITY, PathLength.log(0, 4, 2));
        double most = PathLength.LARGEST_RATE;
        assertEquals(most - Math.log(most), Math.log(PathLength.total(most, 100_000)), 1e-12);
        assertEquals(most, PathLength.draw(most, 100_000, random), 8 * Math.sqrt(most));
    }

    /**
     * Coordinates that don't interact, so many that what a path itself changes is small: what a slot's weight takes
     * into account is most of what would be refused.
     */
    @Test
    void weightsForeseeWhatAPathChanges() {
        StateSpace space = StateSpace.binary(100);
        UniformRandomProvider random = STREAMS.stream("foresee");
        double[] biases = random.doubles(100).map(u -> 4 * u - 2).toArray();
        Lattices.Quadratic alone = new Lattices.Quadratic(biases, new double[100][100]);
        Tally tally = new Tally();
        Chains chains = Chains.atRandom(space, 20, STREAMS, "alone");
        EnumerableKernel kernel = PathAuxiliary.of(alone, alone, PathAuxiliaryOptions.defaults());
        kernel.advance(chains, 50, new Tally());
        kernel.advance(chains, 50, tally);
        assertTrue(tally.acceptanceRate() > 0.9, tally.toString());
    }

    @Test
    void gibbsWithGradientsIsReversibleWithWrongRows() {
        StateSpace space = StateSpace.of(3, 2, 4);
        GradientDensity density = Lattices.curved(space);
        ExactDistribution p = ExactDistribution.of(density);
        TaylorScore taylor = TaylorScore.of(density);
        assertReversible(PathAuxiliary.of(taylor, density, PathAuxiliaryOptions.single()), p);
        assertReversible(PathAuxiliary.of(taylor, density, PathAuxiliaryOptions.defaults()), p);
        assertReversible(DiscreteLangevin.of(taylor, density, 0.7), p);
        // And the rows are indeed wrong: what believes them is off. (Not so by the square root, which balances the rows
        // of a
        // quadratic function.)
        assertTrue(TransitionMatrix.of(LocallyBalanced.of(taylor, Balancing.BARKER))
                        .stationaryError(p)
                > 1e-5);
    }

    @Test
    void factorisedMovesAreReversible() {
        UniformRandomProvider random = STREAMS.stream("factorised");
        for (StateSpace space : SPACES) {
            for (String name : COORDINATE_GRAPHS) {
                ExactDistribution p = Support.randomPmf(space, 3, random);
                ScoreModel rows = p.score(Graphs.parse(name, space));
                for (double step : new double[] {0.2, 1, 10, Double.POSITIVE_INFINITY}) {
                    EnumerableKernel kernel = DiscreteLangevin.of(rows, p, step);
                    assertReversible(kernel, p);
                    assertIrreducible(kernel);
                }
                EnumerableKernel gibbs = ChromaticGibbs.of(rows, p, Blocks.whole(space));
                assertReversible(gibbs, p);
                assertReversible(ChromaticGibbs.of(Lattices.misleading(rows, 0.3), p, Blocks.whole(space)), p);
            }
        }
        StateSpace space = StateSpace.of(3, 1, 4);
        ExactDistribution p = Support.randomPmf(space, 3, random);
        assertReversible(
                ChromaticGibbs.of(p.score(Graphs.hamming(space)), p, Blocks.of(space, new int[] {2}, new int[] {0})),
                p);
    }

    /**
     * Zhang, Liu and Liu (2022), equation 4: each value of a coordinate by exp(log ratio / 2 - 1 / (2 step)), to stay
     * by 1. The correction makes other proposals reversible, too: here is the law itself.
     */
    @Test
    void discreteLangevinProposesByHalfTheGradientAndTheStep() {
        StateSpace space = StateSpace.of(3, 2);
        ExactDistribution p = Support.randomPmf(space, 3, STREAMS.stream("proposals"));
        double step = 0.7;
        TransitionMatrix matrix = TransitionMatrix.of(DiscreteLangevin.of(p.score(Graphs.hamming(space)), p, step));
        for (int x = 0; x < 6; x++) {
            for (int y = 0; y < 6; y++) {
                if (x != y) {
                    double forward = proposed(p, x, y, step);
                    double back = p.probability(y) * proposed(p, y, x, step) / p.probability(x);
                    assertEquals(Math.min(forward, back), matrix.probability(x, y), 1e-13, x + " to " + y);
                }
            }
        }
    }

    /** States of (3, 2) by rank: the product over both coordinates of the softmax of their weights. */
    private static double proposed(ExactDistribution p, int x, int y, double step) {
        double first = 0;
        for (int value = 0; value < 3; value++) {
            first += weight(p, x, 2 * value + x % 2, step);
        }
        double second = weight(p, x, x, step) + weight(p, x, x ^ 1, step);
        return weight(p, x, 2 * (y / 2) + x % 2, step) / first * weight(p, x, 2 * (x / 2) + y % 2, step) / second;
    }

    private static double weight(ExactDistribution p, int x, int y, double step) {
        return x == y ? 1 : Math.sqrt(p.probability(y) / p.probability(x)) * Math.exp(-1 / (2 * step));
    }

    /** Coordinates 0 and 1 depend on each other only where coordinate 2 is 1, which the second state shows. */
    @Test
    void dependenceIsLearnedFromAllStates() {
        StateSpace space = StateSpace.binary(3);
        ExactDistribution p = ExactDistribution.of(space, 1, 1, 1, 2, 1, 2, 1, 1);
        ScoreModel rows = p.score(Graphs.hamming(space));
        assertEquals(2, Blocks.learn(rows, new int[] {0, 0, 0}, 1, 1e-9).count());
        assertEquals(
                3, Blocks.learn(rows, new int[] {0, 0, 0, 0, 0, 1}, 2, 1e-9).count());
    }

    @Test
    void blocksWithoutInteractionAreAlwaysAccepted() {
        Lattices.Quadratic ising = Lattices.ising(4, 0.4);
        Blocks blocks = Blocks.learn(ising, new int[16], 1, 1e-9);
        assertEquals(2, blocks.count());
        assertArrayEquals(new int[] {0, 2, 5, 7, 8, 10, 13, 15}, blocks.block(0));
        Tally tally = new Tally();
        Chains chains = Chains.atRandom(ising.space(), 20, STREAMS, "ising");
        ChromaticGibbs.of(ising, ising, blocks).advance(chains, 50, tally);
        assertEquals(tally.proposals(), tally.acceptances());
        Lattices.Quadratic rbm = Lattices.rbm(6, 3, 0.5, 1, STREAMS.stream("rbm"));
        Blocks layers = Blocks.learn(rbm, new int[9], 1, 1e-9);
        assertEquals(2, layers.count());
        assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5}, layers.block(0));
        assertArrayEquals(new int[] {6, 7, 8}, layers.block(1));
    }

    @Test
    void chainsObeyTheEnumeratedLaw() {
        StateSpace space = StateSpace.of(2, 3, 2);
        ExactDistribution p = Support.randomPmf(space, 2, STREAMS.stream("obey"));
        ScoreModel rows = Lattices.misleading(p.score(Graphs.hamming(space)), 0.7);
        ScoreModel grid = p.score(Graphs.grid(space));
        for (int rank : new int[] {0, 7}) {
            assertChainsObey(LocallyBalanced.of(p.score(Graphs.hamming(space)), Balancing.BARKER), rank);
            assertChainsObey(LocallyBalanced.of(p.score(Graphs.chain(space)), Balancing.SQRT), rank);
            for (Balancing balancing : Balancing.values()) {
                PathAuxiliaryOptions options = new PathAuxiliaryOptions(1, balancing);
                assertChainsObey(PathAuxiliary.of(rows, p, options), rank);
                assertChainsObey(PathAuxiliary.of(grid, p, options), rank);
            }
            assertChainsObey(DiscreteLangevin.of(rows, p, 0.8), rank);
            assertChainsObey(DiscreteLangevin.of(grid, p, 0.8), rank);
            assertChainsObey(ChromaticGibbs.of(rows, p, Blocks.of(space, new int[] {0, 2}, new int[] {1})), rank);
        }
    }

    @Test
    void chainsDontDependOnHowTheyAreAdvanced() {
        StateSpace space = StateSpace.of(2, 3, 2);
        ExactDistribution p = Support.randomPmf(space, 2, STREAMS.stream("cut"));
        ScoreModel rows = p.score(Graphs.hamming(space));
        for (EnumerableKernel kernel : List.of(
                LocallyBalanced.of(rows, Balancing.SQRT),
                PathAuxiliary.of(rows, p, PathAuxiliaryOptions.defaults()),
                DiscreteLangevin.of(rows, p, 1),
                ChromaticGibbs.of(rows, p, Blocks.whole(space)))) {
            Chains one = Chains.atRandom(space, 7, STREAMS, "c");
            Chains two = Chains.atRandom(space, 7, STREAMS, "c");
            kernel.advance(one, 30, new Tally());
            kernel.advance(two, 3, 7, 11, new Tally());
            kernel.advance(two, 0, 3, 30, new Tally());
            kernel.advance(two, 3, 7, 19, new Tally());
            assertArrayEquals(one.states(), two.states(), kernel.toString());
            Chains copy = one.copy();
            kernel.advance(one, 10, new Tally());
            kernel.advance(copy, 10, new Tally());
            assertArrayEquals(one.states(), copy.states(), kernel.toString());
            // A chain moved by hand forgets its row.
            one.move(0, new int[] {1, 2, 1}, 0);
            Chains fresh = one.copy();
            kernel.advance(one, 5, new Tally());
            kernel.advance(fresh, 5, new Tally());
            assertArrayEquals(one.states(), fresh.states(), kernel.toString());
        }
    }

    /** A row a proposal, one for each chain at first, and all chains in one call a step. */
    @Test
    void rowsAreCountedAndKept() {
        Lattices.Quadratic ising = Lattices.ising(3, 0.3);
        AtomicLong calls = new AtomicLong();
        AtomicLong rows = new AtomicLong();
        ScoreModel counting = new ScoreModel() {
            @Override
            public Neighborhood neighborhood() {
                return ising.neighborhood();
            }

            @Override
            public void logRatios(int[] states, int count, double[] logRatios) {
                calls.incrementAndGet();
                rows.addAndGet(count);
                ising.logRatios(states, count, logRatios);
            }
        };
        Chains chains = Chains.atRandom(ising.space(), 5, STREAMS, "count");
        Tally tally = new Tally();
        EnumerableKernel kernel = PathAuxiliary.of(counting, ising, PathAuxiliaryOptions.defaults());
        kernel.advance(chains, 20, tally);
        kernel.advance(chains, 20, tally);
        assertEquals(200, tally.proposals());
        assertEquals(205, tally.rowEvaluations());
        assertEquals(205, rows.get());
        assertEquals(41, calls.get());
        assertTrue(tally.acceptances() > 20 && tally.acceptances() < 200);
    }

    @Test
    void statesWithoutMassAreLeftAndNeverEntered() {
        StateSpace space = StateSpace.of(6);
        ExactDistribution p = ExactDistribution.of(space, 0, 1, 2, 0, 3, 4);
        ScoreModel rows = p.score(Graphs.cycle(space));
        for (Balancing balancing : Balancing.values()) {
            EnumerableKernel kernel = LocallyBalanced.of(rows, balancing);
            // 1 and 2 don't hang together with 4 and 5.
            assertReversible(kernel, p);
            double[] law = new double[6];
            kernel.transitionProbabilities(new int[] {0}, 0, law);
            assertEquals(0.5, law[1], 1e-12, balancing.toString());
            assertEquals(0.5, law[5], 1e-12, balancing.toString());
        }
    }

    @Test
    void taylorRowsOfAQuadraticAreExact() {
        Lattices.Quadratic rbm = Lattices.rbm(4, 2, 0.7, 1, STREAMS.stream("taylor"));
        ScoreModel taylor = TaylorScore.of(rbm);
        ScoreModel tied = TiedScore.of(rbm, Graphs.hamming(rbm.space()));
        assertArrayEquals(tied.logRatios(1, 0, 0, 1, 1, 0), taylor.logRatios(1, 0, 0, 1, 1, 0), 1e-13);
        assertArrayEquals(tied.logRatios(1, 0, 0, 1, 1, 0), rbm.logRatios(1, 0, 0, 1, 1, 0), 1e-13);
    }

    @Test
    void nanIsReportedWithStateAndSlot() {
        StateSpace space = StateSpace.of(2, 3);
        ExactDistribution p = ExactDistribution.of(space, 1, 1, 0, 1, 1, 0);
        ScoreModel rows = p.score(Graphs.hamming(space));
        for (EnumerableKernel kernel : List.of(
                LocallyBalanced.of(rows, Balancing.SQRT),
                PathAuxiliary.of(rows, p, PathAuxiliaryOptions.single()),
                DiscreteLangevin.of(rows, p, 1))) {
            Chains chains = Chains.startingAt(space, new int[] {1, 2}, 1, STREAMS, "nan");
            IllegalStateException e =
                    assertThrows(IllegalStateException.class, () -> kernel.advance(chains, 1, new Tally()));
            assertTrue(e.getMessage().contains("state [1, 2], slot 0"), e.getMessage());
        }
    }

    private static void assertRefused(String words, org.junit.jupiter.api.function.Executable call) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call);
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    @Test
    void argumentsAreChecked() {
        StateSpace space = StateSpace.of(4);
        ExactDistribution p = ExactDistribution.of(space, 1, 2, 3, 4);
        ScoreModel apart = p.score(Graphs.edges(space, new int[] {0, 1}, new int[] {2, 3}));
        ScoreModel rows = p.score(Graphs.hamming(space));
        ScoreModel chain = p.score(Graphs.chain(space));
        PathAuxiliaryOptions single = PathAuxiliaryOptions.single();
        assertRefused("weakly connected", () -> LocallyBalanced.of(apart, Balancing.SQRT));
        assertRefused("chain on StateSpace[4]", () -> PathAuxiliary.of(chain, p, single));
        assertRefused("chain on StateSpace[4]", () -> DiscreteLangevin.of(chain, p, 1));
        assertRefused("chain on StateSpace[4]", () -> ChromaticGibbs.of(chain, p, Blocks.whole(space)));
        assertRefused("density was null", () -> PathAuxiliary.of(rows, null, single));
        assertRefused("density was null", () -> DiscreteLangevin.of(rows, null, 1));
        ExactDistribution other = ExactDistribution.of(StateSpace.of(2), 1, 1);
        assertRefused("the density is on StateSpace[2]", () -> PathAuxiliary.of(rows, other, single));
        for (double step : new double[] {0, -1, Double.NaN}) {
            assertRefused("step must be above 0, was " + step, () -> DiscreteLangevin.of(rows, p, step));
        }
        for (double duration : new double[] {-0.1, 1.1, Double.NaN}) {
            assertRefused("duration must be from 0 to 1, was " + duration, () -> single.withDuration(duration));
        }
        assertRefused("the blocks are on", () -> ChromaticGibbs.of(rows, p, Blocks.whole(StateSpace.of(2))));
        assertRefused("coordinate 1 is in no block", () -> Blocks.of(StateSpace.of(2, 2), new int[] {0}));
        assertRefused("coordinate 0", () -> Blocks.of(StateSpace.of(2, 2), new int[] {0, 0, 1}));
        assertRefused("a block is empty", () -> Blocks.of(StateSpace.of(2), new int[] {0}, new int[0]));
        assertRefused("threshold", () -> Blocks.learn(rows, new int[1], 1, Double.NaN));
        assertRefused("count", () -> Blocks.learn(rows, new int[0], 0, 0));
        assertRefused("value 4", () -> Blocks.learn(rows, new int[] {4}, 1, 0));
        Chains chains = Chains.atRandom(StateSpace.of(2), 1, STREAMS, "c");
        assertThrows(IllegalArgumentException.class, () -> LocallyBalanced.of(rows, Balancing.SQRT)
                .advance(chains, 1, new Tally()));
        assertEquals(1, Blocks.of(TableScore.of(rows)).count());
    }

    @Test
    void stepsAllocateNothing() {
        Ising ising = Ising.of(4, 4, 0.4);
        ScoreModel rows = TiedScore.of(ising, ising.neighborhood());
        List<EnumerableKernel> kernels = List.of(
                LocallyBalanced.of(rows, Balancing.SQRT),
                PathAuxiliary.of(rows, ising, PathAuxiliaryOptions.defaults()),
                PathAuxiliary.of(TaylorScore.of(ising), ising, PathAuxiliaryOptions.single()),
                DiscreteLangevin.of(rows, ising, 0.3),
                ChromaticGibbs.of(rows, ising, Blocks.of(ising)));
        for (EnumerableKernel kernel : kernels) {
            Chains chains = Chains.atRandom(ising.space(), 8, STREAMS, "allocation");
            double bytes = KernelChecks.bytesPerStep(kernel, chains, 20_000);
            assertTrue(bytes < 1, () -> bytes + " bytes a step of " + kernel);
        }
    }
}
