package org.concretescore.core.objective;

import org.concretescore.core.score.Unit;

/**
 * Score entropy in its implicit form (Lou, Meng and Ermon 2024): {@code out = e^l}, {@code in = -l}. Proper, convex in
 * l, with the weight 1 for every ratio. It is unbounded below, as l is, towards neighbors that are not in the data.
 * Give it a {@link Tail}.
 */
public record ScoreEntropy() implements EdgeLoss {
    @Override
    public String name() {
        return "score-entropy";
    }

    @Override
    public Unit unit() {
        return Unit.LOG_RATIO;
    }

    @Override
    public double out(double l) {
        return Math.exp(l);
    }

    @Override
    public double outSlope(double l) {
        return Math.exp(l);
    }

    @Override
    public double in(double l) {
        return -l;
    }

    @Override
    public double inSlope(double l) {
        return -1;
    }
}
