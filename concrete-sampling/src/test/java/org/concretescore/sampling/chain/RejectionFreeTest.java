package org.concretescore.sampling.chain;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ClassedScore;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.Support;
import org.concretescore.sampling.diagnostics.TransitionMatrix;
import org.concretescore.sampling.verify.VerifyKernel;
import org.junit.jupiter.api.Test;

/** Metropolis-Hastings with and without rows, and the same without rejections. */
final class RejectionFreeTest {
    private static final IsingTorus ISING = new IsingTorus(3, 0.3);

    private static List<MetropolisHastingsOptions> options() {
        List<MetropolisHastingsOptions> options = new ArrayList<>();
        for (Acceptance acceptance : Acceptance.values()) {
            for (double laziness : new double[] {0, 0.3}) {
                options.add(new MetropolisHastingsOptions(laziness, acceptance));
            }
        }
        return options;
    }

    /** The same score with rows, slot by slot, and in classes. */
    private static List<ScoreModel> ising() {
        return List.of(IsingTorus.rows(ISING), IsingTorus.local(ISING), ISING);
    }

    /** Independent bits, 64 kinds of edges: the lists of one chain are long, and of many too long. */
    private static final class Fields implements ClassedScore {
        private final Neighborhood graph = Graphs.hamming(StateSpace.binary(20_000));

        @Override
        public Neighborhood neighborhood() {
            return graph;
        }

        @Override
        public int classes() {
            return 64;
        }

        @Override
        public double classLogRatio(int edgeClass) {
            double field = 0.1 * (1 + edgeClass / 2);
            return edgeClass % 2 == 0 ? field : -field;
        }

        @Override
        public int edgeClass(int[] states, int at, int slot) {
            return 2 * (slot % 32) + states[at + slot];
        }

        @Override
        public void logRatios(int[] states, int count, double[] out) {
            throw new AssertionError("slots suffice");
        }

        @Override
        public int affected(int[] states, int at, int slot, int[] slots) {
            slots[0] = slot;
            return 1;
        }

        @Override
        public int maxAffected() {
            return 1;
        }
    }

    @Test
    void aChainDoesNotDependOnTheNumberOfChains() {
        RejectionFree kernel = RejectionFree.of(new Fields(), new MetropolisHastingsOptions(0, Acceptance.BARKER));
        Chains one = Chains.atRandom(kernel.space(), 1, STREAMS, "one of many");
        Chains many = Chains.atRandom(kernel.space(), 65, STREAMS, "one of many");
        kernel.advance(one, 500, new Tally());
        kernel.advance(many, 500, new Tally());
        assertArrayEquals(one.states(), Arrays.copyOf(many.states(), 20_000));
    }

    private static void assertSame(TransitionMatrix expected, TransitionMatrix actual, String message) {
        for (int x = 0; x < expected.size(); x++) {
            for (int y = 0; y < expected.size(); y++) {
                assertEquals(expected.probability(x, y), actual.probability(x, y), 1e-14, message);
            }
        }
    }

    @Test
    void theLawIsThatOfMetropolisHastings() {
        UniformRandomProvider random = STREAMS.stream("rejection-free");
        for (StateSpace space : List.of(StateSpace.of(7), StateSpace.binary(3), StateSpace.of(3, 1, 4))) {
            for (String name : Graphs.NAMES) {
                ExactDistribution p = Support.randomPmf(space, 4, random);
                ScoreModel model = p.score(Graphs.parse(name, space));
                for (MetropolisHastingsOptions options : options()) {
                    MetropolisHastings mh = MetropolisHastings.of(model, options);
                    RejectionFree free = RejectionFree.of(model, options);
                    KernelChecks.assertReversible(mh, p);
                    KernelChecks.assertReversible(free, p);
                    assertSame(TransitionMatrix.of(mh), TransitionMatrix.of(free), free.toString());
                }
            }
        }
    }

    /** All kernels of a target against one matrix. False alarm: one run in 10^5. */
    @Test
    void chainsObeyTheMatrix() {
        UniformRandomProvider random = STREAMS.stream("rejection-free-chains");
        List<TransitionKernel> kernels = new ArrayList<>();
        List<TransitionMatrix> laws = new ArrayList<>();
        StateSpace space = StateSpace.of(3, 4);
        for (MetropolisHastingsOptions options : options()) {
            for (String name : List.of("hamming", "grid", "cycle-forward")) {
                ScoreModel model = Support.randomPmf(space, 2, random).score(Graphs.parse(name, space));
                TransitionMatrix law = TransitionMatrix.of(MetropolisHastings.of(model, options));
                for (ScoreModel same : List.of(model, TableScore.of(model))) {
                    kernels.add(MetropolisHastings.of(same, options));
                    kernels.add(RejectionFree.of(same, options));
                    laws.add(law);
                    laws.add(law);
                }
            }
            IsingTorus small = new IsingTorus(2, 0.2);
            TransitionMatrix law = TransitionMatrix.of(MetropolisHastings.of(IsingTorus.rows(small), options));
            for (ScoreModel same : List.of(IsingTorus.rows(small), IsingTorus.local(small), small)) {
                kernels.add(MetropolisHastings.of(same, options));
                kernels.add(RejectionFree.of(same, options));
                laws.add(law);
                laws.add(law);
            }
        }
        for (int i = 0; i < kernels.size(); i++) {
            int start = random.nextInt(laws.get(i).size());
            for (int steps : new int[] {1, 4}) {
                VerifyKernel.steps(kernels.get(i), laws.get(i), start, steps, STREAMS);
            }
        }
    }

    @Test
    void dividingTheStepsChangesNothing() {
        StateSpace space = StateSpace.of(4, 3, 2);
        UniformRandomProvider random = STREAMS.stream("divided");
        for (MetropolisHastingsOptions options : options()) {
            List<ScoreModel> models = new ArrayList<>(ising());
            models.addAll(List.of(
                    IsingTorus.rows(new IsingTorus(3, 1.5)),
                    IsingTorus.local(new IsingTorus(3, 1.5)),
                    new IsingTorus(3, 1.5)));
            for (String name : List.of("hamming", "grid", "chain")) {
                ScoreModel model = Support.randomPmf(space, 6, random).score(Graphs.parse(name, space));
                models.add(model);
                models.add(TableScore.of(model));
            }
            for (ScoreModel model : models) {
                VerifyKernel.divisible(MetropolisHastings.of(model, options), STREAMS);
                VerifyKernel.divisible(RejectionFree.of(model, options), STREAMS);
            }
        }
    }

    @Test
    void aStayGoesOnAfterAResume() {
        for (ScoreModel model : List.of(new IsingTorus(3, 1), IsingTorus.rows(new IsingTorus(3, 1)))) {
            RejectionFree kernel = RejectionFree.of(model);
            int[] ordered = new int[9];
            Chains chains = Chains.startingAt(kernel.space(), ordered, 1, STREAMS, "stay");
            kernel.advance(chains, 1, new Tally());
            long pending = chains.pending(0);
            // Accepted once in 2981 proposals: a false alarm in as many seeds.
            assertTrue(pending > 1);
            Chains resumed = Chains.startingAt(kernel.space(), chains.states(), 1, STREAMS, "stay");
            resumed.random(0).restoreState(chains.random(0).saveState());
            resumed.resume(0, pending);
            kernel.advance(chains, 20_000, new Tally());
            kernel.advance(resumed, 10_000, new Tally());
            kernel.advance(resumed, 10_000, new Tally());
            assertArrayEquals(chains.states(), resumed.states());
            assertEquals(chains.pending(0), resumed.pending(0));
            assertThrows(IllegalArgumentException.class, () -> resumed.resume(0, -1));
        }
    }

    /** A stay drawn for one law must not serve another, nor another state. */
    @Test
    void staysAreForgottenWhereTheyDoNotHold() {
        IsingTorus frozen = new IsingTorus(3, 30);
        Chains chains = Chains.startingAt(frozen.neighborhood().space(), new int[9], 1, STREAMS, "forget");
        RejectionFree.of(frozen).advance(chains, 1, new Tally());
        assertTrue(chains.pending(0) > 1L << 40);
        Tally tally = new Tally();
        RejectionFree.of(new IsingTorus(3, 0)).advance(chains, 1, tally);
        assertEquals(1, tally.acceptances());
        RejectionFree.of(frozen).advance(chains.copy(), 1, new Tally());
        chains.move(0, new int[9], 0);
        RejectionFree.of(frozen).advance(chains, 1, new Tally());
        chains.move(0, new int[] {0, 0, 0, 0, 1, 0, 0, 0, 0}, 0);
        assertEquals(0, chains.pending(0));
        // Metropolis-Hastings repairs the one wrong spin in 9 proposals or so; (8/9)^300 is 10^-16.
        RejectionFree.of(frozen).advance(chains, 300, new Tally());
        assertArrayEquals(new int[9], chains.states());
        // A move by another kernel counts, too.
        RejectionFree.of(frozen).advance(chains, 1, new Tally());
        MetropolisHastings.of(new IsingTorus(3, 0)).advance(chains, 1, new Tally());
        RejectionFree.of(frozen).advance(chains, 300, new Tally());
        assertArrayEquals(new int[9], chains.states());
    }

    @Test
    void aMoveCostsARow() {
        CountingModel counting = new CountingModel(ISING);
        Chains chains = Chains.atRandom(ISING.neighborhood().space(), 8, STREAMS, "cost");
        Tally tally = new Tally();
        RejectionFree.of(counting).advance(chains, 1000, tally);
        assertEquals(counting.rows().get(), tally.rowEvaluations());
        assertEquals(tally.proposals(), tally.acceptances());
        assertTrue(tally.rowEvaluations() <= tally.acceptances() + 8);
        assertTrue(counting.calls().get() < tally.rowEvaluations() / 4);
    }

    /** Large enough for several blocks of words in a class, and a deep tree; sums of the updated rates stay right. */
    @Test
    void largeLatticesKeepTheirBooks() {
        IsingTorus large = new IsingTorus(70, 0.5);
        for (ScoreModel model : List.of(large, IsingTorus.local(large))) {
            RejectionFree kernel = RejectionFree.of(model);
            Chains chains = Chains.atRandom(kernel.space(), 1, STREAMS, "large");
            for (int i = 0; i < 20; i++) {
                Chains fresh = chains.copy();
                kernel.advance(chains, 20_000, new Tally());
                kernel.advance(fresh, 20_000, new Tally());
                assertArrayEquals(chains.states(), fresh.states());
                assertEquals(chains.pending(0), fresh.pending(0));
            }
        }
    }

    @Test
    void aStepAllocatesNothing() {
        IsingTorus model = new IsingTorus(10, 0.3);
        for (ScoreModel same : List.of(IsingTorus.local(model), model, IsingTorus.rows(model))) {
            Chains chains = Chains.atRandom(model.neighborhood().space(), 3, STREAMS, "bytes");
            assertTrue(KernelChecks.bytesPerStep(MetropolisHastings.of(same), chains, 10_000) < 0.5, same.toString());
            assertTrue(KernelChecks.bytesPerStep(RejectionFree.of(same), chains, 10_000) < 0.5, same.toString());
        }
    }

    @Test
    void nanIsReportedWithStateAndSlot() {
        StateSpace space = StateSpace.of(2, 3);
        // From (1, 2) by the flip of coordinate 0.
        ExactDistribution p = ExactDistribution.of(space, 1, 1, 0, 1, 1, 0);
        RejectionFree kernel = RejectionFree.of(p.score(Graphs.hamming(space)));
        Chains chains = Chains.startingAt(space, new int[] {1, 2}, 1, STREAMS, "nan");
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> kernel.advance(chains, 1, new Tally()));
        assertTrue(e.getMessage().contains("state [1, 2], slot 0"), e.getMessage());
        IllegalArgumentException inClasses = assertThrows(
                IllegalArgumentException.class, () -> MetropolisHastings.of(new IsingTorus(3, Double.NaN)));
        assertTrue(inClasses.getMessage().startsWith("log ratio of class 0 is NaN"), inClasses.getMessage());
        MetropolisHastings local = MetropolisHastings.of(IsingTorus.local(new IsingTorus(3, Double.NaN)));
        Chains bits = Chains.startingAt(local.space(), new int[9], 1, STREAMS, "nan");
        e = assertThrows(IllegalStateException.class, () -> local.advance(bits, 1, new Tally()));
        assertTrue(e.getMessage().startsWith("log ratio of state [0, 0, 0, 0, 0, 0, 0, 0, 0], slot "), e.getMessage());
    }

    /** Against log1p, on both sides of the bound between the two ways and at the ends. */
    @Test
    void staysHaveTheGeometricScale() {
        for (double p = 1; p > 1e-300; p *= 0.93) {
            double expected = -1 / Math.log1p(-p);
            assertEquals(expected, RejectionFree.scale(p), 1e-12 * expected, "p = " + p);
        }
        ZigguratSampler.Exponential exponential = ZigguratSampler.Exponential.of(STREAMS.stream("geometric-scale"));
        assertEquals(1, RejectionFree.stay(1, exponential));
        assertEquals(RejectionFree.FOREVER, RejectionFree.stay(0, exponential));
        assertEquals(RejectionFree.FOREVER, RejectionFree.stay(Double.MIN_VALUE, exponential));
    }

    @Test
    void theOnlyStateStays() {
        StateSpace space = StateSpace.of(1);
        for (String name : Graphs.NAMES) {
            Neighborhood graph = Graphs.parse(name, space);
            ScoreModel model = ExactDistribution.of(space, 1).score(graph);
            for (ScoreModel same : List.of(model, TableScore.of(model))) {
                Chains chains = Chains.atRandom(space, 2, STREAMS, "one");
                Tally tally = new Tally();
                RejectionFree.of(same).advance(chains, 10, tally);
                RejectionFree.of(same).advance(chains, Long.MAX_VALUE, tally);
                MetropolisHastings.of(same).advance(chains, 10, tally);
                assertEquals(0, tally.proposals());
            }
        }
    }

    @Test
    void aGraphThatFallsApartIsRefused() {
        StateSpace space = StateSpace.of(4);
        ScoreModel model =
                ExactDistribution.of(space, 1, 2, 3, 4).score(Graphs.edges(space, new int[] {0, 1}, new int[] {2, 3}));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> RejectionFree.of(model));
        assertTrue(e.getMessage().startsWith("a rejection-free chain needs a weakly connected"), e.getMessage());
    }
}
