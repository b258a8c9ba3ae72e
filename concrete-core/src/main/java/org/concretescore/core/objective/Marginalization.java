package org.concretescore.core.objective;

/**
 * Marginalization, "Marginal-fixed" in Figure 3: generalised score matching with the operator that sums over a
 * coordinate, {@code E_x sum_d [ u(x)^2 - 2 sum_k u(x_d = k)]} with {@code u(y) = 1/q(y_d | y_-d)}. The sum over all
 * values k makes it proper. For bits it equals {@link Csm} on bit flips up to a constant.
 *
 * <p>Like CSM, it is unbounded below if values of a coordinate are unseen. Beyond {@code u = 1 + e^tail} the weight 2
 * of the derivative is continued as {@code 2 (u/(1 + e^tail))^(-3/2)}. This loss is still proper, and bounded below.
 *
 * @param tail where the continuation begins, in nats; infinity for none
 */
record Marginalization(double tail) implements GroupLoss {
    private static final double FARTHEST = 300;

    Marginalization {
        Tail.requireTail(tail);
    }

    @Override
    public String name() {
        return "marginal";
    }

    @Override
    public double lossAndGradient(double[] logRatios, int from, int to, double weight, double[] gradient) {
        // Beyond this point, products of overflowing and vanishing factors would be NaN. With a tail, the slopes are
        // tiny there.
        for (int i = from; i < to && tail < Double.POSITIVE_INFINITY; i++) {
            if (Math.abs(logRatios[i]) > FARTHEST) {
                logRatios[i] = Math.copySign(FARTHEST, logRatios[i]);
            }
        }
        // With q(x) = 1: the ratios e^{l_k}, their sum with x's own, which is u(x), and u_k = u(x) e^{-l_k}.
        double u = 1;
        for (int i = from; i < to; i++) {
            u += Math.exp(logRatios[i]);
        }
        double sum = own(u) + other(u);
        double common = ownSlope(u) + otherSlope(u);
        for (int i = from; i < to; i++) {
            double inverse = Math.exp(-logRatios[i]);
            double at = u * inverse;
            double slope = otherSlope(at);
            sum += other(at);
            common += slope * inverse;
            gradient[i] = -weight * slope * at;
        }
        for (int i = from; i < to; i++) {
            gradient[i] += weight * common * Math.exp(logRatios[i]);
        }
        return weight * sum;
    }

    @Override
    public String describe() {
        return name() + " with tail " + tail;
    }

    // own' = w u and other' = -w with the weight w: 2, beyond the end e that of the tail.

    private double end() {
        return 1 + Math.exp(tail);
    }

    private double own(double u) {
        double e = end();
        return u <= e ? u * u : e * e + 4 * e * Math.sqrt(e) * (Math.sqrt(u) - Math.sqrt(e));
    }

    private double ownSlope(double u) {
        double e = end();
        return u <= e ? 2 * u : 2 * e * Math.sqrt(e / u);
    }

    private double other(double u) {
        double e = end();
        return u <= e ? -2 * u : -2 * e - 4 * e * (1 - Math.sqrt(e / u));
    }

    private double otherSlope(double u) {
        double e = end();
        return u <= e ? -2 : -2 * e / u * Math.sqrt(e / u);
    }
}
