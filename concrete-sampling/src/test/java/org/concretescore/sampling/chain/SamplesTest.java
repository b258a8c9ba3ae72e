package org.concretescore.sampling.chain;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;
import org.concretescore.sampling.informed.Balancing;
import org.concretescore.sampling.informed.LocallyBalanced;
import org.junit.jupiter.api.Test;

final class SamplesTest {
    private static final StateSpace SPACE = StateSpace.of(3, 4);
    private static final ExactDistribution P = ExactDistribution.of(SPACE, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    private static final MetropolisHastings KERNEL = MetropolisHastings.of(P.score(Graphs.grid(SPACE)));

    private static Chains chains() {
        return Chains.atRandom(SPACE, 7, STREAMS, "samples");
    }

    @Test
    void collectsInRounds() {
        Samples samples = Samples.draw(KERNEL, chains(), new SamplingOptions(17, 45, 3, 1));
        assertEquals(17, samples.count());
        assertEquals(SPACE, samples.space());
        Chains chains = chains();
        KERNEL.advance(chains, 45, new Tally());
        int[] expected = new int[2];
        for (int round = 0; round < 3; round++) {
            KERNEL.advance(chains, 3, new Tally());
            for (int chain = 0; chain < 7 && round * 7 + chain < 17; chain++) {
                chains.read(chain, expected, 0);
                int row = round * 7 + chain;
                assertArrayEquals(expected, Arrays.copyOfRange(samples.states(), 2 * row, 2 * row + 2));
            }
        }
        double[][] traces = samples.traces((states, at) -> SPACE.rank(states, at));
        assertEquals(7, traces.length);
        for (int chain = 0; chain < 7; chain++) {
            assertEquals(2, traces[chain].length);
            for (int round = 0; round < 2; round++) {
                assertEquals(SPACE.rank(samples.states(), 2 * (round * 7 + chain)), traces[chain][round]);
            }
        }
    }

    @Test
    void threadsChangeNothing() {
        SamplingOptions options = SamplingOptions.of(1000).withBurnIn(101).withThinning(2);
        Samples one = Samples.draw(KERNEL, chains(), options.withThreads(1));
        for (int threads : new int[] {2, 3, 7, 50}) {
            Samples several = Samples.draw(KERNEL, chains(), options.withThreads(threads));
            assertArrayEquals(one.states(), several.states());
            assertEquals(one.tally().toString(), several.tally().toString());
        }
    }

    @Test
    void goesOnWhereItEnded() {
        Chains chains = chains();
        Samples first = Samples.draw(KERNEL, chains, new SamplingOptions(14, 10, 1, 2));
        Samples second = Samples.draw(KERNEL, chains, new SamplingOptions(14, 0, 1, 3));
        int[] both = Samples.draw(KERNEL, chains(), new SamplingOptions(28, 10, 1, 1))
                .states();
        assertArrayEquals(Arrays.copyOf(both, 28), first.states());
        assertArrayEquals(Arrays.copyOfRange(both, 28, 56), second.states());
    }

    @Test
    void reportsProgress() {
        for (long burnIn : new long[] {0, 1, 19, 20, 1001}) {
            AtomicLong steps = new AtomicLong();
            Samples.draw(KERNEL, chains(), new SamplingOptions(10, burnIn, 5, 2), steps::addAndGet);
            assertEquals(7 * (burnIn + 5 * 2), steps.get());
        }
    }

    /** 4000 thinned samples. */
    @Test
    void samplesHaveTheRightLaw() {
        Chains chains = Chains.atRandom(SPACE, 4000, STREAMS, "law");
        Samples samples = Samples.draw(KERNEL, chains, new SamplingOptions(4000, 200, 1, 2));
        long[] counts = new long[12];
        int[] states = samples.states();
        for (int i = 0; i < 4000; i++) {
            counts[(int) SPACE.rank(states, 2 * i)]++;
        }
        PearsonTest.of(counts, P.probabilities()).require("counts");
    }

    @Test
    void coordinatesAreSamplesOfTheirOwn() {
        Samples samples = Samples.draw(KERNEL, chains(), new SamplingOptions(17, 45, 3, 1));
        Samples second = samples.part(StateSpace.of(4), 1);
        assertEquals(17, second.count());
        for (int i = 0; i < 17; i++) {
            assertEquals(samples.states()[2 * i + 1], second.states()[i]);
        }
        assertArrayEquals(samples.traces((states, at) -> states[at + 1]), second.traces((states, at) -> states[at]));
        assertArrayEquals(samples.states(), samples.part(SPACE, 0).states());
        for (int first : new int[] {-1, 2}) {
            assertThrows(IllegalArgumentException.class, () -> samples.part(StateSpace.of(4), first));
        }
        assertThrows(IllegalArgumentException.class, () -> samples.part(StateSpace.of(4), 0));
    }

    @Test
    void optionsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> SamplingOptions.of(0));
        assertThrows(IllegalArgumentException.class, () -> SamplingOptions.of(1).withBurnIn(-1));
        assertThrows(IllegalArgumentException.class, () -> SamplingOptions.of(1).withThinning(0));
        assertThrows(IllegalArgumentException.class, () -> SamplingOptions.of(1).withThreads(0));
        Chains other = Chains.atRandom(StateSpace.of(2), 1, STREAMS, "c");
        assertThrows(IllegalArgumentException.class, () -> Samples.draw(KERNEL, other, SamplingOptions.of(1)));
    }

    @Test
    void talliesAdd() {
        Tally tally = new Tally();
        assertTrue(Double.isNaN(tally.acceptanceRate()));
        tally.add(4, 1, 2);
        Tally other = new Tally();
        other.add(4, 3, 5);
        tally.add(other);
        assertEquals(8, tally.proposals());
        assertEquals(4, tally.acceptances());
        assertEquals(7, tally.rowEvaluations());
        assertEquals(0.5, tally.acceptanceRate());
    }

    /** By rows, by slots and classes, and with a stay that outlasts a call. */
    @Test
    void sixtyFourThreadsDrawWhatOneDraws() throws Exception {
        Ising ising = Ising.of(3, 3, 0.5);
        ScoreModel rows = TiedScore.of(ising, ising.neighborhood());
        List<TransitionKernel> kernels = List.of(
                MetropolisHastings.of(rows),
                MetropolisHastings.of(ising),
                RejectionFree.of(rows),
                RejectionFree.of(ising),
                Gibbs.of(ising),
                LocallyBalanced.of(rows, Balancing.SQRT));
        ForkJoinPool pool = new ForkJoinPool(64);
        try {
            for (TransitionKernel kernel : kernels) {
                // One block of chains a thread.
                SamplingOptions options =
                        SamplingOptions.of(3 * 4096).withBurnIn(5).withThinning(2);
                Samples one = Samples.draw(kernel, chains(ising), options.withThreads(1));
                Samples many = pool.submit(() -> Samples.draw(kernel, chains(ising), options.withThreads(64)))
                        .get();
                assertArrayEquals(one.states(), many.states(), kernel::toString);
                assertEquals(one.tally().toString(), many.tally().toString());
            }
        } finally {
            pool.shutdown();
        }
    }

    private static Chains chains(Ising ising) {
        return Chains.atRandom(ising.space(), 4096, STREAMS, "many");
    }
}
