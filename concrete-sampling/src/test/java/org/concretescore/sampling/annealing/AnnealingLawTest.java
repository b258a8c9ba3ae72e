package org.concretescore.sampling.annealing;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.baseline.KernelDensity;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.MeanTest;
import org.concretescore.core.verify.PearsonTest;
import org.concretescore.sampling.Support;
import org.junit.jupiter.api.Test;

/** The law of annealed chains and their weights, from matrix products, and that the chains obey it. */
final class AnnealingLawTest {
    private static final StateSpace SPACE = StateSpace.of(3, 2, 2);
    private static final int N = 12;
    private static final double SHIFT = 1.7;
    private static final int PROPOSALS = 2;
    /** Coarse, so that chains are far from equilibrium. */
    private static final Schedule SCHEDULE = Schedule.of(0, 0.2, 0.7, 1);

    private final UniformRandomProvider random = STREAMS.stream("annealing law");
    private final ExactDistribution pmf = Support.randomPmf(SPACE, 5, random);

    private final IndependentModel base =
            IndependentModel.of(SPACE, new double[] {1, 2, 3}, new double[] {3, 1}, new double[] {2, 5});

    private List<AnnealingPath> paths() {
        List<AnnealingPath> paths = new ArrayList<>();
        for (Neighborhood graph : List.of(
                Graphs.hamming(SPACE),
                Graphs.grid(SPACE),
                Graphs.cycleForward(SPACE),
                Graphs.star(SPACE),
                Graphs.unmask(SPACE))) {
            paths.add(AnnealingPath.of(base, Targets.shifted(pmf, SHIFT), graph));
        }
        for (Neighborhood graph : List.of(Graphs.hamming(SPACE), Graphs.grid(SPACE))) {
            AnnealingPath path = AnnealingPath.of(base, Targets.shifted(pmf, SHIFT), TableScore.of(pmf.score(graph)));
            assertTrue(path.score() != null);
            paths.add(path);
        }
        int[] anchors = {0, 1, 0, 2, 0, 1, 1, 1, 1};
        AnnealingPath local = paths.get(paths.size() - 1);
        paths.add(local.withJumps(anchors, 3));
        paths.add(paths.get(2).from(KernelDensity.fit(base, 0.3, anchors, 3)).withJumps(anchors, 3));
        return paths;
    }

    @Test
    void anotherBaseKeepsTheJumps() {
        AnnealingPath path = paths().get(0).withJumps(new int[] {0, 1, 0, 2, 0, 1}, 2);
        assertTrue(path.jumps() && path.from(base).jumps());
        assertEquals(2, path.from(base).anchors());
    }

    /** f_b, by rank. */
    private double[] annealed(AnnealingPath path, double b) {
        double[] logBases = new double[N];
        path.base().logDensities(allStates(), N, logBases);
        double[] f = new double[N];
        Arrays.setAll(f, x -> Math.exp((1 - b) * logBases[x] + b * (pmf.logProbability(x) + SHIFT)));
        return f;
    }

    private static int[] allStates() {
        int[] states = new int[N * 3];
        for (int rank = 0; rank < N; rank++) {
            SPACE.unrank(rank, states, rank * 3);
        }
        return states;
    }

    private static double[][] matrix(AnnealingPath path, double b) {
        double[][] matrix = new double[N][N];
        for (int x = 0; x < N; x++) {
            step(path, b, 3 * x, matrix[x]);
        }
        return matrix;
    }

    /** Writes the law of the state after one step at an inverse temperature, from a state that begins at a place. */
    private static void step(AnnealingPath path, double b, int at, double[] law) {
        int[] pair = new int[6];
        System.arraycopy(allStates(), at, pair, 0, 3);
        double stay = 1;
        int slots = path.graph().slots();
        double local = (path.jumps() ? 1 - 2.0 / AnnealingPath.JUMPS : 1) / slots;
        for (int slot = 0; slot < slots; slot++) {
            if (path.graph().neighbor(pair, 0, slot, pair, 3)) {
                double go = local * AnnealingPath.acceptance(logRatio(path, b, pair));
                law[(int) SPACE.rank(pair, 3)] += go;
                stay -= go;
            }
        }
        if (path.jumps()) {
            int anchors = path.anchors();
            for (int i = 0; i < anchors * anchors; i++) {
                if (path.jump(pair, 0, i / anchors, i % anchors, pair, 3)) {
                    double go =
                            AnnealingPath.acceptance(logRatio(path, b, pair)) / AnnealingPath.JUMPS / anchors / anchors;
                    law[(int) SPACE.rank(pair, 3)] += go;
                    stay -= go;
                }
            }
            double[] logBases = new double[2];
            double[] logTargets = new double[2];
            for (int rank = 0; rank < N; rank++) {
                SPACE.unrank(rank, pair, 3);
                path.base().logDensities(pair, 2, logBases);
                path.target().logDensities(pair, 2, logTargets);
                // The proposal is a draw of the base.
                double go = Math.exp(logBases[1])
                        / AnnealingPath.JUMPS
                        * AnnealingPath.acceptance(b * (logTargets[1] - logBases[1] - logTargets[0] + logBases[0]));
                law[rank] += go;
                stay -= go;
            }
        }
        law[(int) SPACE.rank(pair, 0)] += stay;
    }

    /** The log ratio of the second state of a pair to the first one, under f_b. */
    private static double logRatio(AnnealingPath path, double b, int[] pair) {
        double[] logBases = new double[2];
        double[] logTargets = new double[2];
        path.base().logDensities(pair, 2, logBases);
        path.target().logDensities(pair, 2, logTargets);
        return AnnealingPath.logRatio(b, logBases[1] - logBases[0], logTargets[1] - logTargets[0]);
    }

    /** The law after all proposals at one temperature. */
    private static double[] move(double[] law, double[][] matrix) {
        double[] now = law;
        for (int i = 0; i < PROPOSALS; i++) {
            double[] next = new double[N];
            for (int x = 0; x < N; x++) {
                for (int y = 0; y < N; y++) {
                    next[y] += now[x] * matrix[x][y];
                }
            }
            now = next;
        }
        return now;
    }

    /** What a function of the state after all proposals is expected to be. */
    private static double[] expect(double[][] matrix, double[] function) {
        double[] now = function;
        for (int i = 0; i < PROPOSALS; i++) {
            double[] next = new double[N];
            for (int x = 0; x < N; x++) {
                for (int y = 0; y < N; y++) {
                    next[x] += matrix[x][y] * now[y];
                }
            }
            now = next;
        }
        return now;
    }

    @Test
    void stepsAreReversible() {
        for (AnnealingPath path : paths()) {
            for (double b : new double[] {0.2, 0.7, 1}) {
                double[][] matrix = matrix(path, b);
                double[] f = annealed(path, b);
                for (int x = 0; x < N; x++) {
                    assertEquals(1, Arrays.stream(matrix[x]).sum(), 1e-14);
                    for (int y = 0; y < N; y++) {
                        assertTrue(matrix[x][y] >= -1e-15);
                        assertEquals(f[x] * matrix[x][y], f[y] * matrix[y][x], 1e-13, path + " at " + b);
                    }
                }
            }
        }
    }

    /** E[w] = Z, and E[w; x_K] is the target itself. */
    @Test
    void weightsAreUnbiasedExactly() {
        for (AnnealingPath path : paths()) {
            double[] law = annealed(path, 0);
            for (int k = 1; k <= SCHEDULE.steps(); k++) {
                double[] before = annealed(path, SCHEDULE.temperature(k - 1));
                double[] f = annealed(path, SCHEDULE.temperature(k));
                for (int x = 0; x < N; x++) {
                    law[x] *= f[x] / before[x];
                }
                law = move(law, matrix(path, SCHEDULE.temperature(k)));
            }
            for (int x = 0; x < N; x++) {
                assertEquals(pmf.probability(x) * Math.exp(SHIFT), law[x], 1e-13);
            }
        }
    }

    /** p_ann, by rank: where unweighted chains end. */
    private double[] annealedLaw(AnnealingPath path) {
        double[] law = annealed(path, 0);
        for (int k = 1; k <= SCHEDULE.steps(); k++) {
            law = move(law, matrix(path, SCHEDULE.temperature(k)));
        }
        return law;
    }

    /** Of a backward chain from x, E[p(x)/w] = p_ann(x); and of chains from exact samples, E[1/w] = 1/Z. */
    @Test
    void backwardWeightsAreUnbiasedExactly() {
        for (AnnealingPath path : paths()) {
            double[] inverse = new double[N];
            Arrays.fill(inverse, 1);
            for (int k = 1; k <= SCHEDULE.steps(); k++) {
                double[] before = annealed(path, SCHEDULE.temperature(k - 1));
                double[] f = annealed(path, SCHEDULE.temperature(k));
                for (int x = 0; x < N; x++) {
                    inverse[x] *= before[x] / f[x];
                }
                inverse = expect(matrix(path, SCHEDULE.temperature(k)), inverse);
            }
            double[] law = annealedLaw(path);
            double mean = 0;
            for (int x = 0; x < N; x++) {
                assertEquals(law[x], pmf.probability(x) * Math.exp(SHIFT) * inverse[x], 1e-13);
                mean += pmf.probability(x) * inverse[x];
            }
            assertEquals(Math.exp(-SHIFT), mean, 1e-13);
        }
    }

    /** Chains end where the matrices say, weighted and unweighted. */
    @Test
    void chainsObeyTheLaw() {
        int count = 20_000;
        int number = 0;
        for (AnnealingPath path : paths()) {
            AnnealedChains chains = Ais.run(
                    path,
                    SCHEDULE,
                    new AnnealingOptions(count, PROPOSALS, 2),
                    STREAMS,
                    "law " + number++,
                    transitions -> {});
            int[] states = chains.states();
            double[] logWeights = chains.logWeights();
            long[] counts = new long[N];
            double[] sums = new double[N];
            double[] squares = new double[N];
            for (int c = 0; c < count; c++) {
                int x = (int) SPACE.rank(states, 3 * c);
                counts[x]++;
                double w = Math.exp(logWeights[c]);
                sums[x] += w;
                squares[x] += w * w;
            }
            PearsonTest.of(counts, annealedLaw(path)).require("ends of " + path);
            for (int x = 0; x < N; x++) {
                double mean = sums[x] / count;
                double error = Math.sqrt((squares[x] / count - mean * mean) / count);
                // Where hardly a chain ends the mean is not normal.
                if (counts[x] > 100) {
                    new MeanTest(mean, pmf.probability(x) * Math.exp(SHIFT), error).require(path + " at " + x);
                }
            }
            LogZEstimate estimate = Ais.estimate(chains);
            new MeanTest(estimate.logZ(), SHIFT, estimate.standardError()).require("log Z of " + path);
        }
    }

    /** RAISE from every state. */
    @Test
    void raiseEstimatesTheAnnealedLaw() {
        int perRow = 4000;
        int number = 0;
        for (AnnealingPath path : paths()) {
            AnnealedChains chains = AnnealedChains.backward(
                    path,
                    SCHEDULE,
                    allStates(),
                    perRow,
                    new AnnealingOptions(N * perRow, PROPOSALS, 2),
                    STREAMS,
                    "raise law " + number++,
                    transitions -> {});
            double[] estimates = AnnealedLikelihood.of(chains, perRow).logLikelihoods();
            double[] law = annealedLaw(path);
            for (int x = 0; x < N; x++) {
                LogMean mean = LogMean.of(chains.logWeights, x * perRow, (x + 1) * perRow, -1);
                assertEquals(pmf.logProbability(x) + SHIFT + mean.value(), estimates[x], 1e-12);
                new MeanTest(estimates[x], Math.log(law[x]), mean.standardError()).require(path + " at " + x);
            }
        }
    }

    /** One step is importance sampling: the weight is p/p0 of the draw. */
    @Test
    void oneStepIsImportanceSampling() {
        AnnealingPath path = paths().get(0);
        AnnealedChains chains =
                Ais.run(path, Schedule.linear(1), AnnealingOptions.of(path, 70), STREAMS, "importance", t -> {});
        int[] state = new int[3];
        double[] logBase = new double[1];
        for (int c = 0; c < 70; c++) {
            base.sample(STREAMS.stream("importance", c), 1, state);
            base.logDensities(state, 1, logBase);
            double expected = pmf.logProbability((int) SPACE.rank(state, 0)) + SHIFT - logBase[0];
            assertEquals(expected, chains.logWeights()[c], 1e-12);
        }
    }
}
