package org.concretescore.core;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.stream.Stream;
import org.concretescore.core.baseline.ChowLiuTree;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.baseline.KernelDensity;
import org.concretescore.core.data.ColumnGroups;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.FactorialHmm;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.exact.Potts;
import org.concretescore.core.exact.RandomTable;
import org.concretescore.core.exact.Rbm;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.latent.BoundLoss;
import org.concretescore.core.latent.Estimator;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.plane.GrayCode;
import org.concretescore.core.plane.PlaneDistribution;
import org.concretescore.core.plane.PlaneGrid;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.relaxation.Bernoulli;
import org.concretescore.core.relaxation.BinConcrete;
import org.concretescore.core.relaxation.Concrete;
import org.concretescore.core.relaxation.Discrete;
import org.concretescore.core.relaxation.ExpConcrete;
import org.concretescore.core.relaxation.LogitBinConcrete;
import org.concretescore.core.score.Clamping;
import org.concretescore.core.score.PathDensity;
import org.concretescore.core.score.SymmetrizedScore;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.score.TaylorScore;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.vector.Columns;
import org.concretescore.core.vector.CompositeDenoising;
import org.concretescore.core.vector.CompositeScoreMatching;
import org.concretescore.core.vector.DenoisingScoreMatching;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.core.vector.ScoreMatching;
import org.concretescore.core.vector.SlicedScoreMatching;
import org.concretescore.core.vector.Vectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is printed in a shell says what it is; nothing prints as a class and a hash code, nor has a part that does. */
final class PrintsTest {
    private static final RandomStreams STREAMS = new RandomStreams(1);
    private static final StateSpace SPACE = StateSpace.of(2, 3);

    static Stream<Object> values() {
        return Stream.of(data(), graphs(), scores(), targets(), objectives(), continuous())
                .flatMap(values -> values);
    }

    private static Stream<Object> data() {
        Dataset data = Dataset.of(Schema.of(SPACE), new int[] {0, 1, 1, 2, 0, 0}, 3);
        IndependentModel independent = IndependentModel.of(data);
        return Stream.of(
                SPACE,
                data,
                data.schema(),
                independent,
                ChowLiuTree.of(data),
                KernelDensity.fit(independent, 0.5, data.states(), 3),
                ColumnGroups.of(SPACE, List.of(new int[] {0, 1})),
                STREAMS);
    }

    private static Stream<Object> graphs() {
        StateSpace ring = StateSpace.of(6);
        return Stream.concat(
                Graphs.NAMES.stream()
                        .map(name -> Graphs.parse(
                                name, List.of("cycle", "cycle-forward").contains(name) ? ring : SPACE)),
                Stream.of(
                        Graphs.edges(StateSpace.of(3), new int[] {0, 1}, new int[] {1, 2}),
                        Graphs.union(Graphs.grid(SPACE), Graphs.hamming(SPACE)),
                        Graphs.symmetrize(Graphs.cycleForward(ring))));
    }

    private static Stream<Object> scores() {
        Neighborhood graph = Graphs.hamming(SPACE);
        ExactDistribution exact = ExactDistribution.of(SPACE, 1, 2, 3, 4, 5, 6);
        return Stream.of(
                exact,
                exact.score(graph),
                TiedScore.of(exact, graph),
                TableScore.of(exact.score(graph)),
                TaylorScore.of(Ising.of(3, 3, 0.2)),
                PathDensity.of(exact.score(graph)),
                SymmetrizedScore.of(exact.score(Graphs.unmask(SPACE))),
                Clamping.of(SPACE, new int[] {0}, new int[] {1}),
                Noise.uniform(0.1),
                Noise.uniform(0.1).on(SPACE));
    }

    private static Stream<Object> targets() {
        return Stream.of(
                Ising.of(3, 3, 0.2),
                Potts.of(3, 3, 3, 0.2),
                Rbm.random(4, 2, 0.5, 0.5, STREAMS.stream("rbm")),
                FactorialHmm.of(new double[] {1, 2}, 0.5, 0.9, new double[] {0, 1, 3}),
                RandomTable.of(Graphs.hamming(SPACE), 1, STREAMS.stream("table")));
    }

    private static Stream<Object> objectives() {
        ObjectiveOptions options = ObjectiveOptions.defaults().withNoise(Noise.uniform(0.1));
        return Stream.concat(
                Objectives.NAMES.stream()
                        .flatMap(name -> Stream.of(name, name + "-mc"))
                        .filter(name -> !name.endsWith("-mc")
                                || Objectives.hasSampledForm(name.substring(0, name.length() - 3)))
                        .map(name -> Objectives.parse(
                                name,
                                Unit.LOG_RATIO,
                                Objectives.needsNoise(name) ? options : ObjectiveOptions.defaults())),
                Stream.of(options));
    }

    private static Stream<Object> continuous() {
        double[] logits = {0, 1, 2, 0};
        Vectors vectors = Vectors.of(2, new float[] {1, 2, 4, 3});
        NoiseLevels levels = NoiseLevels.of(1, 0.5);
        return Stream.of(
                vectors,
                Columns.of(vectors),
                levels,
                new CompositeScoreMatching(levels),
                new CompositeDenoising(levels),
                new ScoreMatching(),
                new DenoisingScoreMatching(0.1),
                new SlicedScoreMatching(1, true),
                Bernoulli.of(logits),
                Discrete.of(logits, 2),
                BinConcrete.of(logits, 0.5),
                LogitBinConcrete.of(logits, 0.5),
                Concrete.of(logits, 2, 0.5),
                ExpConcrete.of(logits, 2, 0.5),
                BoundLoss.of(Estimator.parse("vimco"), 5),
                PlaneDistribution.of("checkerboard"),
                PlaneGrid.of(16),
                GrayCode.of(4));
    }

    @ParameterizedTest
    @MethodSource("values")
    void saysWhatItIs(Object value) {
        String text = value.toString();
        assertFalse(
                text.isBlank() || text.matches("(?s).*[\\w;]@[0-9a-f]+\\b.*"), value.getClass() + " prints " + text);
    }
}
