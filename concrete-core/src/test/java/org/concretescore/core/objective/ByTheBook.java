package org.concretescore.core.objective;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.concretescore.core.graph.NeighborhoodContract;
import org.concretescore.core.score.Unit;

/**
 * Every loss with its terms once more, written down independently: from equation 5, from Hyvarinen's formula, and for
 * the tails by integrating the weight.
 */
record ByTheBook(EdgeLoss loss, DoubleUnaryOperator out, DoubleUnaryOperator in) {
    static final EdgeLoss CSM = new Csm(Unit.LOG_RATIO);

    static List<ByTheBook> all() {
        return List.of(
                new ByTheBook(new ScoreEntropy(), Math::exp, l -> -l),
                withTail(new ScoreEntropy(), l -> 1, 1, 1),
                new ByTheBook(
                        new LogisticLoss(), l -> Math.log(1 + Math.exp(l)) / 2, l -> Math.log(1 + Math.exp(-l)) / 2),
                new ByTheBook(new ProbabilityFlow(), l -> Math.exp(l / 2) / 2, l -> Math.exp(-l / 2) / 2),
                new ByTheBook(new Csm(Unit.SCORE), c -> c * c + 2 * c, c -> -2 * c),
                new ByTheBook(CSM, l -> Math.exp(2 * l) - 1, l -> -2 * (Math.exp(l) - 1)),
                withTail(0.5),
                withTail(2),
                new ByTheBook(
                        new RatioMatching(), l -> logistic(l) * logistic(l) / 2, l -> logistic(-l) * logistic(-l) / 2));
    }

    /** The original of ratio matching, which is wrong. */
    static final ByTheBook WRONG =
            new ByTheBook(new RatioOriginal(), l -> Math.exp(2 * l) / 2, l -> Math.exp(-2 * l) / 2);

    static List<EdgeLoss> losses() {
        return all().stream().map(ByTheBook::loss).toList();
    }

    private static double logistic(double l) {
        return (1 + Math.tanh(l / 2)) / 2;
    }

    private static ByTheBook withTail(double tail) {
        return withTail(CSM, l -> 2 * Math.exp(l), tail, 0);
    }

    /**
     * What beyond the tail must be integrated: a weight that within is given, and a loss that at 0 has a given value.
     */
    private static ByTheBook withTail(EdgeLoss loss, DoubleUnaryOperator within, double tail, double outAtZero) {
        DoubleUnaryOperator weight = l -> {
            double a = Math.max(-tail, Math.min(tail, l));
            return within.applyAsDouble(a) * Math.exp((a - l) / 2);
        };
        return new ByTheBook(
                Tail.of(loss, tail),
                l -> outAtZero + integral(s -> weight.applyAsDouble(s) * Math.exp(s), tail, l),
                l -> -integral(weight, tail, l));
    }

    /** From 0 to l, Simpson's rule on each side of the kink. */
    private static double integral(DoubleUnaryOperator f, double kink, double l) {
        double middle = Math.max(-kink, Math.min(kink, l));
        return simpson(f, 0, middle) + simpson(f, middle, l);
    }

    private static double simpson(DoubleUnaryOperator f, double from, double to) {
        int n = 400;
        double h = (to - from) / n;
        double sum = f.applyAsDouble(from) + f.applyAsDouble(to);
        for (int i = 1; i < n; i++) {
            sum += (i % 2 == 0 ? 2 : 4) * f.applyAsDouble(from + i * h);
        }
        return from == to ? 0 : sum * h / 3;
    }

    /** The objective of a distribution: every edge seen from both its ends, without asking for reverse neighbors. */
    double population(TableModel model, double[] theta, double[] p) {
        double sum = 0;
        for (NeighborhoodContract.Edge e : NeighborhoodContract.edges(model.graph())) {
            double value = model.answer(theta, e.source(), e.slot(), e.target());
            sum += p[e.source()] * out.applyAsDouble(value) + p[e.target()] * in.applyAsDouble(value);
        }
        return sum;
    }
}
