package org.concretescore.core.score;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.Verify;
import org.junit.jupiter.api.Test;

/** Conditional scores and densities against the conditional distribution, counted out. */
final class ConditionalScoreTest {
    private static final StateSpace FULL = StateSpace.of(3, 2, 1, 4, 3);
    private static final Clamping CLAMPING = Clamping.of(FULL, new int[] {3, 1}, new int[] {2, 1});

    private static ExactDistribution joint() {
        UniformRandomProvider random = new RandomStreams(5).stream("joint");
        return ExactDistribution.of(
                FULL,
                IntStream.range(0, (int) FULL.size())
                        .mapToDouble(i -> Math.exp(4 * random.nextDouble()))
                        .toArray());
    }

    private static ExactDistribution conditional(ExactDistribution joint) {
        int n = (int) CLAMPING.space().size();
        double[] weights = new double[n];
        int[] state = new int[3];
        for (int rank = 0; rank < n; rank++) {
            CLAMPING.space().unrank(rank, state, 0);
            int[] full = {state[0], 1, state[1], 2, state[2]};
            weights[rank] = joint.probability((int) FULL.rank(full, 0));
        }
        return ExactDistribution.of(CLAMPING.space(), weights);
    }

    @Test
    void clampedCoordinatesStepAside() {
        assertEquals(StateSpace.of(3, 1, 3), CLAMPING.space());
        assertEquals(FULL, CLAMPING.full());
        assertArrayEquals(new int[] {0, 2, 4}, CLAMPING.free());
        int[] full = new int[10];
        CLAMPING.expand(new int[] {2, 0, 1, 0, 0, 2}, 2, full);
        assertArrayEquals(new int[] {2, 1, 0, 2, 1, 0, 1, 0, 2, 2}, full);
        int[] free = new int[6];
        CLAMPING.restrict(full, 2, free);
        assertArrayEquals(new int[] {2, 0, 1, 0, 0, 2}, free);
        assertEquals("Clamping[2 of 5 coordinates]", CLAMPING.toString());
    }

    @Test
    void scoresAreThoseOfTheConditional() {
        ExactDistribution joint = joint();
        ExactDistribution conditional = conditional(joint);
        for (String name : List.of("hamming", "grid", "torus")) {
            ScoreModel model = joint.score(Graphs.parse(name, FULL));
            TiedScore tied = TiedScore.of(joint, Graphs.parse(name, FULL));
            for (ScoreModel same : List.of(model, TableScore.of(model), tied)) {
                ScoreModel given = ConditionalScore.of(same, CLAMPING);
                assertEquals(same instanceof LocalScore, given instanceof LocalScore);
                assertEquals(same instanceof TiedScore, given instanceof TiedScore);
                Neighborhood graph = Graphs.parse(name, CLAMPING.space());
                assertEquals(graph.toString(), given.neighborhood().toString());
                double[] expected = new double[9 * graph.slots()];
                double[] actual = new double[9 * graph.slots()];
                int[] states = new int[27];
                IntStream.range(0, 9).forEach(rank -> CLAMPING.space().unrank(rank, states, 3 * rank));
                conditional.score(graph).logRatios(states, 9, expected);
                given.logRatios(states, 9, actual);
                assertArrayEquals(expected, actual, 1e-12);
                if (given instanceof LocalScore local) {
                    Verify.score(local, 1e-12, STREAMS.stream("local"));
                }
            }
        }
    }

    @Test
    void classesStayClasses() {
        ScoreModel given = ConditionalScore.of(new Parity(), Clamping.of(FULL, new int[] {0}, new int[] {1}));
        assertTrue(given instanceof ClassedScore);
        Verify.score(given, 1e-12, STREAMS.stream("local"));
        assertFalse(((LocalScore) given).maxAffected() > given.neighborhood().slots());
    }

    @Test
    void densitiesDifferByAConstant() {
        ExactDistribution joint = joint();
        ExactDistribution conditional = conditional(joint);
        LogDensity density = ConditionalDensity.of(joint, CLAMPING);
        assertEquals(CLAMPING.space(), density.space());
        assertFalse(density instanceof GradientDensity);
        ExactDistribution enumerated = ExactDistribution.of(density);
        assertArrayEquals(conditional.probabilities(), enumerated.probabilities(), 1e-14);
    }

    /** Where the density is linear in its inputs, first-order log ratios are exact: given the rest too. */
    @Test
    void gradientsAreThoseOfTheFreeInputs() {
        int inputs = GradientDensity.inputs(FULL);
        double[] slopes = new RandomStreams(6).stream("slopes").doubles(inputs).toArray();
        Linear linear = new Linear(slopes);
        GradientDensity given = (GradientDensity) ConditionalDensity.of(linear, CLAMPING);
        int[] states = new int[27];
        IntStream.range(0, 9).forEach(rank -> CLAMPING.space().unrank(rank, states, 3 * rank));
        double[] logDensities = new double[9];
        double[] again = new double[9];
        double[] gradients = new double[9 * 7];
        given.gradients(states, 9, logDensities, gradients);
        given.logDensities(states, 9, again);
        assertArrayEquals(again, logDensities);
        for (int row = 0; row < 9; row++) {
            // Inputs 3 and 4 belong to coordinate 1, 6 to 9 to coordinate 3.
            double[] expected = {slopes[0], slopes[1], slopes[2], slopes[5], slopes[10], slopes[11], slopes[12]};
            assertArrayEquals(expected, Arrays.copyOfRange(gradients, 7 * row, 7 * row + 7));
        }
        double[] exact = new double[9 * 4];
        double[] firstOrder = new double[9 * 4];
        TiedScore.of(given, Graphs.hamming(CLAMPING.space())).logRatios(states, 9, exact);
        TaylorScore.of(given).logRatios(states, 9, firstOrder);
        assertArrayEquals(exact, firstOrder, 1e-12);
    }

    @Test
    void gradientsOfAClampedFirstCoordinateArePassedOver() {
        double[] slopes = new RandomStreams(6)
                .stream("slopes").doubles(GradientDensity.inputs(FULL)).toArray();
        Clamping first = Clamping.of(FULL, new int[] {0}, new int[] {1});
        GradientDensity given = (GradientDensity) ConditionalDensity.of(new Linear(slopes), first);
        double[] gradients = new double[slopes.length - FULL.cardinality(0)];
        given.gradients(new int[4], 1, new double[1], gradients);
        assertArrayEquals(Arrays.copyOfRange(slopes, FULL.cardinality(0), slopes.length), gradients);
    }

    /** Log densities that are sums of one number a coordinate. */
    private record Linear(double[] slopes) implements GradientDensity {
        @Override
        public StateSpace space() {
            return FULL;
        }

        @Override
        public void logDensities(int[] states, int count, double[] logDensities) {
            gradients(states, count, logDensities, new double[count * slopes.length]);
        }

        @Override
        public void gradients(int[] states, int count, double[] logDensities, double[] gradients) {
            for (int row = 0; row < count; row++) {
                System.arraycopy(slopes, 0, gradients, row * slopes.length, slopes.length);
                logDensities[row] = 0;
                int offset = 0;
                for (int d = 0; d < FULL.dimension(); d++) {
                    logDensities[row] += slopes[offset + states[row * FULL.dimension() + d]];
                    offset += FULL.cardinality(d);
                }
            }
        }
    }

    private static void assertRefused(String words, Runnable call) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    @Test
    void argumentsAreChecked() {
        assertRefused(
                "clamping 1 coordinate needs as many values, was given 2",
                () -> Clamping.of(FULL, new int[1], new int[2]));
        assertRefused("clamped coordinate 5 is not in 0..4", () -> Clamping.of(FULL, new int[] {5}, new int[1]));
        assertRefused("coordinate 1 is clamped twice", () -> Clamping.of(FULL, new int[] {1, 1}, new int[2]));
        assertRefused(
                "clamped coordinate 1: value 2 is not in 0..1", () -> Clamping.of(FULL, new int[] {1}, new int[] {2}));
        assertRefused(
                "all 2 coordinates are clamped", () -> Clamping.of(StateSpace.binary(2), new int[] {1, 0}, new int[2]));
        ExactDistribution joint = joint();
        for (String name : Graphs.NAMES) {
            if (!List.of("grid", "torus", "hamming").contains(name)) {
                ScoreModel model = joint.score(Graphs.parse(name, FULL));
                assertRefused(
                        "(grid, torus or hamming), was given " + name, () -> ConditionalScore.of(model, CLAMPING));
            }
        }
        Clamping other = Clamping.of(StateSpace.binary(3), new int[1], new int[1]);
        assertRefused("but the model is on StateSpace[3, 2, 1, 4, 3]", () -> ConditionalDensity.of(joint, other));
        assertRefused("but the model is on", () -> ConditionalScore.of(joint.score(Graphs.grid(FULL)), other));
        TiedScore tied = TiedScore.of(joint, Graphs.cycle(FULL));
        assertRefused("(grid, torus or hamming), was given cycle", () -> ConditionalScore.of(tied, CLAMPING));
    }

    /** Log density 1 where the sum of the coordinates is even: an edge changes it or not. */
    private static final class Parity implements ClassedScore {
        private final Neighborhood graph = Graphs.hamming(FULL);

        private static int parity(int[] states, int at) {
            return IntStream.range(at, at + FULL.dimension())
                            .map(i -> states[i])
                            .sum()
                    % 2;
        }

        @Override
        public Neighborhood neighborhood() {
            return graph;
        }

        @Override
        public int classes() {
            return 3;
        }

        @Override
        public double classLogRatio(int edgeClass) {
            return edgeClass - 1;
        }

        @Override
        public int edgeClass(int[] states, int at, int slot) {
            int[] there = new int[FULL.dimension()];
            graph.neighbor(states, at, slot, there, 0);
            return 1 + parity(states, at) - parity(there, 0);
        }

        @Override
        public void logRatios(int[] states, int count, double[] logRatios) {
            for (int i = 0; i < count * graph.slots(); i++) {
                logRatios[i] = logRatio(states, i / graph.slots() * FULL.dimension(), i % graph.slots());
            }
        }

        @Override
        public int affected(int[] states, int at, int slot, int[] slots) {
            IntStream.range(0, graph.slots()).forEach(i -> slots[i] = i);
            return graph.slots();
        }

        @Override
        public int maxAffected() {
            return graph.slots();
        }
    }
}
