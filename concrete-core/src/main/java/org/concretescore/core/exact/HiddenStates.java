package org.concretescore.core.exact;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.numeric.LogSpace;

/**
 * The sum over the states h of the hidden units of a restricted Boltzmann machine, {@code Z = sum_h exp(c h) prod_d (1
 * + exp(b_d + W_d h))}. A state consists of an outer and an inner half. The exponential of a sum is the product of the
 * halves' exponentials, {@code exp(b_d + W_d h) = A_d B_d}, so the inner loop, over the states of the inner half, only
 * multiplies. Its table B is small enough for a processor's cache.
 */
final class HiddenStates {
    private static final int MOST_HIDDEN = 28;
    private static final int MOST_INNER = 9;
    /** The number of outer states that a thread takes at once. */
    private static final int CHUNK = 64;
    /** If the logarithm of a product stays below this, the product times a table's entry is still a double. */
    private static final double LARGEST_PRODUCT = 650;

    private final int visible;
    private final int hidden;
    private final int inner;
    private final int innerStates;
    private final double[] weights;
    private final double[] visibleBiases;
    private final double[] hiddenBiases;

    /**
     * The logarithms of the sums over each outer state and over all, and cumulative probabilities of the outer states.
     */
    record Sums(double[] logOuter, double logZ, double[] cumulative) {}

    HiddenStates(double[] weights, double[] visibleBiases, double[] hiddenBiases) {
        this.visible = visibleBiases.length;
        this.hidden = hiddenBiases.length;
        this.inner = Math.min(hidden, MOST_INNER);
        this.innerStates = 1 << inner;
        this.weights = weights;
        this.visibleBiases = visibleBiases;
        this.hiddenBiases = hiddenBiases;
    }

    /**
     * Computes the sums.
     *
     * @throws IllegalStateException if there are too many hidden units
     */
    Sums sums(Object name) {
        if (hidden > MOST_HIDDEN) {
            throw new IllegalStateException(
                    name + " does not have exact answers: at most " + MOST_HIDDEN + " hidden units can be enumerated");
        }
        Table table = new Table();
        double[] logOuter = new double[1 << (hidden - inner)];
        forChunks(logOuter.length, (from, to) -> {
            Row row = new Row(table);
            for (int outer = from; outer < to; outer++) {
                double logScale = row.fill(outer);
                logOuter[outer] = logScale + Math.log(Arrays.stream(row.weights).sum());
            }
        });
        double logZ = LogSpace.sum(logOuter);
        return new Sums(logOuter, logZ, Draws.cumulative(logOuter, logZ));
    }

    /** Returns the expected number of visible units that are 1. */
    double meanOnes(Sums sums) {
        Table table = new Table();
        double[] parts = new double[sums.logOuter.length];
        forChunks(parts.length, (from, to) -> {
            Row row = new Row(table);
            for (int outer = from; outer < to; outer++) {
                double logScale = row.fill(outer);
                parts[outer] = Math.exp(logScale - sums.logZ) * row.weightedOnes();
            }
        });
        return Arrays.stream(parts).sum();
    }

    /** Draws the hidden units from their exact law, then the visible ones, which are independent given them. */
    void sample(Sums sums, UniformRandomProvider random, int count, int[] states) {
        Row row = new Row(new Table());
        for (int s = 0; s < count; s++) {
            int outer = Draws.indexOfCumulative(random, sums.cumulative);
            row.fill(outer);
            int h = outer << inner | Draws.index(random, row.weights);
            for (int d = 0; d < visible; d++) {
                double activation = visibleBiases[d] + sumOf(d, h, 0, hidden);
                states[s * visible + d] = random.nextDouble() * (1 + Math.exp(-activation)) < 1 ? 1 : 0;
            }
        }
    }

    /**
     * Returns the weights between a visible unit and the hidden ones from..to-1 that are set in h, whose bit j is unit
     * j.
     */
    private double sumOf(int d, int h, int from, int to) {
        double sum = 0;
        for (int j = from; j < to; j++) {
            if ((h >>> j & 1) != 0) {
                sum += weights[d * hidden + j];
            }
        }
        return sum;
    }

    private interface Chunk {
        void run(int from, int to);
    }

    /** Runs chunks in parallel. Each outer state has its own numbers, whichever thread computes them. */
    private static void forChunks(int n, Chunk body) {
        IntStream.range(0, (n + CHUNK - 1) / CHUNK)
                .parallel()
                .forEach(k -> body.run(k * CHUNK, Math.min(n, (k + 1) * CHUNK)));
    }

    /** The values that depend only on the inner half. */
    private final class Table {
        /**
         * {@code [D][innerStates]}: B. Each row is an array, because the loops over it are not vectorised otherwise.
         */
        private final double[][] factors = new double[visible][innerStates];
        /** {@code c h}. */
        private final double[] biases = new double[innerStates];
        /** The exponentials of the biases, used if {@link #plain}. */
        private final double[] biasFactors = new double[innerStates];
        /** The visible units in groups whose products can't overflow: the start of each, and the number of units. */
        private final int[] groups;
        /**
         * True if not even the product of all factors and biases overflows, so that no logarithms are needed in
         * between.
         */
        private final boolean plain;

        Table() {
            for (int h = 0; h < innerStates; h++) {
                for (int j = 0; j < inner; j++) {
                    biases[h] += (h >>> j & 1) * hiddenBiases[j];
                }
                biasFactors[h] = Math.exp(biases[h]);
                for (int d = 0; d < visible; d++) {
                    factors[d][h] = Math.exp(sumOf(d, h, 0, inner));
                }
            }
            int[] begins = new int[visible + 1];
            int n = 0;
            double product = 0;
            for (int d = 0; d < visible; d++) {
                double largest = visibleBiases[d];
                for (int j = 0; j < hidden; j++) {
                    largest += Math.max(weights[d * hidden + j], 0);
                }
                product += LogSpace.softplus(largest);
                if (d == 0 || product > LARGEST_PRODUCT) {
                    begins[n++] = d;
                    product = LogSpace.softplus(largest);
                }
            }
            begins[n] = visible;
            groups = Arrays.copyOf(begins, n + 1);
            double reach = Arrays.stream(hiddenBiases).map(Math::abs).sum();
            plain = n == 1 && product + reach <= LARGEST_PRODUCT;
        }
    }

    /** The weights of the inner states beside one outer state. A row belongs to one thread. */
    private final class Row {
        private final Table table;
        private final double[] weights = new double[innerStates];
        private final double[] products = new double[innerStates];
        /** {@code [D]}: A. */
        private final double[] factors = new double[visible];

        Row(Table table) {
            this.table = table;
        }

        /** Fills the weights, and returns the logarithm of their common factor. */
        double fill(int outer) {
            int h = outer << inner;
            double bias = 0;
            for (int j = inner; j < hidden; j++) {
                bias += (h >>> j & 1) * hiddenBiases[j];
            }
            for (int d = 0; d < visible; d++) {
                factors[d] = Math.exp(visibleBiases[d] + sumOf(d, h, inner, hidden));
            }
            if (table.plain) {
                System.arraycopy(table.biasFactors, 0, weights, 0, innerStates);
                multiply(weights, 0, visible);
                return bias;
            }
            System.arraycopy(table.biases, 0, weights, 0, innerStates);
            for (int g = 0; g + 1 < table.groups.length; g++) {
                Arrays.fill(products, 1);
                multiply(products, table.groups[g], table.groups[g + 1]);
                for (int i = 0; i < innerStates; i++) {
                    weights[i] += Math.log(products[i]);
                }
            }
            double largest = Arrays.stream(weights).max().orElseThrow();
            for (int i = 0; i < innerStates; i++) {
                weights[i] = Math.exp(weights[i] - largest);
            }
            return bias + largest;
        }

        /** Multiplies by {@code 1 + A_d B_d} for the visible units from..to-1, four at a time. */
        private void multiply(double[] into, int from, int to) {
            int d = from;
            for (; d + 4 <= to; d += 4) {
                double[] b0 = table.factors[d];
                double[] b1 = table.factors[d + 1];
                double[] b2 = table.factors[d + 2];
                double[] b3 = table.factors[d + 3];
                double a0 = factors[d];
                double a1 = factors[d + 1];
                double a2 = factors[d + 2];
                double a3 = factors[d + 3];
                for (int i = 0; i < into.length; i++) {
                    into[i] *= (1 + a0 * b0[i]) * (1 + a1 * b1[i]) * ((1 + a2 * b2[i]) * (1 + a3 * b3[i]));
                }
            }
            for (; d < to; d++) {
                double[] b = table.factors[d];
                double a = factors[d];
                for (int i = 0; i < into.length; i++) {
                    into[i] *= 1 + a * b[i];
                }
            }
        }

        /** Returns the sum of the weights times the expected number of visible units that are 1. */
        double weightedOnes() {
            Arrays.fill(products, 0);
            int d = 0;
            // One division serves two odds. A factor is below exp(301), so their product is a double.
            for (; d + 2 <= visible; d += 2) {
                double[] b0 = table.factors[d];
                double[] b1 = table.factors[d + 1];
                double a0 = factors[d];
                double a1 = factors[d + 1];
                for (int i = 0; i < products.length; i++) {
                    double odds0 = a0 * b0[i];
                    double odds1 = a1 * b1[i];
                    double both = odds0 * odds1;
                    double sum = odds0 + odds1;
                    products[i] += (sum + 2 * both) / (1 + sum + both);
                }
            }
            for (; d < visible; d++) {
                for (int i = 0; i < products.length; i++) {
                    double odds = factors[d] * table.factors[d][i];
                    products[i] += odds / (1 + odds);
                }
            }
            double sum = 0;
            for (int i = 0; i < products.length; i++) {
                sum += weights[i] * products[i];
            }
            return sum;
        }
    }
}
