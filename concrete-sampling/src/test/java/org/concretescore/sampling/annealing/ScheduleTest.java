package org.concretescore.sampling.annealing;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.MeanTest;
import org.junit.jupiter.api.Test;

final class ScheduleTest {
    @Test
    void knownSchedules() {
        assertArrayEquals(
                new double[] {0, 0.25, 0.5, 0.75, 1}, Schedule.linear(4).temperatures());
        assertArrayEquals(
                new double[] {0, 0.001, 0.01, 0.1, 1},
                Schedule.geometric(4, 0.001).temperatures(),
                1e-15);
        double[] sigmoid = Schedule.sigmoid(4, 4).temperatures();
        double end = 1 / (1 + Math.exp(-4));
        double inside = 1 / (1 + Math.exp(-2));
        assertEquals((inside - (1 - end)) / (2 * end - 1), sigmoid[3], 1e-15);
        assertEquals(0.5, sigmoid[2], 1e-15);
        assertEquals(1 - sigmoid[3], sigmoid[1], 1e-15);
        for (int steps : new int[] {1, 2, 3, 1000}) {
            for (Schedule schedule : new Schedule[] {
                Schedule.linear(steps),
                Schedule.sigmoid(steps, 16),
                Schedule.geometric(steps, 1e-9),
                Schedule.equalLength(new double[] {0, 0.1, 1}, new double[] {5, 0, 2}, steps)
            }) {
                assertEquals(steps, schedule.steps());
                assertEquals(0, schedule.temperature(0));
                assertEquals(1, schedule.temperature(steps));
            }
        }
    }

    @Test
    void equalLengthFollowsTheDeviation() {
        // Four times as long before 1/2 as behind it.
        double[] b = Schedule.equalLength(new double[] {0, 0.5, 0.500001, 1}, new double[] {4, 4, 1, 1}, 5)
                .temperatures();
        assertArrayEquals(new double[] {0, 0.125, 0.25, 0.375, 0.5, 1}, b, 1e-5);
        assertArrayEquals(
                Schedule.linear(3).temperatures(),
                Schedule.equalLength(new double[] {0, 1}, new double[] {0, 0}, 3)
                        .temperatures(),
                1e-12);
    }

    /** Trapezes: a deviation that rises from 0 to 2 is 1 in the mean. */
    @Test
    void lengthsAreMeasuredAtBothEndsOfAStep() {
        assertArrayEquals(
                new double[] {0, 0.5, 2}, Schedule.lengths(new double[] {0, 0.5, 1}, new double[] {0, 2, 4}), 1e-8);
    }

    private static void refused(String message, double... temperatures) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> Schedule.of(temperatures))
                        .getMessage());
    }

    @Test
    void refusesWhatIsNoSchedule() {
        refused("a schedule needs at least two inverse temperatures, 0 and 1, was given 1", 0);
        refused("inverse temperature 0 must be 0, where the base is, was 0.1", 0.1, 1);
        refused("inverse temperature 0 must be 0, where the base is, was NaN", Double.NaN, 1);
        refused("the last inverse temperature must be 1, where the target is, was 0.99", 0, 0.5, 0.99);
        refused("the last inverse temperature must be 1, where the target is, was 1.01", 0, 0.5, 1.01);
        refused("inverse temperature 2 must be larger than the one before, 0.5, was 0.5", 0, 0.5, 0.5, 1);
        refused("inverse temperature 1 must be larger than the one before, 0.0, was NaN", 0, Double.NaN, 1);
        assertThrows(IllegalArgumentException.class, () -> Schedule.linear(0));
        assertThrows(IllegalArgumentException.class, () -> Schedule.linear(Schedule.STEPS + 1));
        assertThrows(IllegalArgumentException.class, () -> Schedule.sigmoid(2, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Schedule.geometric(2, 1));
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Schedule.equalLength(new double[] {0, 1}, new double[] {1, Double.NaN}, 3))
                .getMessage();
        assertEquals("deviation 1 must be finite and not negative, was NaN", message);
        assertThrows(
                IllegalArgumentException.class, () -> Schedule.equalLength(new double[] {0, 1}, new double[] {1}, 3));
    }

    /** Between independent columns everything is known: the pilot must find the length, and the marginals. */
    @Test
    void thePilotMeasuresTheLength() {
        int n = 10;
        StateSpace space = StateSpace.binary(n);
        double h = 2;
        AnnealingPath path = AnnealingPath.of(
                IndependentModel.uniform(space),
                Targets.of(space, x -> h * Arrays.stream(x).sum()),
                Graphs.hamming(space));
        Pilot pilot = Pilot.run(path, AnnealingOptions.of(path, 500), STREAMS, "pilot");
        // sd_b = h sqrt(n q(1 - q)) with q = 1/(1 + exp(-b h)); the integral of sech is the Gudermannian.
        double exact = Math.sqrt(n) * 2 * Math.atan(Math.tanh(h / 4));
        assertEquals(exact, pilot.length(), 0.03 * exact);
        double q = 1 / (1 + Math.exp(-h));
        for (int d = 0; d < n; d++) {
            // The pilot's own bias is within 0.01.
            double share = pilot.marginals().probability(d, 1);
            new MeanTest(share, Math.max(q - 0.01, Math.min(q + 0.01, share)), Math.sqrt(q * (1 - q) / 500))
                    .require("share of coordinate " + d);
        }
        assertEquals(Math.ceil(exact * exact / 0.25), pilot.scheduleFor(0.5).steps(), 8);
        // And the run has the deviation that was asked for: with a few sweeps a step, nearly in equilibrium.
        LogZEstimate estimate = Ais.logZ(
                path,
                pilot.scheduleFor(0.5),
                AnnealingOptions.of(path, 1000).withProposals(2 * n),
                STREAMS,
                "after the pilot");
        new MeanTest(estimate.logZ(), n * Math.log1p(Math.exp(h)), estimate.standardError()).require("log Z");
        assertEquals(0.5, estimate.standardError() * Math.sqrt(1000), 0.12);
        assertThrows(IllegalArgumentException.class, () -> pilot.scheduleFor(Double.NaN));
    }

    @Test
    void thePilotServesAwkwardTargets() {
        StateSpace space = StateSpace.of(12);
        ExactDistribution holes = ExactDistribution.of(space, 0, 3, 0, 1, 2, 0, 0, 4, 1, 0, 2, 0);
        AnnealingPath path = AnnealingPath.of(IndependentModel.uniform(space), holes, Graphs.complete(space));
        Pilot pilot = Pilot.run(path, AnnealingOptions.of(path, 100), STREAMS, "holes");
        assertTrue(pilot.length() > 0);
        AnnealingPath flat =
                AnnealingPath.of(IndependentModel.uniform(space), Targets.of(space, x -> 7), Graphs.complete(space));
        pilot = Pilot.run(flat, AnnealingOptions.of(path, 10), STREAMS, "flat");
        assertEquals(0, pilot.length(), 1e-8);
        assertEquals(1, pilot.scheduleFor(0.25).steps());
        AnnealingPath nothing = AnnealingPath.of(
                IndependentModel.uniform(space),
                Targets.of(space, x -> Double.NEGATIVE_INFINITY),
                Graphs.complete(space));
        assertThrows(
                IllegalStateException.class,
                () -> Pilot.run(nothing, AnnealingOptions.of(path, 10), STREAMS, "nothing"));
    }
}
