package org.concretescore.sampling.annealing;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Intervals for 200 models whose log Z is known: at least 99 % of those without doubts hold, and at most a fifth have
 * doubts. Prints each.
 */
@Tag("slow")
final class IntervalCoverageTest {
    private static final int CHAINS = 500;

    @Test
    void intervalsWithoutDoubtsHold() {
        RandomStreams streams = STREAMS;
        List<KnownModel> failures = new ArrayList<>();
        int models = 0;
        int doubted = 0;
        for (int round = 0; models < 200; round++) {
            for (KnownModel model : round(streams, round)) {
                long start = System.nanoTime();
                LogZInterval interval = model.interval(CHAINS, streams);
                models++;
                doubted += interval.isTrusted() ? 0 : 1;
                if (interval.isTrusted() && !model.isIn(interval)) {
                    failures.add(model);
                }
                System.out.printf(
                        Locale.ROOT,
                        "%s %-55s off by %7.4f, width %.3f, ess %.0f, %d temperatures, %.1f s %s%n",
                        model.isIn(interval) ? "in " : "OUT",
                        model.name(),
                        interval.logZ() - model.logZ(),
                        interval.upper() - interval.lower(),
                        interval.forward().effectiveSampleSize(),
                        interval.temperatures(),
                        (System.nanoTime() - start) / 1e9,
                        interval.doubts());
            }
        }
        System.out.printf("%d models, %d doubted, %d of the others missed%n", models, doubted, failures.size());
        assertTrue(doubted <= models / 5, doubted + " doubted");
        assertTrue(failures.size() <= (models - doubted) / 100, failures::toString);
    }

    /** 40 models. */
    private static List<KnownModel> round(RandomStreams streams, int round) {
        List<KnownModel> models = new ArrayList<>();
        for (double penalty : new double[] {4, 8, 15}) {
            for (int[] size : new int[][] {{12, 2}, {12, 4}, {12, 6}, {16, 6}, {18, 8}}) {
                models.add(KnownModel.relations(
                        streams.stream("relations " + penalty + size[0] + size[1], round), size[0], size[1], penalty));
            }
        }
        for (int dimension : new int[] {12, 20, 40}) {
            for (double noise : new double[] {0.01, 0.05}) {
                String name = "modes " + dimension + noise;
                models.add(KnownModel.modes(streams.stream(name, round), dimension, 2, 8, noise, 0.02, false));
                models.add(
                        KnownModel.modes(streams.stream(name + "many", round), dimension, 2, 30, noise, 0.01, false));
            }
        }
        models.add(KnownModel.modes(streams.stream("left out", round), 12, 2, 6, 0.05, 0.2, true));
        models.add(KnownModel.modes(streams.stream("left out, more", round), 30, 2, 6, 0.05, 0.2, true));
        models.add(KnownModel.modes(streams.stream("categories", round), 8, 4, 10, 0.03, 0.02, false));
        models.add(KnownModel.modes(streams.stream("wide", round), 60, 2, 10, 0.03, 0.02, false));
        for (double scale : new double[] {0.7, 1.5}) {
            models.add(KnownModel.table(streams.stream("table" + scale, round), StateSpace.binary(12), scale, false));
            models.add(KnownModel.table(streams.stream("rare" + scale, round), StateSpace.of(3, 4, 5, 6), scale, true));
        }
        models.add(KnownModel.rbm(streams.stream("rbm", round), 30, 0.5));
        models.add(KnownModel.rbm(streams.stream("stiff rbm", round), 30, 2));
        models.add(KnownModel.ising(streams.stream("ising", round), 0.44));
        models.add(KnownModel.ising(streams.stream("ordered ising", round), 0.8));
        models.add(KnownModel.needle(streams.stream("needle", round), 14, 0.1));
        return models;
    }
}
