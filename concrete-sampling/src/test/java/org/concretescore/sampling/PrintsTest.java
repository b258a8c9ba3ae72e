package org.concretescore.sampling;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.stream.Stream;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.annealing.Ais;
import org.concretescore.sampling.annealing.AnnealingOptions;
import org.concretescore.sampling.annealing.AnnealingPath;
import org.concretescore.sampling.annealing.Exploration;
import org.concretescore.sampling.annealing.LogZInterval;
import org.concretescore.sampling.annealing.Schedule;
import org.concretescore.sampling.chain.BlockGibbs;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.Gibbs;
import org.concretescore.sampling.chain.MetropolisHastings;
import org.concretescore.sampling.chain.RejectionFree;
import org.concretescore.sampling.chain.Samples;
import org.concretescore.sampling.chain.SamplingOptions;
import org.concretescore.sampling.chain.Scan;
import org.concretescore.sampling.diagnostics.TransitionMatrix;
import org.concretescore.sampling.informed.Balancing;
import org.concretescore.sampling.informed.Blocks;
import org.concretescore.sampling.informed.ChromaticGibbs;
import org.concretescore.sampling.informed.DiscreteLangevin;
import org.concretescore.sampling.informed.LocallyBalanced;
import org.concretescore.sampling.informed.PathAuxiliary;
import org.concretescore.sampling.informed.PathAuxiliaryOptions;
import org.concretescore.sampling.langevin.AnnealedLangevin;
import org.concretescore.sampling.langevin.LangevinChains;
import org.concretescore.sampling.langevin.LatticeBridge;
import org.concretescore.sampling.langevin.TriangularBridge;
import org.concretescore.sampling.measured.Kernels;
import org.concretescore.sampling.measured.MeasuredSampler;
import org.concretescore.sampling.measured.SamplingRequest;
import org.concretescore.sampling.tempering.Annealed;
import org.concretescore.sampling.tempering.Ladder;
import org.concretescore.sampling.tempering.Tempering;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is printed in a shell says what it is; nothing prints as a class and a hash code, nor has a part that does. */
final class PrintsTest {
    private static final RandomStreams STREAMS = new RandomStreams(1);
    private static final StateSpace SPACE = StateSpace.of(2, 3);
    private static final Neighborhood GRAPH = Graphs.hamming(SPACE);
    private static final ExactDistribution EXACT = ExactDistribution.of(SPACE, 1, 2, 3, 4, 5, 6);

    static Stream<Object> values() {
        return Stream.of(chains(), kernels(), annealing(), langevin()).flatMap(values -> values);
    }

    private static Stream<Object> chains() {
        Chains chains = Chains.atRandom(SPACE, 4, STREAMS, "chains");
        MetropolisHastings kernel = MetropolisHastings.of(EXACT.score(GRAPH));
        Samples samples = Samples.draw(kernel, chains, SamplingOptions.of(8));
        return Stream.of(chains, samples, samples.tally(), SamplingOptions.of(8), TransitionMatrix.of(kernel));
    }

    private static Stream<Object> kernels() {
        TiedScore score = TiedScore.of(EXACT, GRAPH);
        Ising ising = Ising.of(4, 4, 0.3);
        Ladder ladder = Ladder.of(1, 0.5);
        Tempering tempering = Tempering.of(score, ladder);
        return Stream.of(
                MetropolisHastings.of(score),
                RejectionFree.of(score),
                Gibbs.of(score),
                BlockGibbs.of(EXACT, List.of(new int[] {0, 1}), Scan.SYSTEMATIC),
                LocallyBalanced.of(score, Balancing.SQRT),
                DiscreteLangevin.of(score, EXACT, 0.5),
                PathAuxiliary.of(score, PathAuxiliaryOptions.defaults()),
                ChromaticGibbs.of(ising, ising, Blocks.of(ising)),
                Blocks.of(ising),
                ladder,
                tempering,
                Annealed.of(List.of(Gibbs.of(score)), 2),
                MeasuredSampler.of(Kernels.GIBBS, score),
                Kernels.defaults(),
                SamplingRequest.of(8).withChains(2));
    }

    private static Stream<Object> annealing() {
        AnnealingPath path = AnnealingPath.of(IndependentModel.uniform(SPACE), EXACT, GRAPH);
        AnnealingOptions options = AnnealingOptions.of(path, 16);
        Schedule schedule = Schedule.linear(10);
        int[] samples = EXACT.sample(16, STREAMS.stream("exact"));
        Exploration exploration = Exploration.run(EXACT, GRAPH, samples, 16, options, STREAMS, "exploration");
        return Stream.of(
                path,
                options,
                schedule,
                Ais.run(path, schedule, options, STREAMS, "run", passed -> {}),
                Ais.logZ(path, schedule, options, STREAMS, "log Z"),
                Ais.bidirectional(path, schedule, samples, 16, options, STREAMS, "both"),
                exploration,
                LogZInterval.estimate(exploration, schedule, options, STREAMS, "interval", passed -> {}));
    }

    private static Stream<Object> langevin() {
        StateSpace ring = StateSpace.of(5);
        ExactDistribution law = ExactDistribution.of(ring, 1, 2, 3, 2, 1);
        return Stream.of(
                LangevinChains.atRandom(0, 1, 4, STREAMS, "langevin"),
                AnnealedLangevin.geometric(1, 0.1, 3, 0.01, 10),
                LatticeBridge.of(EXACT, false, 0.5),
                TriangularBridge.of(law.score(Graphs.cycleForward(ring)), 1));
    }

    @ParameterizedTest
    @MethodSource("values")
    void saysWhatItIs(Object value) {
        String text = value.toString();
        assertFalse(
                text.isBlank() || text.matches("(?s).*[\\w;]@[0-9a-f]+\\b.*"), value.getClass() + " prints " + text);
    }
}
