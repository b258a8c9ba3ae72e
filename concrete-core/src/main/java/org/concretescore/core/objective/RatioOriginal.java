package org.concretescore.core.objective;

/**
 * "Ratio" in Figure 3, the objective as printed in Lyu 2009: {@code phi(l) = e^{2l}}, the mean square of the ratio to
 * each neighbor. It is wrong, because it is not proper: its minimum over all distributions is {@code q ~ p^(1/4)}. It
 * serves only for comparison.
 */
public record RatioOriginal() implements MirroredLoss {
    @Override
    public String name() {
        return "ratio-original";
    }

    @Override
    public double out(double l) {
        return Math.exp(2 * l) / 2;
    }

    @Override
    public double outSlope(double l) {
        return Math.exp(2 * l);
    }
}
