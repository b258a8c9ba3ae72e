package org.concretescore.sampling.annealing;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.DoubleStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.MeanTest;
import org.concretescore.sampling.Support;
import org.junit.jupiter.api.Test;

final class AisTest {
    private static final StateSpace SPACE = StateSpace.of(3, 4);

    private static AnnealingPath path(LogDensity target) {
        return AnnealingPath.of(IndependentModel.uniform(target.space()), target, Graphs.hamming(target.space()));
    }

    private static String refusal(Class<? extends Exception> type, Runnable what) {
        return assertThrows(type, what::run).getMessage();
    }

    /** The lattice that can be enumerated, at the critical coupling. */
    @Test
    void bidirectionalEstimatesHoldLogZOnEverySeed() {
        Targets.Ising ising = new Targets.Ising(4, 0.4406868);
        ExactDistribution exact = ExactDistribution.of(ising);
        assertEquals(16 * 0.970120, exact.logZ(), 1e-4);
        AnnealingPath path = AnnealingPath.of(IndependentModel.uniform(ising.space()), ising, ising);
        Schedule schedule = Schedule.linear(100);
        int count = 300;
        for (int seed = 0; seed < 20; seed++) {
            int[] samples = exact.sample(count, STREAMS.stream("exact", seed));
            BidirectionalEstimate both = Ais.bidirectional(
                    path, schedule, samples, count, AnnealingOptions.of(path, count), STREAMS, "seed " + seed);
            assertTrue(both.lower() < exact.logZ() && exact.logZ() < both.upper(), seed + ": " + both);
            assertTrue(both.width() < 0.35, seed + ": " + both);
            assertTrue(both.forward().meanLogWeight() < both.backward().meanLogWeight());
            double error =
                    Math.min(both.forward().standardError(), both.backward().standardError());
            new MeanTest(both.logZ(), exact.logZ(), error).require("log Z with seed " + seed);
        }
    }

    /** A base times a constant, whose every weight is that constant: the sides may have any numbers of chains. */
    private record Multiple(NormalisedDensity base, double logConstant) implements LogDensity {
        @Override
        public StateSpace space() {
            return base.space();
        }

        @Override
        public void logDensities(int[] states, int count, double[] logDensities) {
            base.logDensities(states, count, logDensities);
            for (int i = 0; i < count; i++) {
                logDensities[i] += logConstant;
            }
        }
    }

    @Test
    void theTwoSidesMayHaveUnequalNumbersOfChains() {
        IndependentModel base = IndependentModel.of(SPACE, new double[] {1, 2, 3}, new double[] {4, 3, 2, 1});
        AnnealingPath path = AnnealingPath.of(base, new Multiple(base, 1.5), Graphs.hamming(SPACE));
        for (int count : new int[] {3, 70}) {
            int[] samples = new int[2 * count];
            base.sample(STREAMS.stream("samples"), count, samples);
            BidirectionalEstimate both = Ais.bidirectional(
                    path, Schedule.linear(4), samples, count, AnnealingOptions.of(path, 20), STREAMS, "unequal");
            assertEquals(1.5, both.logZ(), 1e-10);
        }
    }

    /** Estimates of many seeds scatter as their standard errors say. */
    @Test
    void standardErrorsAreHonest() {
        ExactDistribution p = Support.randomPmf(SPACE, 3, STREAMS.stream("honest"));
        AnnealingPath path = path(Targets.shifted(p, 2));
        int seeds = 200;
        double[] squares = new double[seeds];
        Arrays.setAll(squares, seed -> {
            LogZEstimate estimate =
                    Ais.logZ(path, Schedule.linear(5), new AnnealingOptions(128, 3, 2), STREAMS, "honest " + seed);
            double z = (estimate.logZ() - 2) / estimate.standardError();
            return z * z;
        });
        new MeanTest(DoubleStream.of(squares).average().orElseThrow(), 1, Math.sqrt(2.0 / seeds))
                .require("square errors");
    }

    /** On the target's own samples the annealed model is less likely, and its estimate is one from above of log Z. */
    @Test
    void raiseIsConservative() {
        Targets.Ising ising = new Targets.Ising(3, 0.5);
        ExactDistribution exact = ExactDistribution.of(ising);
        AnnealingPath path = AnnealingPath.of(IndependentModel.uniform(ising.space()), ising, ising);
        for (int seed = 0; seed < 20; seed++) {
            int[] rows = exact.sample(200, STREAMS.stream("rows", seed));
            AnnealedLikelihood raise = Raise.logLikelihoods(
                    path, Schedule.linear(30), rows, 200, 3, AnnealingOptions.of(path, 2), STREAMS, "raise " + seed);
            LogZEstimate ais =
                    Ais.logZ(path, Schedule.linear(30), AnnealingOptions.of(path, 500), STREAMS, "below " + seed);
            // One sided: estimates from below may lie below, and those from above, above.
            new MeanTest(Math.max(ais.logZ(), exact.logZ()), exact.logZ(), ais.standardError())
                    .require("below " + seed);
            new MeanTest(Math.min(raise.logZ(), exact.logZ()), exact.logZ(), raise.standardError())
                    .require("raise " + seed);
            assertEquals(exact.logZ(), raise.logZ(), 0.3);
            double[] logTargets = new double[200];
            ising.logDensities(rows, 200, logTargets);
            double mean = 0;
            for (int i = 0; i < 200; i++) {
                mean += (logTargets[i] - raise.logLikelihoods()[i]) / 200;
            }
            assertEquals(raise.logZ(), mean, 1e-10);
        }
    }

    @Test
    void resultsDependNeitherOnThreadsNorOnTheOtherChains() {
        Targets.Ising ising = new Targets.Ising(4, 0.3);
        for (AnnealingPath path : new AnnealingPath[] {
            path(ising), AnnealingPath.of(IndependentModel.uniform(ising.space()), ising, ising)
        }) {
            AtomicLong transitions = new AtomicLong();
            AnnealedChains first = Ais.run(
                    path,
                    Schedule.linear(7),
                    new AnnealingOptions(150, 5, 1),
                    STREAMS,
                    "threads",
                    transitions::addAndGet);
            assertEquals(150 * 7, transitions.get());
            AnnealedChains second =
                    Ais.run(path, Schedule.linear(7), new AnnealingOptions(100, 5, 3), STREAMS, "threads", t -> {});
            assertArrayEquals(Arrays.copyOf(first.logWeights(), 100), second.logWeights());
            assertArrayEquals(Arrays.copyOf(first.states(), 1600), second.states());
            assertEquals(150 * 7 * 5, first.tally().proposals());
            AnnealedChains other =
                    Ais.run(path, Schedule.linear(7), new AnnealingOptions(100, 5, 3), STREAMS, "other", t -> {});
            assertNotEquals(second.logWeights()[0], other.logWeights()[0]);
        }
    }

    /** Both ways of stepping draw the same numbers, so that they take the same steps. */
    @Test
    void localStepsAreTheSameSteps() {
        Targets.Ising ising = new Targets.Ising(4, 0.3);
        IndependentModel base = IndependentModel.of(ising.space(), skewed(16));
        AnnealingPath local = AnnealingPath.of(base, ising, ising);
        AnnealingPath plain = AnnealingPath.of(base, ising, Graphs.hamming(ising.space()));
        AnnealingOptions options = new AnnealingOptions(70, 16, 1);
        AnnealedChains a = Ais.run(local, Schedule.linear(150), options, STREAMS, "same", t -> {});
        AnnealedChains b = Ais.run(plain, Schedule.linear(150), options, STREAMS, "same", t -> {});
        assertArrayEquals(b.states(), a.states());
        assertArrayEquals(b.logWeights(), a.logWeights(), 1e-10);
    }

    private static double[][] skewed(int columns) {
        double[][] weights = new double[columns][];
        Arrays.setAll(weights, d -> new double[] {1, 1 + 0.1 * d});
        return weights;
    }

    @Test
    void baseEqualToTargetIsExact() {
        IndependentModel base = IndependentModel.of(SPACE, new double[] {1, 2, 3}, new double[] {4, 3, 2, 1});
        AnnealingPath path = AnnealingPath.of(base, Targets.shifted(base, -3), Graphs.grid(SPACE));
        LogZEstimate estimate = Ais.logZ(path, Schedule.linear(4), AnnealingOptions.of(path, 10), STREAMS, "equal");
        assertEquals(-3, estimate.logZ(), 1e-12);
        assertEquals(0, estimate.standardError(), 1e-7);
        assertEquals(10, estimate.effectiveSampleSize(), 1e-6);
        assertEquals(-3, estimate.meanLogWeight(), 1e-12);
    }

    /** A target that is 0 in places: chains that begin there count, with weight 0. */
    @Test
    void emptyPlacesCountAsZero() {
        ExactDistribution p = ExactDistribution.of(SPACE, 0, 3, 0, 1, 2, 0, 0, 4, 1, 0, 2, 0);
        LogDensity target = Targets.shifted(p, 1);
        AnnealingPath path = AnnealingPath.of(IndependentModel.uniform(SPACE), target, Graphs.complete(SPACE));
        LogZEstimate estimate = Ais.logZ(path, Schedule.linear(6), new AnnealingOptions(4000, 5, 2), STREAMS, "holes");
        new MeanTest(estimate.logZ(), 1, estimate.standardError()).require("log Z");
        assertEquals(Double.NEGATIVE_INFINITY, estimate.meanLogWeight());
        int[] rows = {0, 0, 0, 1};
        AnnealedLikelihood raise = Raise.logLikelihoods(
                path, Schedule.linear(6), rows, 2, 10, new AnnealingOptions(2, 5, 2), STREAMS, "holes");
        assertEquals(Double.NEGATIVE_INFINITY, raise.logLikelihoods()[0]);
        assertTrue(Double.isFinite(raise.logLikelihoods()[1]));
        String message = refusal(
                IllegalStateException.class,
                () -> Ais.reverse(path, Schedule.linear(6), rows, 2, AnnealingOptions.of(path, 2), STREAMS, "holes"));
        assertTrue(message.contains("sample 0"), message);
        LogDensity nothing = Targets.of(SPACE, x -> Double.NEGATIVE_INFINITY);
        message = refusal(
                IllegalStateException.class,
                () -> Ais.logZ(path(nothing), Schedule.linear(2), new AnnealingOptions(4, 1, 1), STREAMS, "nothing"));
        assertTrue(message.contains("all 4 chains have weight 0"), message);
    }

    @Test
    void refusesWhatIsNoDensity() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Math.log(-1)}) {
            LogDensity target = Targets.of(SPACE, x -> x[0] == 2 && x[1] == 3 ? bad : 0);
            String message = refusal(
                    IllegalStateException.class,
                    () -> Ais.logZ(path(target), Schedule.linear(20), new AnnealingOptions(64, 20, 1), STREAMS, "bad"));
            assertTrue(message.contains("[2, 3] is " + bad), message);
        }
        ExactDistribution holes = ExactDistribution.of(SPACE, 0, 3, 0, 1, 2, 0, 0, 4, 1, 0, 2, 0);
        LogDensity flat = Targets.of(SPACE, x -> 0);
        AnnealingPath uncovered = AnnealingPath.of(Covering.of(holes), flat, Graphs.hamming(SPACE));
        String message = refusal(
                IllegalStateException.class,
                () -> Raise.logLikelihoods(
                        uncovered,
                        Schedule.linear(3),
                        new int[] {0, 1, 0, 0},
                        2,
                        1,
                        AnnealingOptions.of(uncovered, 2),
                        STREAMS,
                        "uncovered"));
        assertTrue(message.contains("the base must be above 0"), message);
        // From the base, too, whose chains never stand where it is 0.
        message = refusal(
                IllegalStateException.class,
                () -> Ais.logZ(
                        uncovered, Schedule.linear(3), AnnealingOptions.of(uncovered, 20), STREAMS, "uncovered"));
        assertTrue(message.contains("the base must be above 0"), message);
    }

    /** A base that can have holes. */
    private static final class Covering implements NormalisedDensity {
        private final ExactDistribution p;

        private Covering(ExactDistribution p) {
            this.p = p;
        }

        static Covering of(ExactDistribution p) {
            return new Covering(p);
        }

        @Override
        public StateSpace space() {
            return p.space();
        }

        @Override
        public void logDensities(int[] states, int count, double[] logDensities) {
            p.logDensities(states, count, logDensities);
        }

        @Override
        public void sample(UniformRandomProvider random, int count, int[] states) {
            int[] drawn = p.sample(count, random);
            System.arraycopy(drawn, 0, states, 0, drawn.length);
        }
    }

    @Test
    void refusesAScoreThatIsNotTheDensitys() {
        ExactDistribution p = Support.randomPmf(SPACE, 3, STREAMS.stream("p"));
        ExactDistribution q = Support.randomPmf(SPACE, 3, STREAMS.stream("q"));
        AnnealingPath path =
                AnnealingPath.of(IndependentModel.uniform(SPACE), p, TableScore.of(q.score(Graphs.hamming(SPACE))));
        String message = refusal(
                IllegalStateException.class,
                () -> Ais.logZ(path, Schedule.linear(20), AnnealingOptions.of(path, 4), STREAMS, "mixed up"));
        assertTrue(message.contains("is not that of the density"), message);
    }

    @Test
    void refusesBadArguments() {
        IndependentModel base = IndependentModel.uniform(SPACE);
        LogDensity flat = Targets.of(SPACE, x -> 0);
        Neighborhood apart = Graphs.edges(SPACE, new int[][] {{0, 1}, {2, 3}});
        String message = refusal(IllegalArgumentException.class, () -> AnnealingPath.of(base, flat, apart));
        assertTrue(message.contains("annealing needs a weakly connected graph"), message);
        message = refusal(
                IllegalArgumentException.class, () -> AnnealingPath.of(base, flat, Graphs.grid(StateSpace.of(4, 3))));
        assertTrue(message.contains("the graph is on StateSpace[4, 3]"), message);
        message = refusal(
                IllegalArgumentException.class,
                () -> AnnealingPath.of(IndependentModel.uniform(StateSpace.of(2)), flat, Graphs.grid(SPACE)));
        assertTrue(message.contains("the base is on StateSpace[2]"), message);
        AnnealingPath path = path(flat);
        AnnealingOptions options = AnnealingOptions.of(path, 2);
        assertEquals(2, options.proposals());
        message = refusal(IllegalArgumentException.class, () -> options.withChains(1));
        assertEquals("chains must be at least 2, was 1", message);
        message = refusal(IllegalArgumentException.class, () -> options.withProposals(0));
        assertEquals("proposals must be at least 1, was 0", message);
        message = refusal(IllegalArgumentException.class, () -> options.withThreads(0));
        assertEquals("threads must be at least 1, was 0", message);
        message = refusal(
                IllegalArgumentException.class,
                () -> Ais.reverse(path, Schedule.linear(1), new int[] {0, 0, 3, 0}, 2, options, STREAMS, ""));
        assertTrue(message.contains("value 3 is not in 0..2"), message);
        message = refusal(
                IllegalArgumentException.class,
                () -> Raise.logLikelihoods(path, Schedule.linear(1), new int[4], 2, 0, options, STREAMS, ""));
        assertEquals("chainsPerRow must be at least 1, was 0", message);
        message = refusal(
                IllegalArgumentException.class,
                () -> Raise.logLikelihoods(path, Schedule.linear(1), new int[4], 1, 1, options, STREAMS, ""));
        assertEquals("count must be at least 2, was 1", message);
    }

    /** Of several threads, and whether or not the caller's own fails: what was thrown, and nothing around it. */
    @Test
    void whatADensityThrowsInAThreadIsThrownAsItIs() {
        Thread caller = Thread.currentThread();
        IllegalStateException thrown = new IllegalStateException("no such row");
        LogDensity failing = new LogDensity() {
            @Override
            public StateSpace space() {
                return SPACE;
            }

            @Override
            public void logDensities(int[] states, int count, double[] out) {
                if (Thread.currentThread() != caller) {
                    throw thrown;
                }
                Arrays.fill(out, 0, count, 0);
            }
        };
        AnnealingPath path = path(failing);
        AnnealingOptions options = AnnealingOptions.of(path, 1000).withThreads(2);
        Schedule schedule = Schedule.linear(5);
        assertSame(
                thrown,
                assertThrows(IllegalStateException.class, () -> Ais.logZ(path, schedule, options, STREAMS, "failing")));
        assertEquals(0, thrown.getSuppressed().length);
        assertNull(thrown.getCause());
    }
}
