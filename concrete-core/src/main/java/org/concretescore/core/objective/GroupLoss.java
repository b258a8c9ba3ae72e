package org.concretescore.core.objective;

/**
 * A term of a data row x and a set of other states that it is compared with, as a function of all their log ratios
 * {@code l_k = log q(y_k)/q(x)} together. The test of a loss of one's own should call {@code Verify.groupLoss} of the package
 * {@code org.concretescore.core.verify}.
 */
public interface GroupLoss {
    /**
     * The name on the command line.
     *
     * @return for instance {@code pseudo-likelihood}
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
     * The term and its derivatives.
     *
     * @param logRatios holds the log ratios
     * @param from the first one of this group
     * @param to behind the last one
     * @param weight a factor of the term
     * @param gradient receives the derivatives of the weighted term, at the same places
     * @return the term times the weight
     */
    double lossAndGradient(double[] logRatios, int from, int to, double weight, double[] gradient);
}
