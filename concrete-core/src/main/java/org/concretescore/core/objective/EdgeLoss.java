package org.concretescore.core.objective;

import org.concretescore.core.score.Unit;

/**
 * The terms of an edge objective: {@code J = E_x [ sum_i out(v(x)_i) + sum over (z,i) in N^-1(x) of in(v(z)_i) ]},
 * where v is the model's answer for an edge in the loss's {@link #unit}.
 *
 * <p>The expectation on an edge from x to y is {@code p_x out(v) + p_y in(v)}. With log ratios, {@code v = l}, it has
 * its minimum at the truth, {@code l = log p_y/p_x}, for every p if and only if {@code out'(l) = w(l) e^l} and
 * {@code in'(l) = -w(l)} for some positive weight w: then the slope is {@code w(l) (p_x e^l - p_y)}. Such a loss is
 * called proper. For a symmetric graph and a tied model this is the identity {@code phi'(l) = e^l phi'(-l)} of
 * {@code phi(l) = out(l) + in(-l)}. The test of your own loss should call {@code Verify.edgeLoss} of the package
 * {@code org.concretescore.core.verify}.
 */
public interface EdgeLoss {
    /**
     * Returns the name on the command line.
     *
     * @return for instance {@code csm}
     */
    String name();

    /**
     * Returns the name with all options that the loss depends on. A checkpoint recognizes its training by it.
     *
     * @return the name, if there are no options
     */
    default String describe() {
        return name();
    }

    /**
     * Returns the unit of the values.
     *
     * @return the unit of the argument of all four functions
     */
    Unit unit();

    /**
     * Returns the term of an edge that leaves a data row.
     *
     * @param value the model's answer
     * @return out(value)
     */
    double out(double value);

    /**
     * Returns the derivative of {@link #out}.
     *
     * @param value the model's answer
     * @return out'(value)
     */
    double outSlope(double value);

    /**
     * Returns the term of an edge that arrives at a data row.
     *
     * @param value the model's answer
     * @return in(value)
     */
    double in(double value);

    /**
     * Returns the derivative of {@link #in}.
     *
     * @param value the model's answer
     * @return in'(value)
     */
    double inSlope(double value);
}
