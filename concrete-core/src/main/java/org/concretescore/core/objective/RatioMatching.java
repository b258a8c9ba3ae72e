package org.concretescore.core.objective;

import org.concretescore.core.score.Unit;

/**
 * Ratio matching (Hyvarinen 2007), "Ratio-fixed" in Figure 3: {@code phi(l) = sigma(l)^2} with the logistic function
 * sigma, as an edge loss {@code out(l) = phi(l)/2}, {@code in(l) = phi(-l)/2}. Proper, and bounded between 0 and 1 an
 * edge: the criterion by which training is stopped early, whatever it minimises.
 */
public record RatioMatching() implements EdgeLoss {
    @Override
    public String name() {
        return "ratio";
    }

    @Override
    public Unit unit() {
        return Unit.LOG_RATIO;
    }

    private static double sigmoid(double l) {
        return 1 / (1 + Math.exp(-l));
    }

    @Override
    public double out(double l) {
        double s = sigmoid(l);
        return s * s / 2;
    }

    @Override
    public double outSlope(double l) {
        double s = sigmoid(l);
        return s * s * sigmoid(-l);
    }

    @Override
    public double in(double l) {
        return out(-l);
    }

    @Override
    public double inSlope(double l) {
        return -outSlope(-l);
    }
}
