package org.concretescore.core.vector;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.verify.MeanTest;
import org.concretescore.core.verify.PearsonTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The data are three points of the plane, with noise: every density is then a mixture of Gaussians, and its scores are
 * known. Expectations are sums over a grid of noise, exact to rounding for smooth integrands that fall off so fast.
 */
final class VectorObjectiveTest {
    private static final double[][] ATOMS = {{-1, 0.5}, {0.3, -0.7}, {1.2, 0.4}};
    private static final double[] MASSES = {0.5, 0.3, 0.2};
    private static final double STEP = 0.25;
    private static final int REACH = 32;

    private final UniformRandomProvider random = STREAMS.stream("objectives");

    static List<VectorObjective> objectives() {
        NoiseLevels levels = NoiseLevels.geometric(1, 0.1, 3);
        return List.of(
                new CompositeScoreMatching(NoiseLevels.none()),
                new CompositeScoreMatching(levels),
                new CompositeDenoising(levels),
                new ScoreMatching(),
                new SlicedScoreMatching(2, false),
                new SlicedScoreMatching(2, true),
                new DenoisingScoreMatching(0.3),
                new MixtureLikelihood(new Mixture(Mixture.Kind.LOGISTIC, 3)),
                new MixtureLikelihood(new Mixture(Mixture.Kind.GAUSSIAN, 2)));
    }

    private static int width(VectorObjective objective, int dimension) {
        return switch (objective.answer()) {
            case SCORES, CONDITIONALS -> dimension;
            case SCORES_AND_PRODUCTS, CONDITIONALS_AND_DERIVATIVES -> 2 * dimension;
            case MIXTURES ->
                dimension * ((MixtureLikelihood) objective).mixture().parameters();
        };
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void gradientIsACentralDifference(VectorObjective objective) {
        PointBatch points = new PointBatch(3);
        float[] rows = new float[4 * 3];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = 4 * random.nextFloat() - 2;
        }
        for (int row = 0; row < 4; row++) {
            objective.select(points, rows, row, 0.1 * (row + 1), random);
        }
        assertEquals(4 * objective.pointsPerRow(3), points.size());
        double[] outputs = new double[points.size() * width(objective, 3)];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = 2 * random.nextDouble() - 1;
        }
        double[] gradient = new double[outputs.length];
        objective.lossAndGradient(points, outputs, gradient);
        double[] ignored = new double[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            double at = outputs[i];
            outputs[i] = at + 1e-5;
            double up = objective.lossAndGradient(points, outputs, ignored);
            outputs[i] = at - 1e-5;
            double down = objective.lossAndGradient(points, outputs, ignored);
            outputs[i] = at;
            assertEquals((up - down) / 2e-5, gradient[i], 1e-8, "output " + i);
        }
    }

    /** Score of a mixture of Gaussians of one deviation and its slope. */
    private static double[] score(double[] weights, double[] means, double sigma, double x) {
        double sum = 0;
        double first = 0;
        double second = 0;
        for (int k = 0; k < means.length; k++) {
            double z = (x - means[k]) / sigma;
            double share = weights[k] * Math.exp(-z * z / 2);
            sum += share;
            first -= share * z / sigma;
            second += share * (z * z - 1) / (sigma * sigma);
        }
        double score = first / sum;
        return new double[] {score, second / sum - score * score};
    }

    private static double[] column(int d) {
        return new double[] {ATOMS[0][d], ATOMS[1][d], ATOMS[2][d]};
    }

    /**
     * The true conditional score of coordinate d with noise sigma, given the first coordinate with noise {@code last}.
     */
    private static double[] conditional(int d, double given, double last, double sigma, double x) {
        if (d == 0) {
            return score(MASSES, column(0), sigma, x);
        }
        double[] weights = MASSES.clone();
        for (int k = 0; k < 3; k++) {
            double z = (given - ATOMS[k][0]) / last;
            weights[k] *= Math.exp(-z * z / 2);
        }
        return score(weights, column(1), sigma, x);
    }

    private static double mass(int i) {
        double z = STEP * i;
        return STEP * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }

    /**
     * All pairs of noises, each at the given deviations: {@code perturbs} says whether what is given has noise of its
     * own.
     */
    private static PointBatch noisy(double sigma0, double sigma1, boolean levels) {
        PointBatch points = new PointBatch(2);
        float[] rows = new float[6];
        for (int k = 0; k < 3; k++) {
            rows[2 * k] = (float) ATOMS[k][0];
            rows[2 * k + 1] = (float) ATOMS[k][1];
            for (int i = -REACH; i <= REACH; i++) {
                for (int j = -REACH; j <= REACH; j++) {
                    int point = points.add(rows, k, MASSES[k] * mass(i) * mass(j));
                    double[] z = {STEP * i, STEP * j};
                    for (int d = 0; d < 2; d++) {
                        int at = 2 * point + d;
                        double sigma = d == 0 ? sigma0 : sigma1;
                        points.x()[at] = ATOMS[k][d] + sigma * z[d];
                        points.given()[at] = points.x()[at];
                        points.sigma()[at] = levels ? sigma : 0;
                        points.direction()[at] = levels ? z[d] : 0;
                    }
                }
            }
        }
        return points;
    }

    private static double wave(int d, double first, double x) {
        return d == 0 ? Math.sin(2 * x) : Math.cos(first + 1.5 * x);
    }

    private static double waveSlope(int d, double first, double x) {
        return d == 0 ? 2 * Math.cos(2 * x) : -1.5 * Math.sin(first + 1.5 * x);
    }

    /**
     * At the true scores plus t times a function, the loss is that of the true scores plus t^2/2 times the function's
     * mean square: the truth is stationary, and the minimum.
     */
    private static void minimumAtTheTruth(
            VectorObjective objective, PointBatch points, double last, double[] sigmas, boolean derivatives) {
        int width = derivatives ? 4 : 2;
        double[] loss = new double[3];
        double square = 0;
        double[] gradient = new double[points.size() * width];
        for (int t = -1; t <= 1; t++) {
            double[] outputs = new double[points.size() * width];
            square = 0;
            for (int point = 0; point < points.size(); point++) {
                double first = points.given()[2 * point];
                for (int d = 0; d < 2; d++) {
                    double x = points.x()[2 * point + d];
                    double[] truth = conditional(d, first, last, sigmas[d], x);
                    double wave = wave(d, first, x);
                    outputs[point * width + d] = truth[0] + t * wave;
                    if (derivatives) {
                        outputs[point * width + 2 + d] = truth[1] + t * waveSlope(d, first, x);
                    }
                    double sigma = points.sigma()[2 * point + d];
                    square += points.weight(point) * wave * wave * (sigma > 0 ? sigma * sigma : 1);
                }
            }
            loss[t + 1] = objective.lossAndGradient(points, outputs, gradient);
        }
        assertEquals(loss[1] + square / 2, loss[0], 1e-8);
        assertEquals(loss[1] + square / 2, loss[2], 1e-8);
    }

    @Test
    void compositeScoreMatchingIsMinimalAtTheConditionalScores() {
        minimumAtTheTruth(
                new CompositeScoreMatching(NoiseLevels.none()),
                noisy(0.5, 0.4, false),
                0.5,
                new double[] {0.5, 0.4},
                true);
    }

    @Test
    void withNoiseBothFormsAreMinimalAtTheConditionalScoresOfTheNoisyCoordinateGivenTheLastLevel() {
        // The first coordinate at the last level, 0.5, which is what the second is given; the second at the first, 1.
        NoiseLevels levels = NoiseLevels.of(1, 0.5);
        PointBatch points = noisy(0.5, 1, true);
        minimumAtTheTruth(new CompositeDenoising(levels), points, 0.5, new double[] {0.5, 1}, false);
        minimumAtTheTruth(new CompositeScoreMatching(levels), points, 0.5, new double[] {0.5, 1}, true);
    }

    /** Gradient and Hessian of the log density of the atoms with noise. */
    private static double[] joint(double[] x, double sigma) {
        double sum = 0;
        double[] moments = new double[5];
        for (int k = 0; k < 3; k++) {
            double a = (x[0] - ATOMS[k][0]) / (sigma * sigma);
            double b = (x[1] - ATOMS[k][1]) / (sigma * sigma);
            double share = MASSES[k] * Math.exp(-(a * a + b * b) * sigma * sigma / 2);
            sum += share;
            moments[0] -= share * a;
            moments[1] -= share * b;
            moments[2] += share * (a * a - 1 / (sigma * sigma));
            moments[3] += share * a * b;
            moments[4] += share * (b * b - 1 / (sigma * sigma));
        }
        double s = moments[0] / sum;
        double t = moments[1] / sum;
        return new double[] {s, t, moments[2] / sum - s * s, moments[3] / sum - s * t, moments[4] / sum - t * t};
    }

    /** The loss at the true joint score plus t (sin(x + 2 y), cos(x - y)), each point with all the given directions. */
    private static double jointLoss(
            VectorObjective objective, PointBatch noisy, double[][] directions, double share, double t) {
        PointBatch points = new PointBatch(2);
        int width = objective.answer() == Answer.SCORES ? 2 : 4;
        double[] outputs = new double[noisy.size() * directions.length * width];
        float[] row = new float[2];
        for (int i = 0; i < noisy.size(); i++) {
            double[] x = {noisy.x()[2 * i], noisy.x()[2 * i + 1]};
            double[] truth = joint(x, 0.5);
            double a = x[0] + 2 * x[1];
            double b = x[0] - x[1];
            double[] s = {truth[0] + t * Math.sin(a), truth[1] + t * Math.cos(b)};
            double[][] slopes = {
                {truth[2] + t * Math.cos(a), truth[3] + 2 * t * Math.cos(a)},
                {truth[3] - t * Math.sin(b), truth[4] + t * Math.sin(b)}
            };
            for (double[] v : directions) {
                int point = points.add(row, 0, noisy.weight(i) * share);
                for (int d = 0; d < 2; d++) {
                    int at = 2 * point + d;
                    points.x()[at] = x[d];
                    points.sigma()[at] = noisy.sigma()[2 * i + d];
                    points.direction()[at] = v == null ? noisy.direction()[2 * i + d] : v[d];
                    outputs[point * width + d] = s[d];
                    if (v != null) {
                        outputs[point * width + 2 + d] = slopes[d][0] * v[0] + slopes[d][1] * v[1];
                    }
                }
            }
        }
        return objective.lossAndGradient(points, outputs, new double[outputs.length]);
    }

    @Test
    void slicedEstimatorsAreScoreMatchingOnTheMeanAndAllAreMinimalAtTheScore() {
        PointBatch points = noisy(0.5, 0.5, false);
        double[][] units = {{1, 0}, {0, 1}};
        double[][] signs = {{1, 1}, {1, -1}, {-1, 1}, {-1, -1}};
        double square = 0;
        for (int i = 0; i < points.size(); i++) {
            double a = Math.sin(points.x()[2 * i] + 2 * points.x()[2 * i + 1]);
            double b = Math.cos(points.x()[2 * i] - points.x()[2 * i + 1]);
            square += points.weight(i) * (a * a + b * b);
        }
        for (double t : new double[] {-1, 0, 1}) {
            double exact = jointLoss(new ScoreMatching(), points, units, 1, t);
            assertEquals(exact, jointLoss(new SlicedScoreMatching(1, false), points, signs, 0.25, t), 1e-8);
            assertEquals(exact, jointLoss(new SlicedScoreMatching(1, true), points, signs, 0.25, t), 1e-8);
            double least = jointLoss(new ScoreMatching(), points, units, 1, 0);
            assertEquals(least + t * t * square / 2, exact, 1e-8);
        }
        PointBatch withDraws = noisy(0.5, 0.5, true);
        double[][] draws = {null};
        VectorObjective denoising = new DenoisingScoreMatching(0.5);
        double least = jointLoss(denoising, withDraws, draws, 1, 0);
        assertEquals(least + 0.25 * square / 2, jointLoss(denoising, withDraws, draws, 1, 1), 1e-8);
        assertEquals(least + 0.25 * square / 2, jointLoss(denoising, withDraws, draws, 1, -1), 1e-8);
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void pointsAreTheRowWithItsNoise(VectorObjective objective) {
        PointBatch points = new PointBatch(2);
        int n = 20_000;
        for (int i = 0; i < n; i++) {
            objective.select(points, new float[] {9, 9, 1, -2}, 1, 1.0 / n, random);
        }
        double sum = 0;
        double weight = 0;
        double[][] moments = new double[2][4];
        for (int point = 0; point < points.size(); point++) {
            weight += points.weight(point);
            for (int d = 0; d < 2; d++) {
                int at = 2 * point + d;
                double clean = d == 0 ? 1 : -2;
                double sigma = points.sigma()[at];
                double drift = points.x()[at] - clean;
                if (sigma == 0) {
                    assertEquals(clean, points.x()[at]);
                    assertEquals(clean, points.given()[at]);
                    continue;
                }
                assertEquals(sigma * points.direction()[at], drift, 1e-12);
                double z = points.direction()[at];
                double last = objective.levels().size() == 0
                        ? 0
                        : (points.given()[at] - clean)
                                / objective.levels().sigma(objective.levels().size() - 1);
                moments[d][0] += z / n;
                moments[d][1] += (z * z - 1) / n;
                moments[d][2] += last / n;
                moments[d][3] += (last * last - 1) / n;
                sum++;
            }
        }
        double expected = objective.pointsPerRow(2) == 2 && objective instanceof ScoreMatching ? 2 : 1;
        assertEquals(expected, weight, 1e-8);
        if (sum > 0) {
            for (double[] m : moments) {
                new MeanTest(m[0], 0, Math.sqrt(1.0 / n)).require("mean of the noise of " + objective);
                new MeanTest(m[1], 0, Math.sqrt(2.0 / n)).require("variance of the noise of " + objective);
                if (objective.levels().size() > 0) {
                    new MeanTest(m[2], 0, Math.sqrt(1.0 / n)).require("mean of the last noise of " + objective);
                    new MeanTest(m[3], 0, Math.sqrt(2.0 / n)).require("variance of the last noise of " + objective);
                }
            }
        }
    }

    @Test
    void slicesAreSignsAndEachOfThemAsLikely() {
        PointBatch points = new PointBatch(2);
        VectorObjective sliced = new SlicedScoreMatching(3, false);
        for (int i = 0; i < 3000; i++) {
            sliced.select(points, new float[2], 0, 1, random);
        }
        long[] counts = new long[2];
        for (int i = 0; i < 2 * points.size(); i++) {
            assertEquals(1, Math.abs(points.direction()[i]));
            counts[points.direction()[i] > 0 ? 1 : 0]++;
        }
        PearsonTest.of(counts, new double[] {0.5, 0.5}).require("signs");
    }

    @Test
    void levelsOfAGeometricProgression() {
        assertArrayEquals(
                new double[] {1, 0.5, 0.25}, NoiseLevels.geometric(1, 0.25, 3).sigmas(), 1e-15);
        assertEquals(NoiseLevels.of(2, 1), NoiseLevels.of(2, 1));
        assertEquals("[2.0, 1.0]", NoiseLevels.of(2, 1).toString());
    }

    private static void refuses(String what, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(what), message);
    }

    @Test
    void refusesWhatIsOutOfRange() {
        refuses("sigma 1 is 2.0 after 1.0", () -> NoiseLevels.of(1, 2));
        refuses("sigma 0 is NaN", () -> NoiseLevels.of(Double.NaN));
        refuses("empty", () -> NoiseLevels.of());
        refuses("levels must be at least 2, were 1", () -> NoiseLevels.geometric(1, 0.1, 1));
        refuses("from 0.1 to 1.0", () -> NoiseLevels.geometric(0.1, 1, 4));
        refuses("at least one level", () -> new CompositeDenoising(NoiseLevels.none()));
        refuses("projections must be at least 1, were 0", () -> new SlicedScoreMatching(0, true));
        refuses("sigma must be above 0 and finite, was NaN", () -> new DenoisingScoreMatching(Double.NaN));
        refuses("components must be 1 to 1048576, were 0", () -> new Mixture(Mixture.Kind.GAUSSIAN, 0));
        refuses("dimension must be at least 1, was 0", () -> new PointBatch(0));
    }
}
