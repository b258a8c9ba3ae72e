package org.concretescore.sampling.chain;

import static org.concretescore.core.verify.TestStreams.STREAMS;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.score.Clamping;
import org.concretescore.core.score.ConditionalDensity;
import org.concretescore.core.score.ConditionalScore;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.Support;
import org.concretescore.sampling.diagnostics.TransitionMatrix;
import org.concretescore.sampling.verify.VerifyKernel;
import org.junit.jupiter.api.Test;

/** Every kernel samples the conditional distribution where coordinates are clamped. */
final class ClampedKernelsTest {
    private static final StateSpace FULL = StateSpace.binary(9);
    private static final Clamping CLAMPING = Clamping.of(FULL, new int[] {1, 4, 5, 6, 8}, new int[] {1, 0, 1, 1, 0});

    /** The distribution that a score determines, by its log ratios along flips of one bit after the other. */
    private static ExactDistribution latticePmf(ScoreModel model) {
        double[] weights = IntStream.range(0, 512)
                .mapToDouble(rank -> {
                    int[] state = new int[9];
                    int[] target = new int[9];
                    FULL.unrank(rank, target, 0);
                    double logWeight = 0;
                    for (int d = 0; d < 9; d++) {
                        if (target[d] == 1) {
                            logWeight += model.logRatios(state)[d];
                            state[d] = 1;
                        }
                    }
                    return Math.exp(logWeight);
                })
                .toArray();
        return ExactDistribution.of(FULL, weights);
    }

    private static ExactDistribution conditional(ExactDistribution joint) {
        double[] weights = IntStream.range(0, 16)
                .mapToDouble(rank -> {
                    int[] full = new int[9];
                    int[] free = new int[4];
                    CLAMPING.space().unrank(rank, free, 0);
                    CLAMPING.expand(free, 1, full);
                    return joint.probability((int) FULL.rank(full, 0));
                })
                .toArray();
        return ExactDistribution.of(CLAMPING.space(), weights);
    }

    /** False alarm: one run in 10^5. */
    @Test
    void theConditionalIsStationary() {
        IsingTorus ising = new IsingTorus(3, 0.3);
        ExactDistribution lattice = latticePmf(ising);
        ExactDistribution random = Support.randomPmf(FULL, 3, STREAMS.stream("clamped"));
        ScoreModel score = random.score(Graphs.hamming(FULL));
        List<EnumerableKernel> kernels = new ArrayList<>();
        List<ExactDistribution> laws = new ArrayList<>();
        for (ScoreModel model : List.of(score, TableScore.of(score), ising, IsingTorus.local(ising))) {
            ScoreModel given = ConditionalScore.of(model, CLAMPING);
            List<EnumerableKernel> some = List.of(
                    MetropolisHastings.of(given),
                    MetropolisHastings.of(
                            given, MetropolisHastingsOptions.defaults().withAcceptance(Acceptance.BARKER)),
                    RejectionFree.of(given),
                    Gibbs.of(given),
                    Gibbs.of(given, Scan.SYSTEMATIC));
            ExactDistribution joint = kernels.size() < 10 ? random : lattice;
            some.forEach(kernel -> laws.add(conditional(joint)));
            kernels.addAll(some);
        }
        LogDensity density = ConditionalDensity.of(random, CLAMPING);
        kernels.add(BlockGibbs.of(density, List.of(new int[] {0, 2}, new int[] {1, 3}), Scan.RANDOM));
        kernels.add(MetropolisHastings.of(TiedScore.of(density, Graphs.grid(CLAMPING.space()))));
        laws.add(conditional(random));
        laws.add(conditional(random));
        for (int i = 0; i < kernels.size(); i++) {
            TransitionMatrix matrix = KernelChecks.assertStationary(kernels.get(i), laws.get(i));
            VerifyKernel.divisible(kernels.get(i), STREAMS);
            VerifyKernel.steps(kernels.get(i), matrix, i % 16, 3, STREAMS);
        }
    }
}
