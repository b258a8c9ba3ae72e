package org.concretescore.core.objective;

/**
 * A term of a data row x and a set of other states that it is compared with, as a function of all their log ratios
 * {@code l_k = log q(y_k)/q(x)} together. The test of your own loss should call {@code Verify.groupLoss} of the package
 * {@code org.concretescore.core.verify}.
 */
public interface GroupLoss {
    /**
     * Returns the name on the command line.
     *
     * @return for instance {@code pseudo-likelihood}
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
     * Computes the term and its derivatives.
     *
     * @param logRatios holds the log ratios
     * @param from index of the first log ratio of this group
     * @param to index of the last log ratio of this group, plus one
     * @param weight a factor of the term
     * @param gradient receives the derivatives of the weighted term, at the same indices
     * @return the term times the weight
     */
    double lossAndGradient(double[] logRatios, int from, int to, double weight, double[] gradient);
}
