package org.concretescore.core.relaxation;

/**
 * A batch of discrete variables of n categories, {@code P(D = k) = alpha_k / sum_i alpha_i} (equation 9). A
 * {@link Concrete} variable of the same logits has this law when it is rounded, and at temperature 0. The package
 * describes batches. Immutable.
 */
public final class Discrete {
    private final int n;
    private final int rows;
    private final double[] logits;

    Discrete(double[] logits, int n) {
        this.n = n;
        this.logits = logits;
        rows = logits.length / n;
    }

    /**
     * Returns the variables with given logits.
     *
     * @param logits {@code log alpha}, {@code [rows, n]}, row-major, finite; copied
     * @param n categories, at least 2
     * @return the variables
     * @throws IllegalArgumentException if n is below 2, the logits are not rows of n, or one is NaN or infinite
     */
    public static Discrete of(double[] logits, int n) {
        return new Discrete(Parameters.logits(logits, Parameters.categories(n)), n);
    }

    /**
     * Returns the variables with given weights.
     *
     * @param weights alpha, {@code [rows, n]}, row-major, above 0 and finite; they need not sum to 1
     * @param n categories, at least 2
     * @return the variables
     * @throws IllegalArgumentException if n is below 2, the weights are not rows of n, or one is out of range
     */
    public static Discrete ofWeights(double[] weights, int n) {
        return new Discrete(Parameters.logitsOfWeights(weights, Parameters.categories(n)), n);
    }

    /**
     * Returns the number of categories.
     *
     * @return n, at least 2
     */
    public int n() {
        return n;
    }

    /**
     * Returns the number of rows of logits.
     *
     * @return at least 1
     */
    public int rows() {
        return rows;
    }

    /**
     * Returns the logits.
     *
     * @return a copy, {@code [rows, n]}
     */
    public double[] logits() {
        return logits.clone();
    }

    /**
     * Returns one logit.
     *
     * @param row the row, {@code 0..rows-1}
     * @param category the category, {@code 0..n-1}
     * @return {@code log alpha}, not normalised
     * @throws IndexOutOfBoundsException if there is no such row or category
     */
    public double logit(int row, int category) {
        // Without this check, a row far out of range could come back into range when it is multiplied by n.
        if (row < 0 || row >= rows) {
            throw new IndexOutOfBoundsException("row must be 0 to " + (rows - 1) + ", was " + row);
        }
        if (category < 0 || category >= n) {
            throw new IndexOutOfBoundsException("category must be 0 to " + (n - 1) + ", was " + category);
        }
        return logits[row * n + category];
    }

    /**
     * Returns the log probabilities of all categories.
     *
     * @return {@code [rows, n]}, in nats; new
     */
    public double[] logProbabilities() {
        double[] logP = logits.clone();
        for (int from = 0; from < logP.length; from += n) {
            Rows.logSoftmax(logP, from, n);
        }
        return logP;
    }

    /**
     * Computes the log probabilities of given states.
     *
     * @param states {@code [count]}, each 0 to n - 1
     * @param count number of states
     * @param logMasses receives {@code [count]}, in nats
     * @throws IllegalArgumentException if an array is too short or a state out of range
     */
    public void logMasses(int[] states, int count, double[] logMasses) {
        Parameters.requireLength("states", states, count, 1);
        Parameters.requireLength("logMasses", logMasses, count, 1);
        double[] logP = logProbabilities();
        for (int row = 0; row < count; row++) {
            logMasses[row] = logP[row % rows * n + Parameters.state(states[row], row, n)];
        }
    }

    /**
     * Adds the gradient of {@code sum_r upstream_r log P(state_r)} with respect to the logits.
     *
     * @param states {@code [count]}, each 0 to n - 1
     * @param count number of states
     * @param upstream the gradient with respect to the log masses, {@code [count]}
     * @param logitGradient the array that is added to, {@code [rows, n]}
     * @throws IllegalArgumentException if an array is too short or a state out of range
     */
    public void addGradient(int[] states, int count, double[] upstream, double[] logitGradient) {
        Parameters.requireLength("states", states, count, 1);
        Parameters.requireLength("upstream", upstream, count, 1);
        Parameters.requireLength("logitGradient", logitGradient, rows, n);
        double[] logP = logProbabilities();
        for (int row = 0; row < count; row++) {
            int from = row % rows * n;
            int state = Parameters.state(states[row], row, n);
            for (int k = 0; k < n; k++) {
                // 1 - p of the state itself, without cancellation if p is almost 1.
                double p = k == state ? Math.expm1(logP[from + k]) : Math.exp(logP[from + k]);
                logitGradient[from + k] -= upstream[row] * p;
            }
        }
    }

    /**
     * Draws states by the Gumbel-Max trick (equation 9), {@code argmax_k log alpha_k + G_k}. With the same noise, the
     * result is that of {@link Concrete#transform}, rounded.
     *
     * @param gumbels {@code [count, n]}, not NaN
     * @param count number of states
     * @param states receives {@code [count]}
     * @throws IllegalArgumentException if an array is too short or a Gumbel NaN
     */
    public void transform(double[] gumbels, int count, int[] states) {
        Parameters.requireLength("gumbels", gumbels, count, n);
        Parameters.requireLength("states", states, count, 1);
        for (int row = 0; row < count; row++) {
            int from = row % rows * n;
            double largest = Double.NEGATIVE_INFINITY;
            int best = 0;
            for (int k = 0; k < n; k++) {
                double z = logits[from + k] + gumbels[row * n + k];
                if (Double.isNaN(z)) {
                    throw Parameters.bad("gumbels", "numbers", row * n + k, n, z);
                }
                if (z > largest) {
                    largest = z;
                    best = k;
                }
            }
            states[row] = best;
        }
    }

    /**
     * Writes states as vertices of the simplex, so that a graph can take either them or Concrete variables.
     *
     * @param states {@code [count]}, each 0 to n - 1
     * @param count number of states
     * @param values receives {@code [count, n]}: 1 at the state, 0 elsewhere
     * @throws IllegalArgumentException if an array is too short or a state out of range
     */
    public void oneHot(int[] states, int count, double[] values) {
        Parameters.requireLength("states", states, count, 1);
        Parameters.requireLength("values", values, count, n);
        for (int row = 0; row < count; row++) {
            int state = Parameters.state(states[row], row, n);
            for (int k = 0; k < n; k++) {
                values[row * n + k] = k == state ? 1 : 0;
            }
        }
    }

    @Override
    public String toString() {
        return "Discrete[" + rows + " x " + n + "]";
    }
}
