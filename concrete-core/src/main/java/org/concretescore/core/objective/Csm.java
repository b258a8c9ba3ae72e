package org.concretescore.core.objective;

import org.concretescore.core.score.Unit;

/**
 * Concrete score matching (equation 5): {@code out = c^2 + 2c}, {@code in = -2c}, for scores c.
 *
 * <p>In log ratios, {@code c = e^l - 1}, its weight is {@code w(l) = 2 e^l}: the term of a frequent state with a
 * neighbor that no data row shows is unbounded below, and edges with a large ratio outweigh all others. Both are cured,
 * without moving the minimum, by continuing the weight beyond {@code |l| = tail} as that of minimum probability flow,
 * {@code e^(-l/2)}: within the tail it is equation 5 to the letter, beyond it the loss is still proper, now bounded
 * below on every edge. Clipping l instead would move the minimum of every edge that it touches.
 */
public final class Csm {
    /** The tail of the command line and of the trainer, in nats, found on NLTCS; see {@code docs/objectives.md}. */
    public static final double DEFAULT_TAIL = 2;

    private Csm() {}

    /**
     * For models that answer with log ratios.
     *
     * @param tail where equation 5 ends, in nats, above 0; infinity for equation 5 everywhere
     * @return the loss
     * @throws IllegalArgumentException if the tail is not above 0
     */
    public static EdgeLoss ofLogRatios(double tail) {
        if (!(tail > 0)) {
            throw new IllegalArgumentException("tail must be above 0, was " + tail);
        }
        return new OfLogRatios(tail);
    }

    /**
     * For models that answer with the score itself: a quadratic in each answer.
     *
     * @return the loss
     */
    public static EdgeLoss ofScores() {
        return new OfScores();
    }

    private record OfScores() implements EdgeLoss {
        @Override
        public String name() {
            return "csm";
        }

        @Override
        public Unit unit() {
            return Unit.SCORE;
        }

        @Override
        public double out(double c) {
            return c * c + 2 * c;
        }

        @Override
        public double outSlope(double c) {
            return 2 * c + 2;
        }

        @Override
        public double in(double c) {
            return -2 * c;
        }

        @Override
        public double inSlope(double c) {
            return -2;
        }
    }

    private record OfLogRatios(double tail) implements EdgeLoss {
        @Override
        public String name() {
            return "csm";
        }

        @Override
        public Unit unit() {
            return Unit.LOG_RATIO;
        }

        /** The nearest point to l within the tail. */
        private double edge(double l) {
            return Math.max(-tail, Math.min(tail, l));
        }

        // With a = edge(l): w(l) = 2 e^a e^(-(l-a)/2), which within the tail (a = l) is 2 e^l. The integrals of
        // -w and of w e^l from a to l are added to equation 5 at a.

        @Override
        public double out(double l) {
            double a = edge(l);
            return Math.expm1(2 * a) + 4 * Math.exp(2 * a) * Math.expm1((l - a) / 2);
        }

        @Override
        public double outSlope(double l) {
            double a = edge(l);
            return 2 * Math.exp(2 * a + (l - a) / 2);
        }

        @Override
        public double in(double l) {
            double a = edge(l);
            return -2 * Math.expm1(a) + 4 * Math.exp(a) * Math.expm1((a - l) / 2);
        }

        @Override
        public double inSlope(double l) {
            double a = edge(l);
            return -2 * Math.exp(a + (a - l) / 2);
        }
    }
}
