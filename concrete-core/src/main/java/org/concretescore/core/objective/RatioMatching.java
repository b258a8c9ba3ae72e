package org.concretescore.core.objective;

import org.concretescore.core.numeric.LogSpace;

/**
 * Ratio matching (Hyvarinen 2007), "Ratio-fixed" in Figure 3: {@code phi(l) = sigma(l)^2} with the logistic function
 * sigma. Proper, and bounded between 0 and 1 per edge. Early stopping uses it as its criterion, whatever the training
 * minimises.
 */
public record RatioMatching() implements MirroredLoss {
    @Override
    public String name() {
        return "ratio";
    }

    @Override
    public double out(double l) {
        double s = LogSpace.sigmoid(l);
        return s * s / 2;
    }

    @Override
    public double outSlope(double l) {
        // sigma^2 (1 - sigma). The second factor is not computed as a difference, because it is tiny for a large l.
        double e = Math.exp(-Math.abs(l));
        double larger = 1 / (1 + e);
        double smaller = e * larger;
        return l > 0 ? larger * larger * smaller : smaller * smaller * larger;
    }
}
