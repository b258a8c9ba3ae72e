package org.concretescore.sampling.annealing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.SamplingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class LogZEstimatorTest {
    private static final RandomStreams STREAMS = new RandomStreams(1);
    private static final Ising ISING = Ising.of(3, 3, 0.3);
    private static final Neighborhood GRAPH = Graphs.hamming(ISING.space());
    private static final LogZOptions OPTIONS = LogZOptions.defaults().withChains(200);

    private static LogZEstimator estimator(LogZOptions options) {
        int[] rows = new int[500 * 9];
        ISING.sample(STREAMS.stream("rows"), 500, rows);
        return LogZEstimator.of(ISING, GRAPH, Dataset.of(Schema.of(ISING.space()), rows, 500), options);
    }

    private static SamplingListener listening(List<String> tasks) {
        return new SamplingListener() {
            @Override
            public Progress begin(String task, long steps) {
                return new Progress() {
                    private long last;

                    @Override
                    public void at(long done) {
                        last = done;
                    }

                    @Override
                    public void close() {
                        tasks.add(task + " " + last + " of " + steps);
                    }
                };
            }
        };
    }

    /** Each end is three standard errors away from its estimate. */
    @Test
    void anIntervalHoldsLogZ() {
        LogZResult result = estimator(OPTIONS).interval(STREAMS, "log Z", SamplingListener.SILENT);
        double lower = result.lower().orElseThrow();
        double upper = result.upper().orElseThrow();
        assertTrue(lower < ISING.logZ() && ISING.logZ() < upper && upper - lower < 0.3, result::toString);
        assertEquals(List.of(), result.doubts());
        assertTrue(result.effectiveSampleSize().orElseThrow() > 100, result::toString);
        assertEquals(result.temperaturesWanted(), result.temperatures());
    }

    @Test
    void eachMethodHasTheEndsThatItBounds() {
        List<String> tasks = new ArrayList<>();
        LogZEstimator estimator = estimator(OPTIONS.withTemperatures(20));
        LogZResult ais = estimator.ais(STREAMS, "log Z", listening(tasks));
        assertEquals(OptionalDouble.empty(), ais.upper());
        assertEquals(ISING.logZ(), ais.logZ(), 0.3);
        assertTrue(ais.lower().orElseThrow() < ais.logZ());
        LogZResult raise = estimator.raise(STREAMS, "log Z", listening(tasks));
        assertEquals(OptionalDouble.empty(), raise.lower());
        assertEquals(OptionalDouble.empty(), raise.effectiveSampleSize());
        assertEquals(ISING.logZ(), raise.logZ(), 0.5);
        assertTrue(raise.upper().orElseThrow() > raise.logZ());
        assertEquals(1, raise.doubts().size());
        estimator.interval(STREAMS, "log Z", listening(tasks));
        assertEquals(List.of("AIS 4000 of 4000", "RAISE 4000 of 4000", "annealing 8000 of 8000"), tasks);
        for (LogZResult result : List.of(ais, raise)) {
            assertEquals(20, result.temperatures());
            assertEquals(20, result.temperaturesWanted());
            assertEquals(200, result.chains());
        }
    }

    @Test
    void fewEvaluationsMakeFewTemperatures() {
        LogZResult few = estimator(OPTIONS.withEvaluations(3600)).ais(STREAMS, "few", SamplingListener.SILENT);
        assertEquals(2, few.temperatures());
        assertTrue(few.temperaturesWanted() > 2, few::toString);
        LogZResult swept =
                estimator(OPTIONS.withEvaluations(3600).withSweeps(1)).ais(STREAMS, "few", SamplingListener.SILENT);
        assertEquals(swept.temperaturesWanted(), swept.temperatures());
    }

    @Test
    void refusals() {
        assertRefused("chains must be at least 8, was 7", () -> OPTIONS.withChains(7));
        assertRefused("temperatures must be at least 1, was 0", () -> OPTIONS.withTemperatures(0));
        assertRefused(
                "temperatures must be at most 16777216, was 16777217", () -> OPTIONS.withTemperatures((1 << 24) + 1));
        assertRefused("sweeps must be at least 1, was 0", () -> OPTIONS.withSweeps(0));
        assertRefused("evaluations must be at least 1, was 0", () -> OPTIONS.withEvaluations(0));
        assertRefused("threads must be at least 1, was 0", () -> OPTIONS.withThreads(0));
        assertRefused(
                "chains must be at most 238609294 for 9 coordinates, was 238609295",
                () -> estimator(OPTIONS.withChains(238_609_295)));
        assertRefused(
                "sweeps must be at most 932067 for 9 coordinates, was 932068",
                () -> estimator(OPTIONS.withSweeps(932_068)));
        Dataset other = Dataset.of(Schema.of(StateSpace.binary(2)), new int[] {0, 1}, 1);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> LogZEstimator.of(ISING, GRAPH, other, OPTIONS));
        assertTrue(e.getMessage().startsWith("density and data must be on the space of the graph"), e::getMessage);
    }

    private static void assertRefused(String words, Executable call) {
        assertEquals(words, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
