package org.concretescore.sampling.annealing;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.exact.Rbm;
import org.concretescore.core.random.RandomStreams;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Intervals for models of 100 columns and more whose log Z is known, with as many evaluations as a core makes in about
 * a minute: an interval without doubts holds. Prints each.
 */
@Tag("slow")
final class WideIntervalCoverageTest {
    private static final int CHAINS = 500;
    private static final long EVALUATIONS = 20_000_000;

    @ParameterizedTest
    @CsvSource({"ising, 10, 0.6", "ising, 10, 0.4406868", "tree, 100, 0.1", "independent, 200, 0", "rbm, 100, 0.1"})
    void anIntervalWithoutDoubtsHolds(String kind, int size, double parameter) {
        KnownModel model = model(kind, size, parameter, STREAMS);
        long start = System.nanoTime();
        LogZInterval interval = model.interval(CHAINS, EVALUATIONS, STREAMS);
        System.out.printf(
                Locale.ROOT,
                "%s %-45s off by %7.4f, width %.3f, ess %.0f, %d temperatures, %.1f s %s%n",
                model.isIn(interval) ? "in " : "OUT",
                model.name(),
                interval.logZ() - model.logZ(),
                interval.upper() - interval.lower(),
                interval.forward().effectiveSampleSize(),
                interval.temperatures(),
                (System.nanoTime() - start) / 1e9,
                interval.doubts());
        assertTrue(!interval.isTrusted() || model.isIn(interval), interval::toString);
    }

    private static KnownModel model(String kind, int size, double parameter, RandomStreams streams) {
        String name = kind + size + parameter;
        return switch (kind) {
            case "independent" -> KnownModel.independent(streams.stream(name), size);
            case "tree" -> KnownModel.tree(streams.stream(name), size, parameter);
            case "ising" -> KnownModel.of(Ising.of(size, size, parameter), streams.stream(name));
            default ->
                KnownModel.of(
                        Rbm.random(size, 12, parameter, 1, streams.stream(name + "/weights")), streams.stream(name));
        };
    }
}
