package org.concretescore.sampling.annealing;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;

final class ExplorationTest {
    private static final StateSpace SPACE = StateSpace.of(5);
    private static final double[] TARGET = {4, 3, 2, 1, Double.NEGATIVE_INFINITY};

    /** Log p is 4, 3, 2, 1, and 0 probability at last; the base gives the first two values nearly all. */
    private static AnnealingPath path() {
        IndependentModel base = IndependentModel.of(SPACE, new double[] {1000, 100, 1, 1, 1});
        return AnnealingPath.of(base, Targets.of(SPACE, x -> TARGET[x[0]]), Graphs.hamming(SPACE));
    }

    /** By {@code log p - log p0}: 2 before 3, 1 and 0; each once, and none that the target does not have. */
    @Test
    void theLeastCoveredRowsComeFirst() {
        int[] rows = {0, 4, 3, 2, 1, 2, 0, 3};
        assertArrayEquals(new int[] {2, 3, 1, 0}, Exploration.leastCovered(path(), rows, 8, 8));
        assertArrayEquals(new int[] {2, 3}, Exploration.leastCovered(path(), rows, 8, 2));
        assertArrayEquals(new int[] {}, Exploration.leastCovered(path(), rows, 0, 2));
    }

    @Test
    void anchorsAreCopied() {
        int[] anchors = {1, 3};
        AnnealingPath path = path().withJumps(anchors, 2);
        Arrays.fill(anchors, 0);
        int[] state = {0};
        path.jump(state, 0, 0, 1, state, 0);
        assertEquals(2, state[0]);
    }

    /**
     * Three pilots and the coarse annealing share the evaluations; one a chain and temperature they take at any rate.
     */
    @Test
    void spendsNoMoreThanItMay() {
        assertTrue(evaluations(Long.MAX_VALUE) > 3_000_000);
        assertTrue(evaluations(400_000) < 450_000);
        assertThrows(IllegalArgumentException.class, () -> evaluations(0));
    }

    private static long evaluations(long most) {
        StateSpace space = StateSpace.binary(60);
        AtomicLong evaluations = new AtomicLong();
        LogDensity target = Targets.of(space, x -> {
            evaluations.incrementAndGet();
            return 2.0 * Arrays.stream(x).sum();
        });
        AnnealingOptions options = new AnnealingOptions(8, 200, 2);
        Exploration.run(target, Graphs.hamming(space), new int[0], 0, options, most, STREAMS, "spends");
        return evaluations.get();
    }

    /** The schedule it asks for gives log weights about the deviation that it aims at. */
    @Test
    void stepsGiveTheDeviationAimedAt() {
        KnownModel model = KnownModel.relations(STREAMS.stream("relations"), 10, 2, 3);
        AnnealingOptions options = new AnnealingOptions(400, 30, 2);
        Exploration exploration = Exploration.run(
                model.target(),
                Graphs.hamming(model.target().space()),
                model.rows(),
                model.count(),
                options,
                STREAMS,
                "exploration");
        AnnealedChains chains = Ais.run(
                exploration.path(), exploration.schedule(exploration.steps()), options, STREAMS, "run", t -> {});
        double[] logs = chains.logWeights();
        double mean = Arrays.stream(logs).average().orElseThrow();
        double variance = Arrays.stream(logs).map(w -> (w - mean) * (w - mean)).sum() / logs.length;
        assertEquals(0.2, Math.sqrt(variance), 0.1);
    }
}
