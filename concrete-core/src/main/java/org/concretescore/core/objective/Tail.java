package org.concretescore.core.objective;

import org.concretescore.core.score.Unit;

/**
 * A proper loss on log ratios whose weight w(l) is continued beyond {@code |l| = tail} by that of minimum probability
 * flow, {@code w(+-tail) e^(-(l -+ tail)/2)}.
 *
 * <p>Within the tail it is exactly the given loss. Beyond it, it is still proper, so the minimum stays where it is, and
 * both terms are bounded below. A frequent state with a neighbor that is not in the data can then no longer decrease
 * the loss without limit, and edges with a large ratio no longer outweigh all others. Clipping l instead would move the
 * minimum of every edge that it touches.
 */
public final class Tail implements EdgeLoss {
    /** The default of the command line, in nats, found on NLTCS; see {@code docs/objectives/edges.md}. */
    public static final double DEFAULT = 2;

    private final EdgeLoss loss;
    private final double tail;

    private Tail(EdgeLoss loss, double tail) {
        this.loss = loss;
        this.tail = tail;
    }

    /**
     * Returns a loss with a tail.
     *
     * @param loss a proper loss on log ratios
     * @param tail where the tail begins, in nats, above 0; infinity for the loss as it is
     * @return the loss
     * @throws IllegalArgumentException if the tail is not above 0, or the loss is on scores
     */
    public static EdgeLoss of(EdgeLoss loss, double tail) {
        requireTail(tail);
        if (loss.unit() != Unit.LOG_RATIO) {
            throw new IllegalArgumentException("a tail is for losses on log ratios, not for " + loss);
        }
        return tail == Double.POSITIVE_INFINITY ? loss : new Tail(loss, tail);
    }

    static void requireTail(double tail) {
        if (!(tail > 0)) {
            throw new IllegalArgumentException("tail must be above 0, was " + tail);
        }
    }

    @Override
    public String name() {
        return loss.name();
    }

    @Override
    public Unit unit() {
        return Unit.LOG_RATIO;
    }

    // The integrals of w e^l and of -w from the end a = +-tail to l are added to the loss at a. w(a) is -in'(a).

    @Override
    public double out(double l) {
        if (Math.abs(l) <= tail) {
            return loss.out(l);
        }
        double a = Math.copySign(tail, l);
        return loss.out(a) - 2 * loss.inSlope(a) * Math.exp(a) * Math.expm1((l - a) / 2);
    }

    @Override
    public double outSlope(double l) {
        if (Math.abs(l) <= tail) {
            return loss.outSlope(l);
        }
        double a = Math.copySign(tail, l);
        return -loss.inSlope(a) * Math.exp((l + a) / 2);
    }

    @Override
    public double in(double l) {
        if (Math.abs(l) <= tail) {
            return loss.in(l);
        }
        double a = Math.copySign(tail, l);
        return loss.in(a) - 2 * loss.inSlope(a) * Math.expm1((a - l) / 2);
    }

    @Override
    public double inSlope(double l) {
        if (Math.abs(l) <= tail) {
            return loss.inSlope(l);
        }
        double a = Math.copySign(tail, l);
        return loss.inSlope(a) * Math.exp((a - l) / 2);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tail that && loss.equals(that.loss) && tail == that.tail;
    }

    @Override
    public int hashCode() {
        return 31 * loss.hashCode() + Double.hashCode(tail);
    }

    @Override
    public String describe() {
        return loss.describe() + " with tail " + tail;
    }

    @Override
    public String toString() {
        return describe();
    }
}
