package org.concretescore.core.verify;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.Target;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.StateSpace;

/** Checks of log densities at one state after the other, and of the promises about samples and sums. */
final class DensityChecks {
    private static final double GUARD = -77;
    private static final int SAMPLES = 20_000;

    private DensityChecks() {}

    static void density(LogDensity density, double tolerance, UniformRandomProvider random) {
        StateSpace space = density.space();
        int[] previous = new int[space.dimension()];
        ScoreChecks.each(space, random, x -> {
            at(density, x, previous, tolerance);
            System.arraycopy(x, 0, previous, 0, x.length);
        });
        if (density instanceof NormalisedDensity normalised && space.hasAtMost(Verify.STATES)) {
            ExactDistribution law = ExactDistribution.of(density);
            if (!(Math.abs(law.logZ()) <= tolerance * Math.max(1, space.dimension()))) {
                throw new IllegalArgumentException(density + " sums to " + Math.exp(law.logZ()) + ", not to 1");
            }
            samples(density, law, room -> normalised.sample(random, SAMPLES, room));
        }
    }

    private static void at(LogDensity density, int[] x, int[] other, double tolerance) {
        int dimension = x.length;
        double[] alone = {0, GUARD};
        density.logDensities(x.clone(), 1, alone);
        if (!(alone[0] < Double.POSITIVE_INFINITY)) {
            throw failed(density, x, "is " + alone[0]);
        }
        int[] states = Arrays.copyOf(other, 2 * dimension);
        System.arraycopy(x, 0, states, dimension, dimension);
        int[] before = states.clone();
        double[] values = {0, 0, GUARD};
        density.logDensities(states, 2, values);
        if (alone[1] != GUARD || values[2] != GUARD || !Arrays.equals(before, states)) {
            throw failed(density, x, "is written together with other values, behind the answers or into the states");
        }
        same(density, x, alone[0], values[1], "in a batch of two", tolerance);
        if (density instanceof GradientDensity differentiable) {
            int inputs = GradientDensity.inputs(density.space());
            double[] gradients = new double[inputs + 1];
            gradients[inputs] = GUARD;
            differentiable.gradients(x, 1, values, gradients);
            same(density, x, alone[0], values[0], "beside its gradient", tolerance);
            for (int i = 0; i < inputs; i++) {
                if (alone[0] > Double.NEGATIVE_INFINITY && !Double.isFinite(gradients[i])) {
                    throw failed(density, x, "has the derivative " + gradients[i] + " by input " + i);
                }
            }
            if (gradients[inputs] != GUARD) {
                throw failed(density, x, "has more than " + inputs + " derivatives");
            }
        }
    }

    private static void same(LogDensity density, int[] x, double a, double b, String how, double tolerance) {
        if (a != b && !(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a)))) {
            throw failed(density, x, "is " + a + " alone, but " + b + " " + how);
        }
    }

    private static IllegalArgumentException failed(LogDensity density, int[] x, String problem) {
        return new IllegalArgumentException(
                "log density of state " + Arrays.toString(x) + " in " + density + " " + problem);
    }

    private static void samples(LogDensity density, ExactDistribution law, java.util.function.Consumer<int[]> sampler) {
        int numbers = SAMPLES * law.space().dimension();
        int[] drawn = new int[numbers + 1];
        drawn[numbers] = -77;
        sampler.accept(drawn);
        if (drawn[numbers] != -77) {
            throw new IllegalArgumentException(density + " writes more samples than it was asked for");
        }
        PearsonTest.of(drawn, SAMPLES, law).require("samples of " + density);
    }

    static void target(Target target, double tolerance, UniformRandomProvider random) {
        StateSpace space = target.space();
        int n = space.enumerableSize(1 << 16, "the check of " + target);
        int[] states = new int[n * space.dimension()];
        for (int rank = 0; rank < n; rank++) {
            space.unrank(rank, states, rank * space.dimension());
        }
        ExactDistribution exact = ExactDistribution.of(target);
        double size = Math.max(1, Math.abs(exact.logZ()));
        require(target, "log Z", target.logZ(), exact.logZ(), tolerance * size);
        double[] values = new double[n];
        target.statistics(states, n, values);
        double mean = 0;
        double absolute = 1;
        for (int rank = 0; rank < n; rank++) {
            mean += exact.probability(rank) * values[rank];
            absolute += exact.probability(rank) * Math.abs(values[rank]);
        }
        require(target, "mean " + target.statistic(), target.meanStatistic(), mean, tolerance * absolute);
        LocalScore score = target.score();
        if (!space.equals(score.neighborhood().space())) {
            throw new IllegalArgumentException(target + " is on " + space + ", but its score is on "
                    + score.neighborhood().space());
        }
        density(target, tolerance * size, random);
        new ScoreChecks(score, tolerance * size).check(random);
        TiedScore tied = TiedScore.of(target, score.neighborhood());
        ScoreChecks.each(space, random, x -> {
            double[] expected = tied.logRatios(x);
            double[] row = score.logRatios(x);
            for (int slot = 0; slot < row.length; slot++) {
                String what = "log ratio of state " + Arrays.toString(x) + ", slot " + slot + ",";
                double large = Double.isFinite(expected[slot]) ? Math.max(size, Math.abs(expected[slot])) : size;
                require(target, what, row[slot], expected[slot], tolerance * large);
            }
        });
        samples(target, exact, room -> target.sample(random, SAMPLES, room));
    }

    private static void require(Target target, String what, double answer, double exact, double tolerance) {
        if (answer != exact && !(Math.abs(answer - exact) <= tolerance)) {
            throw new IllegalArgumentException(
                    what + " of " + target + " is " + answer + ", but by enumeration it is " + exact);
        }
    }
}
