package org.concretescore.sampling.chain;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.Support;
import org.concretescore.sampling.diagnostics.TransitionMatrix;
import org.concretescore.sampling.verify.VerifyKernel;
import org.junit.jupiter.api.Test;

/** Gibbs sampling of coordinates and of blocks. */
final class GibbsTest {
    private static final StateSpace SPACE = StateSpace.of(3, 1, 2, 4);
    private static final List<int[]> BLOCKS = List.of(new int[] {3, 0}, new int[] {2}, new int[] {2, 3});

    private static ExactDistribution pmf(StateSpace space, double spread) {
        return Support.randomPmf(space, spread, STREAMS.stream("gibbs"));
    }

    private static List<EnumerableKernel> kernels(ExactDistribution p, Scan scan) {
        List<EnumerableKernel> kernels = new ArrayList<>();
        ScoreModel model = p.score(Graphs.hamming(p.space()));
        kernels.add(Gibbs.of(model, scan));
        kernels.add(Gibbs.of(TableScore.of(model), scan));
        if (p.space().equals(SPACE)) {
            kernels.add(BlockGibbs.of(p, BLOCKS, scan));
        }
        return kernels;
    }

    @Test
    void theDistributionIsStationary() {
        for (StateSpace space : List.of(SPACE, StateSpace.binary(4), StateSpace.of(5), StateSpace.of(1))) {
            ExactDistribution p = pmf(space, 5);
            for (EnumerableKernel kernel : kernels(p, Scan.RANDOM)) {
                KernelChecks.assertReversible(kernel, p);
            }
            for (EnumerableKernel kernel : kernels(p, Scan.SYSTEMATIC)) {
                TransitionMatrix matrix = KernelChecks.assertStationary(kernel, p);
                assertTrue(matrix.mixingTime(0.1).isPresent());
            }
        }
    }

    /** A binary coordinate's draw is Barker's rule; one coordinate is drawn at once. */
    @Test
    void agreesWithWhatIsKnown() {
        ExactDistribution p = pmf(StateSpace.binary(4), 3);
        ScoreModel model = p.score(Graphs.grid(p.space()));
        TransitionMatrix gibbs = TransitionMatrix.of(Gibbs.of(model));
        TransitionMatrix barker = TransitionMatrix.of(MetropolisHastings.of(
                model, MetropolisHastingsOptions.defaults().withAcceptance(Acceptance.BARKER)));
        for (int x = 0; x < 16; x++) {
            for (int y = 0; y < 16; y++) {
                assertEquals(barker.probability(x, y), gibbs.probability(x, y), 1e-15);
            }
        }
        ExactDistribution q = pmf(StateSpace.of(3), 3);
        TransitionMatrix single = TransitionMatrix.of(Gibbs.of(q.score(Graphs.torus(q.space())), Scan.SYSTEMATIC));
        TransitionMatrix block = TransitionMatrix.of(BlockGibbs.of(q, List.of(new int[] {0}), Scan.RANDOM));
        for (int x = 0; x < 3; x++) {
            for (int y = 0; y < 3; y++) {
                assertEquals(q.probability(y), single.probability(x, y), 1e-15);
                assertEquals(q.probability(y), block.probability(x, y), 1e-15);
            }
        }
    }

    /** False alarm: one run in 10^5. */
    @Test
    void chainsObeyTheMatrix() {
        UniformRandomProvider random = STREAMS.stream("gibbs-chains");
        for (Scan scan : Scan.values()) {
            List<EnumerableKernel> kernels = new ArrayList<>(kernels(pmf(SPACE, 2), scan));
            kernels.addAll(kernels(pmf(StateSpace.binary(4), 2), scan));
            kernels.add(Gibbs.of(new IsingTorus(2, 0.2), scan));
            for (EnumerableKernel kernel : kernels) {
                TransitionMatrix matrix = TransitionMatrix.of(kernel);
                int start = random.nextInt(matrix.size());
                for (int steps : new int[] {1, 3}) {
                    VerifyKernel.steps(kernel, matrix, start, steps, STREAMS);
                }
            }
        }
    }

    @Test
    void dividingTheStepsChangesNothing() {
        for (Scan scan : Scan.values()) {
            List<EnumerableKernel> kernels = new ArrayList<>(kernels(pmf(SPACE, 4), scan));
            kernels.addAll(kernels(pmf(StateSpace.binary(5), 4), scan));
            kernels.forEach(kernel -> VerifyKernel.divisible(kernel, STREAMS));
        }
    }

    @Test
    void aChangeCostsARowAndADrawAllValues() {
        ExactDistribution p = pmf(SPACE, 6);
        CountingModel counting = new CountingModel(p.score(Graphs.hamming(SPACE)));
        Tally tally = new Tally();
        Gibbs.of(counting, Scan.SYSTEMATIC).advance(Chains.atRandom(SPACE, 4, STREAMS, "cost"), 100, tally);
        assertEquals(4 * 100 * 3, tally.proposals());
        assertEquals(counting.rows().get(), tally.rowEvaluations());
        assertTrue(tally.rowEvaluations() <= tally.acceptances() + 4);
        tally = new Tally();
        BlockGibbs.of(p, BLOCKS, Scan.SYSTEMATIC).advance(Chains.atRandom(SPACE, 700, STREAMS, "cost"), 2, tally);
        assertEquals(2 * 700 * 3, tally.proposals());
        assertEquals(2 * 700 * (12 + 2 + 8), tally.rowEvaluations());
    }

    /** Two states that differ in both bits: single coordinates never leave, a block does. */
    @Test
    void blocksMoveWhereCoordinatesAreStuck() {
        StateSpace space = StateSpace.binary(2);
        ExactDistribution p = ExactDistribution.of(space, 1, 0, 0, 3);
        Gibbs single = Gibbs.of(p.score(Graphs.hamming(space)));
        assertEquals(
                1,
                TransitionMatrix.of(BlockGibbs.of(p, List.of(new int[] {0}, new int[] {1}), Scan.RANDOM))
                        .probability(0, 0));
        Chains chains = Chains.startingAt(space, new int[2], 1, STREAMS, "stuck");
        single.advance(chains, 100, new Tally());
        assertArrayEquals(new int[2], chains.states());
        assertEquals(
                0.75,
                TransitionMatrix.of(BlockGibbs.of(p, List.of(new int[] {0, 1}), Scan.RANDOM))
                        .probability(0, 3),
                1e-15);
    }

    @Test
    void aStepAllocatesNothing() {
        IsingTorus model = new IsingTorus(10, 0.3);
        for (Scan scan : Scan.values()) {
            for (ScoreModel same : List.of(model, IsingTorus.rows(model))) {
                Chains chains = Chains.atRandom(model.neighborhood().space(), 3, STREAMS, "bytes");
                assertTrue(KernelChecks.bytesPerStep(Gibbs.of(same, scan), chains, 1000) < 5, same.toString());
            }
        }
    }

    @Test
    void unusableAnswersAreRefused() {
        StateSpace space = StateSpace.of(3, 2);
        // (0, 1), (1, 1) and (2, 1) have no mass: from (0, 0) all is well.
        ExactDistribution p = ExactDistribution.of(space, 1, 0, 1, 0, 1, 0);
        Gibbs kernel = Gibbs.of(p.score(Graphs.hamming(space)), Scan.SYSTEMATIC);
        Chains chains = Chains.startingAt(space, new int[] {0, 0}, 1, STREAMS, "bad");
        kernel.advance(chains, 100, new Tally());
        chains.move(0, new int[] {2, 1}, 0);
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> kernel.advance(chains, 1, new Tally()));
        assertTrue(e.getMessage().contains("log ratio of state [2, 1], slot 0"), e.getMessage());
        assertTrue(e.getMessage().contains("is NaN"), e.getMessage());
        // From a state without mass, two values have some.
        ExactDistribution q = ExactDistribution.of(space, 0, 1, 1, 1, 1, 1);
        Gibbs torn = Gibbs.of(q.score(Graphs.hamming(space)), Scan.SYSTEMATIC);
        Chains zero = Chains.startingAt(space, new int[] {0, 0}, 1, STREAMS, "bad");
        e = assertThrows(IllegalStateException.class, () -> torn.advance(zero, 1, new Tally()));
        assertTrue(e.getMessage().contains("state [0, 0], slot 1"), e.getMessage());
        assertTrue(e.getMessage().contains("is infinite, and not the only one"), e.getMessage());
        BlockGibbs block = BlockGibbs.of(p, List.of(new int[] {0}, new int[] {1}), Scan.SYSTEMATIC);
        e = assertThrows(IllegalStateException.class, () -> block.advance(chains, 1, new Tally()));
        assertTrue(
                e.getMessage().contains("log density of state [0, 1] and those of all other values"), e.getMessage());
    }

    private static void assertRefused(String words, Runnable call) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    @Test
    void argumentsAreChecked() {
        ExactDistribution p = pmf(SPACE, 1);
        for (String name : Graphs.NAMES) {
            if (!name.equals("hamming")) {
                assertRefused(
                        "was given " + name + " on StateSpace[3, 1, 2, 4]",
                        () -> Gibbs.of(p.score(Graphs.parse(name, SPACE))));
            }
        }
        ExactDistribution large = ExactDistribution.of(
                StateSpace.of(5, 1000, 2),
                java.util.stream.DoubleStream.generate(() -> 1).limit(10_000).toArray());
        assertRefused(
                "block 1 of 2 coordinates has 5000 combinations of values up to coordinate 1; the largest number is"
                        + " 4096",
                () -> BlockGibbs.of(large, List.of(new int[] {2}, new int[] {0, 1}), Scan.RANDOM));
        assertRefused(
                "coordinate 1 is in no block", () -> BlockGibbs.of(large, List.of(new int[] {2, 0}), Scan.RANDOM));
        assertRefused(
                "block 0 has coordinate 2 twice", () -> BlockGibbs.of(large, List.of(new int[] {2, 2}), Scan.RANDOM));
        assertRefused(
                "block 0: coordinate 3 is not in 0..2",
                () -> BlockGibbs.of(large, List.of(new int[] {3}), Scan.RANDOM));
        assertRefused("block 0 has no coordinates", () -> BlockGibbs.of(large, List.of(new int[] {}), Scan.RANDOM));
    }
}
