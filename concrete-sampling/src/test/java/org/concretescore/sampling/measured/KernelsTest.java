package org.concretescore.sampling.measured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.tempering.LadderOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class KernelsTest {
    private static long cost(LadderOptions options) {
        return 2L * (options.rounds() + 1) * options.chains() * options.steps() * options.replicas();
    }

    @Test
    void aLaddersWarmUpKeepsToItsBudget() {
        assertEquals(LadderOptions.defaults(), LadderWarmUp.within(Long.MAX_VALUE, 6));
        assertEquals(
                LadderOptions.defaults(),
                LadderWarmUp.within(cost(LadderOptions.defaults()), 6),
                "what the defaults take");
        LadderOptions least = LadderWarmUp.within(0, 6);
        assertEquals(720, cost(least));
        long before = 0;
        for (long budget = 720; budget < 3_000_000; budget += 1 + budget / 7) {
            LadderOptions options = LadderWarmUp.within(budget, 6);
            assertTrue(cost(options) <= budget, budget + ": " + options);
            assertTrue(
                    cost(options) >= budget / 4 || options.equals(LadderOptions.defaults()), budget + ": " + options);
            before = budget;
        }
        assertTrue(before > cost(LadderOptions.defaults()));
    }

    /** The replicas that a ladder gains count, too: with 200 sharply coupled bits it would have 64 of them. */
    @Test
    void aWarmUpEvaluatesNoMoreThanItMay() {
        AtomicLong evaluated = new AtomicLong();
        Neighborhood graph = Graphs.hamming(StateSpace.binary(12));
        LogDensity density = new LogDensity() {
            @Override
            public StateSpace space() {
                return graph.space();
            }

            @Override
            public void logDensities(int[] states, int count, double[] out) {
                for (int i = 0; i < count; i++) {
                    out[i] = 500 * Arrays.stream(states, 12 * i, 12 * i + 12).sum();
                }
            }
        };
        ScoreModel model = new ScoreModel() {
            @Override
            public Neighborhood neighborhood() {
                return graph;
            }

            @Override
            public void logRatios(int[] states, int count, double[] out) {
                evaluated.addAndGet(count);
                for (int i = 0; i < 12 * count; i++) {
                    out[i] = states[i] == 0 ? 500 : -500;
                }
            }
        };
        long steps = 200;
        Kernels.defaults().adapted("tempering", model, density, steps, new RandomStreams(1));
        long most = steps * 6 * 12;
        assertTrue(evaluated.get() <= most, evaluated + " rows of at most " + most);
    }

    @Test
    void saysWhatAKernelNeeds() {
        ScoreModel score = Ising.of(3, 3, 0.3).score();
        for (String name : Kernels.NAMES) {
            if (Kernels.needsDensity(name)) {
                assertRefused(
                        "density must not be null, because the kernel " + name
                                + " needs it; the kernels that do not need it are mh, barker, rejection-free, gibbs",
                        () -> Kernels.defaults().kernel(name, score, null));
            } else {
                assertEquals(
                        score.neighborhood().space(),
                        Kernels.defaults().kernel(name, score, null).space());
            }
        }
        assertRefused("name must be one of mh, barker", () -> Kernels.defaults().kernel("slice", score, null));
        assertRefused(
                "the kernel mh has nothing to adapt; the kernels that have something to adapt are path-auxiliary, dlp,"
                        + " tempering",
                () -> Kernels.defaults().adaptable("mh"));
        assertRefused("the kernel gwg has nothing to adapt", () -> Kernels.defaults()
                .adapted("gwg", score, null, 1, new RandomStreams(1)));
    }

    @Test
    void optionsAreChecked() {
        assertRefused(
                "laziness must be in [0, 1), was 1.0", () -> Kernels.defaults().withLaziness(1));
        assertRefused("duration must be from 0 to 1, was NaN", () -> Kernels.defaults()
                .withDuration(Double.NaN));
        assertRefused("step must be above 0, was 0.0", () -> Kernels.defaults().withStep(0));
    }

    private static void assertRefused(String words, Executable call) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call);
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }
}
