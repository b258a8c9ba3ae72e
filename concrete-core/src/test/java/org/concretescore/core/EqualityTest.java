package org.concretescore.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.concretescore.core.data.ColumnGroups;
import org.concretescore.core.data.CsvOptions;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.CoordinateSlots;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.plane.GrayCode;
import org.concretescore.core.plane.PlaneGrid;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.Clamping;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.vector.Columns;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.core.vector.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of the same content are equal, whoever made them. */
final class EqualityTest {
    private static final StateSpace SPACE = StateSpace.of(2, 3);

    @ParameterizedTest
    @MethodSource("org.concretescore.core.graph.TestGraphs#all")
    void aGraphEqualsTheOneThatItsTextMakes(Neighborhood graph) {
        Neighborhood again = Graphs.parse(graph.spec(), graph.space());
        assertEquals(graph, again);
        assertEquals(graph.hashCode(), again.hashCode());
    }

    @Test
    void graphsDifferInKindEdgesOrSpace() {
        EqualityContract.check(
                () -> Graphs.grid(SPACE),
                () -> Graphs.torus(SPACE),
                () -> Graphs.hamming(SPACE),
                () -> Graphs.unmask(SPACE),
                () -> Graphs.cycle(SPACE),
                () -> Graphs.cycleForward(SPACE),
                () -> Graphs.chain(SPACE),
                () -> Graphs.star(SPACE),
                () -> Graphs.complete(SPACE),
                () -> Graphs.tree(SPACE),
                () -> Graphs.edges(SPACE, new int[] {0, 1}, new int[] {0, 2}),
                () -> Graphs.edges(SPACE, new int[] {0, 2}, new int[] {0, 1}),
                () -> Graphs.union(Graphs.grid(SPACE), Graphs.star(SPACE)),
                () -> Graphs.union(Graphs.star(SPACE), Graphs.grid(SPACE)),
                () -> Graphs.symmetrize(Graphs.star(SPACE)),
                () -> Graphs.symmetrize(Graphs.tree(SPACE)),
                () -> Graphs.hamming(StateSpace.of(3, 2)),
                () -> Graphs.star(StateSpace.of(6)),
                () -> Graphs.unmask(StateSpace.of(6)));
    }

    @Test
    void onTwoStatesAStarAndATreeAreGraphsOfTheirOwn() {
        StateSpace two = StateSpace.of(2);
        assertNotEquals(Graphs.star(two), Graphs.tree(two));
    }

    @Test
    void spacesColumnsAndData() {
        Schema schema = Schema.of(SPACE);
        EqualityContract.check(() -> StateSpace.of(2, 3), () -> StateSpace.of(3, 2), () -> StateSpace.binary(2));
        EqualityContract.check(
                () -> Schema.of(SPACE),
                () -> Schema.of(List.of("a", "b"), SPACE, List.of(List.of(), List.of())),
                () -> Schema.of(List.of("a", "b"), SPACE, List.of(List.of("n", "y"), List.of())));
        EqualityContract.check(
                () -> Dataset.of(schema, new int[] {0, 1, 1, 2}, 2),
                () -> Dataset.of(schema, new int[] {0, 1, 1, 1}, 2),
                () -> Dataset.of(schema, new int[] {0, 1, 1, 2}, new double[] {1, 1}),
                () -> Dataset.of(schema, new int[] {0, 1, 1, 2}, new double[] {1, 2}));
        EqualityContract.check(
                () -> Vectors.of(2, new float[] {1, 2}),
                () -> Vectors.of(1, new float[] {1, 2}),
                () -> Vectors.of(2, new float[] {1, 3}));
        List<String> names = List.of("a", "b");
        EqualityContract.check(
                () -> Columns.of(names, new double[] {0, 1}, new double[] {1, 2}),
                () -> Columns.of(names, new double[] {0, 2}, new double[] {1, 2}),
                () -> Columns.of(names, new double[] {0, 1}, new double[] {2, 2}),
                () -> Columns.of(List.of("a", "c"), new double[] {0, 1}, new double[] {1, 2}));
        EqualityContract.check(
                () -> ColumnGroups.of(SPACE, List.of(new int[] {0, 1})),
                () -> ColumnGroups.of(SPACE, List.of(new int[] {0}, new int[] {1})));
        EqualityContract.check(
                () -> CsvOptions.defaults(), () -> CsvOptions.defaults().withHeader(CsvOptions.Header.ABSENT));
    }

    @Test
    void noiseObjectivesAndOptions() {
        Noise noise = Noise.uniform(0.1);
        EqualityContract.check(
                () -> Noise.uniform(0.1), () -> Noise.uniform(0.2), () -> Noise.flips(0.1), Noise::triangular);
        EqualityContract.check(() -> noise.on(SPACE), () -> noise.on(StateSpace.of(3, 2)), () -> Noise.uniform(0.2)
                .on(SPACE));
        EqualityContract.check(() -> NoiseLevels.of(1, 0.1), () -> NoiseLevels.of(1, 0.2));
        EqualityContract.check(
                ObjectiveOptions::defaults,
                () -> ObjectiveOptions.defaults().withTail(3),
                () -> ObjectiveOptions.defaults().withNoise(noise));
        EqualityContract.check(
                () -> objective("csm", ObjectiveOptions.defaults()),
                () -> objective("csm", ObjectiveOptions.defaults().withTail(3)),
                () -> objective("csm-mc", ObjectiveOptions.defaults()),
                () -> objective("csm-mc", ObjectiveOptions.defaults().withNeighbors(2)),
                () -> objective("csm", ObjectiveOptions.defaults().withNoise(noise)),
                () -> objective("csm", ObjectiveOptions.defaults().withNoise(Noise.uniform(0.2))),
                () -> objective("csm-mc", ObjectiveOptions.defaults().withNoise(noise)),
                () -> objective("score-entropy", ObjectiveOptions.defaults()),
                () -> objective("ratio", ObjectiveOptions.defaults()),
                () -> objective("ratio-original", ObjectiveOptions.defaults()),
                () -> objective("marginal", ObjectiveOptions.defaults()),
                () -> objective("marginal-mc", ObjectiveOptions.defaults()),
                () -> objective("marginal-original", ObjectiveOptions.defaults()),
                () -> objective("pseudo-likelihood", ObjectiveOptions.defaults()),
                () -> objective("logistic", ObjectiveOptions.defaults()),
                () -> objective("mpf", ObjectiveOptions.defaults()),
                () -> objective(
                        "energy-discrepancy", ObjectiveOptions.defaults().withNoise(noise)),
                () -> objective(
                        "energy-discrepancy",
                        ObjectiveOptions.defaults().withNoise(noise).withNegatives(3)),
                () -> objective("likelihood", ObjectiveOptions.defaults()));
    }

    private static Object objective(String name, ObjectiveOptions options) {
        return Objectives.parse(name, Unit.LOG_RATIO, options);
    }

    @Test
    void whatElseIsAValue() {
        EqualityContract.check(() -> new RandomStreams(1), () -> new RandomStreams(2));
        EqualityContract.check(
                () -> Clamping.of(SPACE, new int[] {0}, new int[] {1}),
                () -> Clamping.of(SPACE, new int[] {0}, new int[] {0}),
                () -> Clamping.of(SPACE, new int[] {1}, new int[] {1}),
                () -> Clamping.of(StateSpace.of(2, 4), new int[] {0}, new int[] {1}));
        EqualityContract.check(
                () -> CoordinateSlots.of(Graphs.grid(SPACE)).orElseThrow(),
                () -> CoordinateSlots.of(Graphs.torus(SPACE)).orElseThrow());
        EqualityContract.check(() -> PlaneGrid.of(8), () -> PlaneGrid.of(16), () -> PlaneGrid.of(8, 2));
        EqualityContract.check(() -> GrayCode.of(1), () -> GrayCode.of(2));
        EqualityContract.check(
                () -> ExactDistribution.of(StateSpace.of(2), new double[] {1, 3}),
                () -> ExactDistribution.of(StateSpace.of(2), new double[] {1, 2}),
                () -> ExactDistribution.of(StateSpace.of(2), new double[] {2, 6}));
    }
}
