package org.concretescore.core.objective;

import org.concretescore.core.score.Unit;

/**
 * The terms of an edge objective: {@code J = E_x [ sum_i out(v(x)_i) + sum over (z,i) in N^-1(x) of in(v(z)_i) ]}, where
 * v is the model's answer for an edge in the loss's {@link #unit}.
 *
 * <p>On an edge from x to y the expectation is {@code p_x out(v) + p_y in(v)}. With log ratios, {@code v = l}, it has
 * its minimum at the truth, {@code l = log p_y/p_x}, for every p if and only if {@code out'(l) = w(l) e^l} and
 * {@code in'(l) = -w(l)} for some positive weight w: then the slope is {@code w(l) (p_x e^l - p_y)}. A loss so made is
 * called proper. For a symmetric graph and a tied model this is the identity {@code phi'(l) = e^l phi'(-l)} of
 * {@code phi(l) = out(l) + in(-l)}. The test of a loss of one's own should call {@code Verify.edgeLoss} of the package
 * {@code org.concretescore.core.verify}.
 */
public interface EdgeLoss {
    /**
     * The name on the command line.
     *
     * @return for instance {@code csm}
     */
    String name();

    /**
     * The name with all that the loss depends on, by which a checkpoint knows its training again.
     *
     * @return the name, unless there are options
     */
    default String describe() {
        return name();
    }

    /**
     * What the values are.
     *
     * @return the unit of the argument of all four functions
     */
    Unit unit();

    /**
     * The term of an edge that leaves a data row.
     *
     * @param value the model's answer
     * @return out(value)
     */
    double out(double value);

    /**
     * The derivative of {@link #out}.
     *
     * @param value the model's answer
     * @return out'(value)
     */
    double outSlope(double value);

    /**
     * The term of an edge that arrives at a data row.
     *
     * @param value the model's answer
     * @return in(value)
     */
    double in(double value);

    /**
     * The derivative of {@link #in}.
     *
     * @param value the model's answer
     * @return in'(value)
     */
    double inSlope(double value);
}
