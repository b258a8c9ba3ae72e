package org.concretescore.sampling.diagnostics;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.OptionalLong;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.Support;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.MetropolisHastings;
import org.concretescore.sampling.chain.MetropolisHastingsOptions;
import org.concretescore.sampling.chain.Tally;
import org.junit.jupiter.api.Test;

final class TransitionMatrixTest {
    /** A kernel given by its matrix. */
    private record Given(double[]... rows) implements EnumerableKernel {
        @Override
        public StateSpace space() {
            return StateSpace.of(rows.length);
        }

        @Override
        public void advance(Chains chains, int from, int to, long steps, Tally tally) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void transitionProbabilities(int[] states, int at, double[] probabilities) {
            Arrays.setAll(probabilities, y -> rows[states[at]][y]);
        }
    }

    @Test
    void errorsAreThoseOfTheDefinition() {
        // Stationary, not reversible: a rotation that hesitates.
        TransitionMatrix rotation = TransitionMatrix.of(
                new Given(new double[] {0.5, 0.5, 0}, new double[] {0, 0.5, 0.5}, new double[] {0.5, 0, 0.5}));
        ExactDistribution uniform = ExactDistribution.of(StateSpace.of(3), 1, 1, 1);
        assertEquals(0, rotation.stationaryError(uniform), 1e-16);
        assertEquals(0.5 / 3, rotation.detailedBalanceError(uniform), 1e-16);
        ExactDistribution p = ExactDistribution.of(StateSpace.of(3), 2, 1, 1);
        // pi P = (3/8, 3/8, 1/4).
        assertEquals(0.125, rotation.stationaryError(p), 1e-16);
        assertEquals(3, rotation.size());
        assertEquals(0.5, rotation.probability(2, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> rotation.stationaryError(ExactDistribution.of(StateSpace.of(2), 1, 1)));
    }

    /** By hand, where the matrix and its transpose have other errors. */
    @Test
    void errorsOfTwoStates() {
        TransitionMatrix matrix = TransitionMatrix.of(new Given(new double[] {0.9, 0.1}, new double[] {0.4, 0.6}));
        ExactDistribution p = ExactDistribution.of(StateSpace.of(2), 3, 1);
        // pi P = (0.775, 0.225); the flows are 0.075 and 0.1.
        assertEquals(0.025, matrix.stationaryError(p), 1e-15);
        assertEquals(0.025, matrix.detailedBalanceError(p), 1e-15);
        ExactDistribution stationary = ExactDistribution.of(StateSpace.of(2), 4, 1);
        assertEquals(0, matrix.stationaryError(stationary), 1e-15);
        assertEquals(0, matrix.detailedBalanceError(stationary), 1e-15);
    }

    /** Two states forget at the rate of the second eigenvalue, 1 - a - b. */
    @Test
    void mixingTimeOfTwoStates() {
        for (double[] ab : new double[][] {{0.1, 0.2}, {0.9, 0.8}, {1e-6, 3e-6}, {0.5, 0.5}}) {
            TransitionMatrix matrix =
                    TransitionMatrix.of(new Given(new double[] {1 - ab[0], ab[0]}, new double[] {ab[1], 1 - ab[1]}));
            for (double epsilon : new double[] {0.3, 0.01, 1e-9}) {
                long t = matrix.mixingTime(epsilon).orElseThrow();
                double lambda = Math.abs(1 - ab[0] - ab[1]);
                assertTrue(2 * Math.pow(lambda, t) <= epsilon * (1 + 1e-9));
                assertTrue(t == 1 || 2 * Math.pow(lambda, t / 2) > epsilon * (1 - 1e-9));
            }
        }
    }

    @Test
    void lazinessMakesAnEvenCycleMix() {
        StateSpace space = StateSpace.of(16);
        TiedScore uniform = TiedScore.of(ExactDistribution.ofSamples(space, space16(), 16), Graphs.cycle(space));
        assertEquals(
                OptionalLong.empty(),
                TransitionMatrix.of(MetropolisHastings.of(uniform)).mixingTime(0.01));
        TransitionMatrix lazy = TransitionMatrix.of(MetropolisHastings.of(uniform, new MetropolisHastingsOptions(0.5)));
        // The second eigenvalue is (1 + cos(2 pi / 16))/2 = 0.962.
        assertEquals(256, lazy.mixingTime(0.01).orElseThrow());
    }

    private static int[] space16() {
        int[] states = new int[16];
        Arrays.setAll(states, x -> x);
        return states;
    }

    @Test
    void squaresMatricesLargerThanABlock() {
        StateSpace space = StateSpace.of(150);
        ExactDistribution p = Support.randomPmf(space, 1, STREAMS.stream("blocks"));
        // Every row is p: mixed after one step; perturbed, after a few.
        double[][] rows = new double[150][];
        Arrays.setAll(rows, x -> p.probabilities());
        assertEquals(1, TransitionMatrix.of(new Given(rows)).mixingTime(1e-12).orElseThrow());
        for (int x = 0; x < 150; x++) {
            for (int y = 0; y < 150; y++) {
                rows[x][y] = rows[x][y] / 2 + (x == y ? 0.5 : 0);
            }
        }
        // P^t = (1 - 2^-t) p + 2^-t I: the distance of two rows is 2^-t.
        assertEquals(32, TransitionMatrix.of(new Given(rows)).mixingTime(1e-8).orElseThrow());
        assertEquals(16, TransitionMatrix.of(new Given(rows)).mixingTime(1e-4).orElseThrow());
        // One down each step: all are at state 0 after 149.
        double[][] down = new double[150][150];
        for (int x = 0; x < 150; x++) {
            down[x][Math.max(0, x - 1)] = 1;
        }
        assertEquals(256, TransitionMatrix.of(new Given(down)).mixingTime(1e-12).orElseThrow());
    }

    @Test
    void oneStateIsMixed() {
        assertEquals(
                1,
                TransitionMatrix.of(new Given(new double[] {1})).mixingTime(0.1).orElseThrow());
    }

    @Test
    void argumentsAreChecked() {
        StateSpace space = StateSpace.binary(13);
        MetropolisHastings large = MetropolisHastings.of(
                ExactDistribution.ofSamples(space, new int[13], 1).score(Graphs.hamming(space)));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> TransitionMatrix.of(large));
        assertTrue(e.getMessage().contains("4096"), e.getMessage());
        TransitionMatrix one = TransitionMatrix.of(new Given(new double[] {1}));
        for (double epsilon : new double[] {0, 1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> one.mixingTime(epsilon));
        }
    }
}
