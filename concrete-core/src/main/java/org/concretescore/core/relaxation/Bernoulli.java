package org.concretescore.core.relaxation;

import org.concretescore.core.numeric.LogSpace;

/**
 * A batch of bits, {@code P(D = 1) = alpha / (1 + alpha)} (Appendix B; alpha is the ratio of the two weights of
 * equation 14). A {@link BinConcrete} variable of the same logit has this law when it is rounded, and at temperature 0.
 * The package describes batches. Immutable.
 */
public final class Bernoulli {
    private final double[] logits;

    Bernoulli(double[] logits) {
        this.logits = logits;
    }

    /**
     * Returns the bits with given logits.
     *
     * @param logits {@code log alpha = log P(1)/P(0)}, {@code [rows]}, finite; copied
     * @return the bits
     * @throws IllegalArgumentException if there is no logit, or one is NaN or infinite
     */
    public static Bernoulli of(double... logits) {
        return new Bernoulli(Parameters.logits(logits, 1));
    }

    /**
     * Returns the bits with given weights.
     *
     * @param weights {@code alpha = P(1)/P(0)}, {@code [rows]}, above 0 and finite
     * @return the bits
     * @throws IllegalArgumentException if there is no weight, or one is out of range
     */
    public static Bernoulli ofWeights(double... weights) {
        return new Bernoulli(Parameters.logitsOfWeights(weights, 1));
    }

    /**
     * Returns the number of logits.
     *
     * @return at least 1
     */
    public int rows() {
        return logits.length;
    }

    /**
     * Returns the logits.
     *
     * @return a copy, {@code [rows]}
     */
    public double[] logits() {
        return logits.clone();
    }

    /**
     * Computes the log probabilities of given bits.
     *
     * @param states {@code [count]}, each 0 or 1
     * @param count number of bits
     * @param logMasses receives {@code [count]}, in nats
     * @throws IllegalArgumentException if an array is too short or a state neither 0 nor 1
     */
    public void logMasses(int[] states, int count, double[] logMasses) {
        Parameters.requireLength("states", states, count, 1);
        Parameters.requireLength("logMasses", logMasses, count, 1);
        for (int row = 0; row < count; row++) {
            double logit = logits[row % logits.length];
            logMasses[row] = -LogSpace.softplus(Parameters.state(states[row], row, 2) == 1 ? -logit : logit);
        }
    }

    /**
     * Adds the gradient of {@code sum_r upstream_r log P(state_r)} with respect to the logits.
     *
     * @param states {@code [count]}, each 0 or 1
     * @param count number of bits
     * @param upstream the gradient with respect to the log masses, {@code [count]}
     * @param logitGradient the array that is added to, {@code [rows]}
     * @throws IllegalArgumentException if an array is too short or a state neither 0 nor 1
     */
    public void addGradient(int[] states, int count, double[] upstream, double[] logitGradient) {
        Parameters.requireLength("states", states, count, 1);
        Parameters.requireLength("upstream", upstream, count, 1);
        Parameters.requireLength("logitGradient", logitGradient, logits.length, 1);
        for (int row = 0; row < count; row++) {
            int i = row % logits.length;
            boolean one = Parameters.state(states[row], row, 2) == 1;
            logitGradient[i] += upstream[row] * (one ? LogSpace.sigmoid(-logits[i]) : -LogSpace.sigmoid(logits[i]));
        }
    }

    /**
     * Draws bits by the Gumbel-Max trick (equation 15): a bit is 1 where {@code log alpha + L >= 0}. With the same
     * noise, the result is that of {@link LogitBinConcrete#transform}, rounded.
     *
     * @param logistics {@code [count]}, not NaN
     * @param count number of bits
     * @param states receives {@code [count]}
     * @throws IllegalArgumentException if an array is too short or a noise NaN
     */
    public void transform(double[] logistics, int count, int[] states) {
        Parameters.requireLength("logistics", logistics, count, 1);
        Parameters.requireLength("states", states, count, 1);
        for (int row = 0; row < count; row++) {
            if (Double.isNaN(logistics[row])) {
                throw Parameters.bad("logistics", "numbers", row, 1, logistics[row]);
            }
            states[row] = logits[row % logits.length] + logistics[row] >= 0 ? 1 : 0;
        }
    }

    @Override
    public String toString() {
        return "Bernoulli[" + logits.length + "]";
    }
}
