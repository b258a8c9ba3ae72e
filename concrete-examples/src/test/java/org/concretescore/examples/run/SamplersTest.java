package org.concretescore.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.tempering.LadderOptions;
import org.junit.jupiter.api.Test;

final class SamplersTest {
    private static long cost(LadderOptions options) {
        return 2L * (options.rounds() + 1) * options.chains() * options.steps() * options.replicas();
    }

    @Test
    void aLaddersWarmUpKeepsToItsBudget() {
        assertEquals(LadderOptions.defaults(), Samplers.warmUp(Long.MAX_VALUE, 6));
        assertEquals(
                LadderOptions.defaults(), Samplers.warmUp(cost(LadderOptions.defaults()), 6), "what the defaults take");
        LadderOptions least = Samplers.warmUp(0, 6);
        assertEquals(720, cost(least));
        long before = 0;
        for (long budget = 720; budget < 3_000_000; budget += 1 + budget / 7) {
            LadderOptions options = Samplers.warmUp(budget, 6);
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
        Samplers.defaults().adapted("tempering", model, density, steps, new RandomStreams(1));
        long most = steps * 6 * 12;
        assertTrue(evaluated.get() <= most, evaluated + " rows of at most " + most);
    }
}
