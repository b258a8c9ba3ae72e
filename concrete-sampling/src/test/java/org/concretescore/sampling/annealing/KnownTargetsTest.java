package org.concretescore.sampling.annealing;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.exact.Rbm;
import org.concretescore.core.exact.Target;
import org.concretescore.core.random.RandomStreams;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Both bounds on targets whose log Z is known, and whose samples are. Intervals are of three standard errors each way:
 * on the few seeds tried here none should miss.
 */
final class KnownTargetsTest {
    @Test
    void aSmallTorus() {
        assertBounds(Ising.of(5, 5, 0.4406868), 500, 0.3, STREAMS, 0.3);
    }

    /** The goals: log Z within 0.1 nats. Prints what it measures. */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "ising 0.2, 1",
        "ising 0.2, 2",
        "ising 0.2, 3",
        "ising 0.2, 4",
        "ising 0.2, 5",
        "ising 0.4406868, 1",
        "ising 0.4406868, 2",
        "ising 0.4406868, 3",
        "rbm, 1",
        "rbm, 2",
        "rbm, 3",
        "rbm, 4",
        "rbm, 5"
    })
    void withinATenthOfANat(String name, long seed) {
        RandomStreams streams = new RandomStreams(seed);
        Target target = name.equals("rbm")
                ? Rbm.random(100, 25, 0.05, 1, streams.stream("rbm"))
                : Ising.of(10, 10, Double.parseDouble(name.substring(6)));
        // At the critical point steps mix slowly, and weights vary more than the schedule was made for.
        assertBounds(target, name.endsWith("0.4406868") ? 2000 : 1000, 0.2, streams, 0.1);
    }

    private static void assertBounds(Target target, int chains, double deviation, RandomStreams streams, double width) {
        long start = System.nanoTime();
        AnnealingPath path = AnnealingPath.of(IndependentModel.uniform(target.space()), target, target.score());
        AnnealingOptions options = AnnealingOptions.of(path, chains);
        AnnealingOptions few = options.withChains(200);
        if (target instanceof Rbm) {
            path = path.from(Pilot.run(path, few, streams, "marginals").marginals());
        }
        Schedule schedule = Pilot.run(path, few, streams, "pilot").scheduleFor(deviation);
        int[] exact = new int[chains * target.space().dimension()];
        target.sample(streams.stream("exact"), chains, exact);
        BidirectionalEstimate both = Ais.bidirectional(path, schedule, exact, chains, options, streams, "sandwich");
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%s: log Z %.4f, in [%.4f, %.4f], width %.3f, forward %.4f, backward %.4f, %d temperatures, %.1f s%n",
                target,
                target.logZ(),
                both.lower(),
                both.upper(),
                both.width(),
                both.forward().logZ(),
                both.backward().logZ(),
                schedule.steps(),
                seconds);
        assertTrue(both.lower() <= target.logZ() && target.logZ() <= both.upper(), both::toString);
        assertTrue(both.lower() < both.upper(), both::toString);
        assertTrue(both.width() < width, both::toString);
    }
}
