package org.concretescore.core;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.concretescore.core.baseline.ChowLiuTree;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.data.ColumnGroups;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.FactorialHmm;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.exact.Potts;
import org.concretescore.core.exact.RandomTable;
import org.concretescore.core.exact.Rbm;
import org.concretescore.core.exact.Target;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.Clamping;
import org.concretescore.core.score.ConditionalDensity;
import org.concretescore.core.score.ConditionalScore;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.PathDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.SymmetrizedScore;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.score.TaylorScore;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever answers a batch checks it once, at the door, and says what is wrong with it. */
final class BatchDoorsTest {
    private static final StateSpace SPACE = StateSpace.of(3, 2, 2, 2);

    private static ExactDistribution exact(StateSpace space) {
        return RandomTable.of(Graphs.hamming(space), 1, STREAMS.stream("doors")).exact();
    }

    private static Clamping clamping(StateSpace space) {
        return Clamping.of(space, new int[] {1}, new int[] {1});
    }

    private static Stream<GradientDensity> smooth() {
        return Stream.of(
                Ising.of(3, 3, 0.3),
                Potts.of(3, 3, 3, 0.3),
                Rbm.random(4, 3, 1, 1, STREAMS.stream("doors")),
                FactorialHmm.random(3, 2, 1, 0.9, STREAMS.stream("doors")));
    }

    static Stream<LogDensity> densities() {
        Dataset data = Dataset.of(Schema.of(SPACE), new int[] {0, 1, 0, 1, 2, 1, 0, 0}, 2);
        Stream<LogDensity> plain = Stream.of(
                exact(SPACE),
                RandomTable.of(Graphs.hamming(SPACE), 1, STREAMS.stream("doors")),
                IndependentModel.of(data),
                ChowLiuTree.of(data),
                PathDensity.of(exact(SPACE).score(Graphs.hamming(SPACE)), new int[4]),
                ConditionalDensity.of(exact(SPACE), clamping(SPACE)));
        Stream<LogDensity> conditioned =
                smooth().map(density -> ConditionalDensity.of(density, clamping(density.space())));
        return Stream.of(plain, smooth(), conditioned).flatMap(s -> s);
    }

    static Stream<ScoreModel> scores() {
        Neighborhood hamming = Graphs.hamming(SPACE);
        ScoreModel directed = exact(SPACE).score(Graphs.chain(SPACE));
        Stream<ScoreModel> plain = Stream.of(
                exact(SPACE).score(hamming),
                TableScore.of(exact(SPACE).score(hamming)),
                TiedScore.of(exact(SPACE), hamming),
                SymmetrizedScore.of(directed),
                ConditionalScore.of(exact(SPACE).score(hamming), clamping(SPACE)),
                ConditionalScore.of(TableScore.of(exact(SPACE).score(hamming)), clamping(SPACE)));
        Stream<ScoreModel> targets = smooth().map(density -> ((Target) density).score());
        Stream<ScoreModel> taylor = smooth().map(density -> TaylorScore.of(density));
        return Stream.of(plain, targets, taylor).flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("scores")
    void aScoreRefusesWhatIsNoBatch(ScoreModel model) {
        int slots = model.neighborhood().slots();
        check(model.neighborhood().space(), "logRatios", slots, model::logRatios);
        refuses(model.neighborhood().space(), slots, model::scores);
        refuses(model.neighborhood().space(), slots, model::ratios);
    }

    @ParameterizedTest
    @MethodSource("densities")
    void aDensityRefusesWhatIsNoBatch(LogDensity density) {
        check(density.space(), "logDensities", 1, density::logDensities);
        if (density instanceof GradientDensity smooth) {
            int inputs = GradientDensity.inputs(density.space());
            check(
                    density.space(),
                    "gradients",
                    inputs,
                    (states, count, out) -> smooth.gradients(states, count, new double[3], out));
            check(
                    density.space(),
                    "logDensities",
                    1,
                    (states, count, out) -> smooth.gradients(states, count, out, new double[3 * inputs]));
        }
        if (density instanceof Target target) {
            check(density.space(), "values", 1, target::statistics);
        }
    }

    private interface Batch {
        void run(int[] states, int count, double[] out);
    }

    private static void check(StateSpace space, String name, int width, Batch batch) {
        refuses(space, width, batch);
        double[] tooShort = new double[3 * width - 1];
        assertEquals(
                name + " must have room for 3 x " + width + " numbers, has " + tooShort.length,
                refusal(() -> batch.run(new int[3 * space.dimension()], 3, tooShort)));
        assertEquals(
                name,
                assertThrows(NullPointerException.class, () -> batch.run(new int[3 * space.dimension()], 3, null))
                        .getMessage());
    }

    private static void refuses(StateSpace space, int width, Batch batch) {
        int dimension = space.dimension();
        double[] out = new double[3 * width];
        batch.run(new int[3 * dimension], 3, out);
        batch.run(new int[0], 0, new double[0]);
        for (int wrong : new int[] {-1, space.cardinality(1), 5, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            int[] states = new int[3 * dimension];
            states[2 * dimension + 1] = wrong;
            assertEquals(
                    "state 2, coordinate 1: value " + wrong + " is not in 0.." + (space.cardinality(1) - 1),
                    refusal(() -> batch.run(states, 3, out)));
        }
        assertEquals(
                "3 states of " + dimension + " coordinates do not fit an array of " + (3 * dimension - 1),
                refusal(() -> batch.run(new int[3 * dimension - 1], 3, out)));
        assertEquals(
                "-1 states of " + dimension + " coordinates do not fit an array of " + dimension,
                refusal(() -> batch.run(new int[dimension], -1, out)));
        assertEquals(
                "states",
                assertThrows(NullPointerException.class, () -> batch.run(null, 3, out))
                        .getMessage());
    }

    private static String refusal(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 64, 1000, Long.MIN_VALUE, Long.MAX_VALUE})
    void thereIsNoSuchRank(long rank) {
        StateSpace bits = StateSpace.binary(6);
        assertEquals(
                "rank must be in 0..63 on StateSpace[2^6], was " + rank,
                refusal(() -> bits.unrank(rank, new int[6], 0)));
    }

    @Test
    void statesOfABatchAreCheckedByTheirNumber() {
        for (StateSpace space : List.of(SPACE, StateSpace.binary(4))) {
            int[] states = new int[5 * 4];
            states[4 * 4 + 1] = 2;
            space.check(states, 1, 3);
            space.check(states, 5, 0);
            assertEquals("state 4, coordinate 1: value 2 is not in 0..1", refusal(() -> space.check(states, 2, 3)));
            assertEquals(
                    "3 states of 4 coordinates, the first of them state 3, do not fit an array of 20",
                    refusal(() -> space.check(states, 3, 3)));
            assertEquals(
                    "2 states of 4 coordinates, the first of them state -1, do not fit an array of 20",
                    refusal(() -> space.check(states, -1, 2)));
            assertEquals(
                    "1 state of 4 coordinates, the first of them state 2147483647, do not fit an array of 20",
                    refusal(() -> space.check(states, Integer.MAX_VALUE, 1)));
        }
    }

    @Test
    void aStateOutOfRangeHasNoRank() {
        assertEquals(
                "state 0, coordinate 1: value 2 is not in 0..1",
                refusal(() -> SPACE.rank(new int[] {9, 0, 2, 0, 0}, 1)));
        assertEquals(
                "state 0, coordinate 0: value -1 is not in 0..2",
                refusal(() -> SPACE.rank(new int[] {-1, 0, 0, 0}, 0)));
    }

    @Test
    void statesThatAreRewrittenAreChecked() {
        Clamping clamping = clamping(SPACE);
        assertEquals(
                "state 0, coordinate 1: value 2 is not in 0..1",
                refusal(() -> clamping.expand(new int[] {0, 2, 0}, 1, new int[4])));
        assertEquals(
                "fullStates must have room for 1 x 4 numbers, has 3",
                refusal(() -> clamping.expand(new int[3], 1, new int[3])));
        assertEquals(
                "state 0, coordinate 0: value 3 is not in 0..2",
                refusal(() -> clamping.restrict(new int[] {3, 0, 0, 0}, 1, new int[3])));
        ColumnGroups groups = ColumnGroups.of(SPACE, List.of(new int[] {0, 1}, new int[] {2, 3}));
        assertEquals(
                "state 0, coordinate 3: value 7 is not in 0..1",
                refusal(() -> groups.group(new int[] {0, 0, 0, 7}, 1, new int[2])));
        assertEquals(
                "state 0, coordinate 0: value 6 is not in 0..5",
                refusal(() -> groups.ungroup(new int[] {6, 0}, 1, new int[4])));
        assertEquals(
                "out must have room for 1 x 4 numbers, has 2",
                refusal(() -> groups.ungroup(new int[2], 1, new int[2])));
    }
}
