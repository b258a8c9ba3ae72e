package org.concretescore.sampling;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.exact.Rbm;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.vector.ConditionalScores;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.sampling.adaptation.Adaptation;
import org.concretescore.sampling.adaptation.AdaptationOptions;
import org.concretescore.sampling.annealing.Ais;
import org.concretescore.sampling.annealing.AnnealingOptions;
import org.concretescore.sampling.annealing.AnnealingPath;
import org.concretescore.sampling.annealing.Pilot;
import org.concretescore.sampling.annealing.Raise;
import org.concretescore.sampling.annealing.Schedule;
import org.concretescore.sampling.chain.BlockGibbs;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.Gibbs;
import org.concretescore.sampling.chain.MetropolisHastings;
import org.concretescore.sampling.chain.MetropolisHastingsOptions;
import org.concretescore.sampling.chain.Proposal;
import org.concretescore.sampling.chain.ProposalKernel;
import org.concretescore.sampling.chain.RejectionFree;
import org.concretescore.sampling.chain.Samples;
import org.concretescore.sampling.chain.SamplingOptions;
import org.concretescore.sampling.chain.Scan;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.chain.TransitionKernel;
import org.concretescore.sampling.diagnostics.TransitionMatrix;
import org.concretescore.sampling.informed.Balancing;
import org.concretescore.sampling.informed.DiscreteLangevin;
import org.concretescore.sampling.informed.LocallyBalanced;
import org.concretescore.sampling.informed.PathAuxiliary;
import org.concretescore.sampling.informed.PathAuxiliaryOptions;
import org.concretescore.sampling.langevin.AnnealedLangevin;
import org.concretescore.sampling.langevin.AutoregressiveLangevin;
import org.concretescore.sampling.langevin.LangevinChains;
import org.concretescore.sampling.langevin.UnadjustedLangevin;
import org.concretescore.sampling.langevin.UnivariateScore;
import org.concretescore.sampling.tempering.Annealed;
import org.concretescore.sampling.tempering.Ladder;
import org.concretescore.sampling.tempering.LadderOptions;
import org.concretescore.sampling.tempering.LadderTuning;
import org.concretescore.sampling.tempering.Tempering;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that may take long ends when the thread that waits for it is interrupted. */
final class StopTest {
    private static final Ising ISING = Ising.of(4, 4, 0.3);
    private static final Rbm RBM = Rbm.random(6, 3, 0.5, 0.5, STREAMS.stream("rbm"));
    /** More than anyone could wait for. */
    private static final long FOREVER = 1L << 50;
    /** Several blocks, of which the last one is not full. */
    private static final int CHAINS = 200;

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("concrete-worker")) {
                thread.join(10_000);
                assertFalse(thread.isAlive(), thread + " is left behind");
            }
        }
    }

    /** Behind a plain score, so that nothing is asked slot by slot. */
    private static ScoreModel rows(Ising target) {
        return new ScoreModel() {
            @Override
            public org.concretescore.core.graph.Neighborhood neighborhood() {
                return target.neighborhood();
            }

            @Override
            public void logRatios(int[] states, int count, double[] logRatios) {
                target.logRatios(states, count, logRatios);
            }
        };
    }

    private static Proposal uniform(Ising target) {
        return new Proposal() {
            @Override
            public org.concretescore.core.graph.Neighborhood neighborhood() {
                return target.neighborhood();
            }

            @Override
            public int draw(int[] states, int at, UniformRandomProvider random) {
                return random.nextInt(target.neighborhood().slots());
            }

            @Override
            public double logCorrection(int[] states, int at, int slot) {
                return 0;
            }
        };
    }

    static Stream<TransitionKernel> kernels() {
        // All but frozen: a chain that refuses every proposal never gets to the next row.
        Ising cold = Ising.of(4, 4, 10);
        List<int[]> blocks = IntStream.range(0, 8)
                .mapToObj(i -> new int[] {2 * i, 2 * i + 1})
                .toList();
        return Stream.of(
                MetropolisHastings.of(rows(ISING)),
                MetropolisHastings.of(rows(cold)),
                MetropolisHastings.of(ISING),
                MetropolisHastings.of(RBM),
                RejectionFree.of(rows(ISING)),
                RejectionFree.of(ISING),
                RejectionFree.of(RBM),
                Gibbs.of(rows(ISING)),
                Gibbs.of(rows(cold)),
                Gibbs.of(ISING, Scan.RANDOM),
                Gibbs.of(ISING, Scan.SYSTEMATIC),
                BlockGibbs.of(ISING, blocks, Scan.RANDOM),
                ProposalKernel.of(rows(ISING), uniform(ISING), MetropolisHastingsOptions.defaults()),
                ProposalKernel.of(rows(cold), uniform(cold), MetropolisHastingsOptions.defaults()),
                ProposalKernel.of(ISING, uniform(ISING), MetropolisHastingsOptions.defaults()),
                LocallyBalanced.of(ISING, Balancing.BARKER),
                DiscreteLangevin.of(ISING, ISING, 0.2),
                PathAuxiliary.of(ISING, ISING, PathAuxiliaryOptions.defaults()),
                Tempering.of(ISING, ISING, Ladder.geometric(3, 0.5)),
                Tempering.of(rows(ISING), ISING, Ladder.geometric(3, 0.5)));
    }

    /** Runs a task on a thread of its own, which is interrupted once it works. */
    private static <T> T interrupted(Callable<T> task) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(task.call());
            } catch (Exception | Error e) {
                result.completeExceptionally(e);
            }
            flag.complete(Thread.currentThread().isInterrupted());
        });
        thread.start();
        Thread.sleep(60);
        assertFalse(result.isDone(), () -> "it ended by itself: " + result);
        thread.interrupt();
        try {
            return result.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            assertTrue(flag.get(60, TimeUnit.SECONDS), "whoever called can see it");
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aBurnInEndsWithoutSamples(TransitionKernel kernel) throws Exception {
        Chains chains = Chains.atRandom(kernel.space(), CHAINS, STREAMS, "stop");
        for (int threads : new int[] {1, 3}) {
            Samples samples =
                    interrupted(() -> Samples.draw(kernel, chains, new SamplingOptions(1000, FOREVER, 1, threads)));
            assertTrue(samples.stopped());
            assertEquals(0, samples.count());
            assertEquals(0, samples.states().length);
            assertEquals(CHAINS, samples.traces((states, at) -> 0).length);
        }
        // The chains remain usable.
        Samples after = Samples.draw(kernel, chains, new SamplingOptions(CHAINS, 10, 1, 2));
        assertFalse(after.stopped());
        assertEquals(CHAINS, after.count());
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aLongStrideEnds(TransitionKernel kernel) {
        Chains chains = Chains.atRandom(kernel.space(), 70, STREAMS, "stop");
        assertThrows(
                StoppedException.class,
                () -> interrupted(() -> {
                    kernel.advance(chains, FOREVER, new Tally());
                    return null;
                }));
        kernel.advance(chains, 10, new Tally());
        kernel.space().check(chains.states(), 70);
    }

    @Test
    void whatComesBackAreTheFirstRoundsOfAllChains() {
        TransitionKernel kernel = MetropolisHastings.of(ISING);
        SamplingOptions options = new SamplingOptions(CHAINS * 1000 + 3, 20, 20, 1);
        Samples all = Samples.draw(kernel, Chains.atRandom(kernel.space(), CHAINS, STREAMS, "all"), options);
        for (int threads : new int[] {1, 2, 4}) {
            Thread caller = Thread.currentThread();
            AtomicLong taken = new AtomicLong();
            Samples some = Samples.draw(
                    kernel,
                    Chains.atRandom(kernel.space(), CHAINS, STREAMS, "all"),
                    options.withThreads(threads),
                    steps -> {
                        if (taken.addAndGet(steps) > CHAINS * (20 + 20 * 25)) {
                            caller.interrupt();
                        }
                    });
            assertTrue(Thread.interrupted());
            assertTrue(some.stopped());
            assertEquals(0, some.count() % CHAINS, "rounds are whole");
            assertTrue(threads > 1 || some.count() == 25 * CHAINS, some.count() + " samples");
            assertArrayEquals(Arrays.copyOf(all.states(), some.states().length), some.states());
        }
        assertFalse(all.stopped());
    }

    /** With as many states as a matrix can have, a squaring takes many seconds. */
    @Test
    void theMixingTimeOfALargeMatrixEnds() {
        MetropolisHastings kernel = MetropolisHastings.of(Ising.of(3, 4, 0.3));
        TransitionMatrix matrix = TransitionMatrix.of(kernel);
        assertThrows(StoppedException.class, () -> interrupted(() -> matrix.mixingTime(1e-3)));
        Thread.currentThread().interrupt();
        assertThrows(StoppedException.class, () -> TransitionMatrix.of(kernel));
        assertTrue(Thread.interrupted());
    }

    @Test
    void whoIsInterruptedBeforeDrawsNothing() {
        TransitionKernel kernel = MetropolisHastings.of(ISING);
        Chains chains = Chains.atRandom(kernel.space(), 3, STREAMS, "stop");
        int[] before = chains.states();
        Thread.currentThread().interrupt();
        Samples samples = Samples.draw(kernel, chains, SamplingOptions.of(10));
        assertTrue(Thread.interrupted());
        assertTrue(samples.stopped());
        assertEquals(0, samples.count());
        assertArrayEquals(before, chains.states());
    }

    /** Conditional scores of independent standard normal coordinates. */
    private static final ConditionalScores NORMAL = new ConditionalScores() {
        @Override
        public int dimension() {
            return 3;
        }

        @Override
        public NoiseLevels levels() {
            return NoiseLevels.none();
        }

        @Override
        public Walk walk(int rows) {
            return new Walk() {
                private int coordinate;

                @Override
                public int coordinate() {
                    return coordinate;
                }

                @Override
                public void scores(int level, double[] x, double[] scores) {
                    Arrays.setAll(scores, i -> -x[i]);
                }

                @Override
                public void fix(double[] x) {
                    coordinate++;
                }
            };
        }
    };

    @Test
    void whatHasNoPartOfAnAnswerSaysThatItWasStopped() throws Exception {
        UnivariateScore score = x -> -x;
        int[] states = new int[2 * ISING.space().dimension()];
        AnnealingPath path = AnnealingPath.of(IndependentModel.uniform(ISING.space()), ISING, ISING.neighborhood());
        AnnealingPath local = AnnealingPath.of(IndependentModel.uniform(ISING.space()), ISING, ISING.score());
        AnnealingOptions long3 =
                AnnealingOptions.of(path, 130).withProposals(1 << 28).withThreads(3);
        Schedule schedule = Schedule.linear(1000);
        AnnealedLangevin langevin = AnnealedLangevin.of(new double[] {1, 0.5}, 0.01, FOREVER);
        LangevinChains line = LangevinChains.startingAt(new double[130], STREAMS, "line");
        TransitionKernel kernel = MetropolisHastings.of(ISING);
        Map<String, Callable<?>> tasks = new LinkedHashMap<>();
        tasks.put("AIS", () -> Ais.logZ(path, schedule, long3, STREAMS, "stop"));
        tasks.put("AIS slot by slot", () -> Ais.logZ(local, schedule, long3, STREAMS, "stop"));
        tasks.put("both sides", () -> Ais.bidirectional(path, schedule, states, 2, long3, STREAMS, "stop"));
        tasks.put("RAISE", () -> Raise.logLikelihoods(path, schedule, states, 2, 65, long3, STREAMS, "stop"));
        tasks.put("pilot", () -> Pilot.run(path, long3.withProposals(1 << 20), STREAMS, "stop"));
        tasks.put("Langevin", () -> {
            new UnadjustedLangevin(score, 0.1, false).advance(line, FOREVER, 3, new Tally());
            return null;
        });
        tasks.put("annealed Langevin", () -> {
            langevin.run(line, List.of(score, score), 3, new Tally());
            return null;
        });
        tasks.put("annealed Langevin of a batch", () -> {
            langevin.run(line, (level, x, scores) -> Arrays.setAll(scores, i -> -x[i]), new Tally());
            return null;
        });
        tasks.put("autoregressive Langevin", () -> {
            AutoregressiveLangevin.of(0.01, FOREVER).sample(NORMAL, 600, STREAMS, 3, new double[1800], new Tally());
            return null;
        });
        tasks.put("annealed kernels", () -> Annealed.of(List.of(kernel, kernel), FOREVER)
                .run(Chains.atRandom(kernel.space(), CHAINS, STREAMS, "stop"), 3));
        tasks.put(
                "adaptation",
                () -> Adaptation.tune(
                        a -> kernel,
                        Chains.atRandom(kernel.space(), 5, STREAMS, "stop"),
                        AdaptationOptions.startingAt(1).withRounds(100, FOREVER >> 10)));
        tasks.put(
                "the tuning of a ladder",
                () -> LadderTuning.tune(
                        ladder -> Tempering.of(ISING, ISING, ladder),
                        Ladder.geometric(3, 0.5),
                        LadderOptions.defaults().withChains(4, 1 << 30),
                        STREAMS,
                        "stop"));
        for (Map.Entry<String, Callable<?>> task : tasks.entrySet()) {
            Exception stopped = assertThrows(Exception.class, () -> interrupted(task.getValue()), task.getKey());
            assertInstanceOf(StoppedException.class, stopped, task.getKey());
        }
    }
}
