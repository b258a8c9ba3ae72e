package org.concretescore.core.verify;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.objective.EdgeLoss;
import org.concretescore.core.objective.GroupLoss;
import org.concretescore.core.score.Unit;

/** Checks of the terms of objectives: slopes against differences, and properness. */
final class LossChecks {
    private static final double STEP = 1e-5;
    private static final int GUARD = -77;

    private LossChecks() {}

    static void edgeLoss(EdgeLoss loss) {
        boolean scores = loss.unit() == Unit.SCORE;
        double from = scores ? -0.99 : -7.01;
        double to = scores ? 29 : 7;
        for (double v = from; v <= to; v += 0.173) {
            slope(loss, "out", loss::out, v, loss.outSlope(v));
            slope(loss, "in", loss::in, v, loss.inSlope(v));
            double ratio = scores ? 1 + v : Math.exp(v);
            double expected = -ratio * loss.inSlope(v);
            if (!(loss.inSlope(v) < 0) || !close(expected, loss.outSlope(v), 1e-9)) {
                throw new IllegalArgumentException(name(loss) + " is not proper: at " + v + " the slope of out is "
                        + loss.outSlope(v) + " and that of in " + loss.inSlope(v)
                        + "; in must fall, and the slope of out must be " + ratio
                        + " times as large with the other sign, "
                        + expected
                        + ", where the ratio p(y)/p(x) is " + ratio);
            }
        }
    }

    private static String name(EdgeLoss loss) {
        return "the loss " + loss.describe();
    }

    private static void slope(EdgeLoss loss, String what, DoubleUnaryOperator f, double v, double slope) {
        // Two steps: at a kink of the slope, where a difference is wrong, the smaller step is less wrong.
        double difference = (f.applyAsDouble(v + STEP) - f.applyAsDouble(v - STEP)) / (2 * STEP);
        double rounding = 1e-15 * (Math.abs(f.applyAsDouble(v)) + 1) / STEP;
        if (!(Math.abs(difference - slope) <= 1e-5 * Math.abs(difference) + 10 * rounding)) {
            throw new IllegalArgumentException(name(loss) + " has the slope " + slope + " of " + what + " at " + v
                    + ", but by differences it is " + difference);
        }
    }

    private static boolean close(double a, double b, double relative) {
        return Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b));
    }

    static void groupLoss(GroupLoss loss, UniformRandomProvider random) {
        for (int size : new int[] {1, 2, 4}) {
            for (int trial = 0; trial < 20; trial++) {
                double[] l = random.doubles(size, -3, 3).toArray();
                gradient(loss, l);
                proper(loss, l);
            }
        }
    }

    /** Evaluates a loss in the middle of a longer array, as in a batch. */
    private static double evaluate(GroupLoss loss, double[] l, double weight, double[] gradient) {
        double[] values = new double[l.length + 4];
        double[] room = new double[l.length + 4];
        Arrays.fill(values, Double.NaN);
        Arrays.fill(room, GUARD);
        System.arraycopy(l, 0, values, 2, l.length);
        double result = loss.lossAndGradient(values, 2, 2 + l.length, weight, room);
        System.arraycopy(room, 2, gradient, 0, l.length);
        boolean outside =
                room[0] != GUARD || room[1] != GUARD || room[l.length + 2] != GUARD || room[l.length + 3] != GUARD;
        if (outside || !Arrays.equals(l, Arrays.copyOfRange(values, 2, 2 + l.length))) {
            throw failed(loss, l, outside ? "writes gradients outside of its group" : "changes the log ratios");
        }
        return result;
    }

    private static void gradient(GroupLoss loss, double[] l) {
        double[] gradient = new double[l.length];
        double[] other = new double[l.length];
        double value = evaluate(loss, l, 1.5, gradient);
        double twice = evaluate(loss, l, 3, other);
        if (!(Math.abs(twice - 2 * value) <= 1e-9 * (1 + Math.abs(twice)))) {
            throw failed(loss, l, "is " + value + " with the weight 1.5, but " + twice + " with the weight 3");
        }
        for (int i = 0; i < l.length; i++) {
            double[] moved = l.clone();
            moved[i] = l[i] + STEP;
            double above = evaluate(loss, moved, 1.5, other);
            moved[i] = l[i] - STEP;
            double difference = (above - evaluate(loss, moved, 1.5, other)) / (2 * STEP);
            if (!(Math.abs(difference - gradient[i]) <= 1e-5 * Math.abs(difference) + 1e-9 * (1 + Math.abs(value)))) {
                throw failed(
                        loss,
                        l,
                        "has the derivative " + gradient[i] + " by log ratio " + i + ", but by differences it is "
                                + difference);
            }
        }
    }

    /**
     * Checks states 0 to n - 1 with log probabilities 0 and l. Each in turn is the row, weighted by its probability.
     */
    private static void proper(GroupLoss loss, double[] l) {
        int n = l.length + 1;
        double[] truth = new double[n];
        System.arraycopy(l, 0, truth, 1, l.length);
        double[] at = population(loss, truth, truth);
        double size = Arrays.stream(truth).map(Math::exp).sum();
        for (int i = 0; i < n; i++) {
            if (!(Math.abs(at[i]) <= 1e-8 * size * size)) {
                throw failed(
                        loss,
                        l,
                        "is not proper: at the true log ratios the loss of all " + n + " states still changes, by "
                                + at[i] + " per nat of state " + i);
            }
            double[] beside = truth.clone();
            beside[i] += 0.01;
            if (!(population(loss, truth, beside)[i] > 0)) {
                throw failed(loss, l, "is not proper: the loss does not rise near the true log ratios");
            }
        }
    }

    private static double[] population(GroupLoss loss, double[] truth, double[] theta) {
        int n = theta.length;
        double[] sum = new double[n];
        double[] l = new double[n - 1];
        double[] gradient = new double[n - 1];
        for (int x = 0; x < n; x++) {
            for (int k = 0; k < n - 1; k++) {
                l[k] = theta[k < x ? k : k + 1] - theta[x];
            }
            evaluate(loss, l, Math.exp(truth[x]), gradient);
            for (int k = 0; k < n - 1; k++) {
                sum[k < x ? k : k + 1] += gradient[k];
                sum[x] -= gradient[k];
            }
        }
        return sum;
    }

    private static IllegalArgumentException failed(GroupLoss loss, double[] l, String problem) {
        return new IllegalArgumentException(
                "the loss " + loss.describe() + " " + problem + "; log ratios " + Arrays.toString(l));
    }
}
