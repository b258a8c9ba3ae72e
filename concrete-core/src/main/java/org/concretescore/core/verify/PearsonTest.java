package org.concretescore.core.verify;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.space.StateSpace;

/**
 * Pearson's test of counts against probabilities.
 *
 * <p>Cells with an expected count below {@value #EXPECTED} are pooled into one. If the expected count of the pooled
 * cell is itself lower, the other cell with the lowest expected count joins it, so that every observation counts. If
 * only one cell has a high enough expected count, the p value is the exact probability of at least as many observations
 * of all others. An observation in a cell of probability 0 makes the p value 0. If one cell has all probability and all
 * observations, the p value is 1.
 *
 * @param statistic the sum of {@code (observed - expected)^2 / expected} over the cells; infinity if a cell of
 *     probability 0 was observed
 * @param degreesOfFreedom the number of cells after pooling, minus 1; 0 if one cell has all probability, or an
 *     impossible cell was observed
 * @param pValue the probability of a statistic at least as large
 * @param worst the cell with the largest term, or the first impossible cell that was observed; -1 for the pooled cell
 */
public record PearsonTest(double statistic, int degreesOfFreedom, double pValue, int worst)
        implements SignificanceTest {
    /**
     * The least expected count of a cell. With 20 and a p value of 1e-8, a correct sampler fails with a true
     * probability of at most 5e-7. With the customary 5 it would be 5e-6.
     */
    public static final int EXPECTED = 20;

    /**
     * Tests counts.
     *
     * @param counts how often each cell was observed, at least 0
     * @param probabilities the probability of each cell; they sum to 1 within 1e-9
     * @return the test
     * @throws IllegalArgumentException if the arrays differ in length, a count is negative, the numbers are not
     *     probabilities, or no cell has a high enough expected count
     */
    public static PearsonTest of(long[] counts, double[] probabilities) {
        requireProbabilities(counts, probabilities);
        double n = Arrays.stream(counts).sum();
        double pooled = 0;
        long pooledCount = 0;
        int least = -1;
        int cells = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = n * probabilities[i];
            if (probabilities[i] == 0 && counts[i] > 0) {
                return new PearsonTest(Double.POSITIVE_INFINITY, 0, 0, i);
            }
            if (expected < EXPECTED) {
                pooled += expected;
                pooledCount += counts[i];
            } else {
                cells++;
                least = least < 0 || probabilities[i] < probabilities[least] ? i : least;
            }
        }
        if (cells == 0) {
            throw new IllegalArgumentException("Pearson's test needs a cell that is expected " + EXPECTED + " times; "
                    + (long) n + " observations of " + counts.length + " cells are too few");
        }
        if (cells == 1 && pooled == 0) {
            return new PearsonTest(0, 0, 1, least);
        }
        if (cells == 1 && pooled < EXPECTED) {
            double pValue = BinomialDistribution.of(Math.toIntExact((long) n), pooled / n)
                    .survivalProbability((int) pooledCount - 1);
            return new PearsonTest(term(pooledCount, pooled), 1, pValue, -1);
        }
        boolean joined = pooled > 0 && pooled < EXPECTED;
        if (joined) {
            pooled += n * probabilities[least];
            pooledCount += counts[least];
        } else if (pooled > 0) {
            cells++;
        }
        double statistic = pooled > 0 ? term(pooledCount, pooled) : 0;
        double largest = statistic;
        int worst = -1;
        for (int i = 0; i < counts.length; i++) {
            double expected = n * probabilities[i];
            if (expected >= EXPECTED && !(joined && i == least)) {
                double term = term(counts[i], expected);
                statistic += term;
                if (!(term <= largest)) {
                    largest = term;
                    worst = i;
                }
            }
        }
        double pValue = ChiSquaredDistribution.of(cells - 1).survivalProbability(statistic);
        return new PearsonTest(statistic, cells - 1, pValue, worst);
    }

    /**
     * Tests states against an enumerated distribution.
     *
     * @param states {@code [count, D]}, row-major, drawn independently
     * @param count the number of states
     * @param law the distribution that they should come from
     * @return the test; the cells are the ranks of the states
     * @throws IllegalArgumentException if a state does not lie in the space, or no state has a high enough expected
     *     count
     */
    public static PearsonTest of(int[] states, int count, ExactDistribution law) {
        StateSpace space = law.space();
        space.check(states, count);
        double[] probabilities = law.probabilities();
        long[] counts = new long[probabilities.length];
        for (int i = 0; i < count; i++) {
            counts[(int) space.rank(states, i * space.dimension())]++;
        }
        return of(counts, probabilities);
    }

    private static double term(long count, double expected) {
        return (count - expected) * (count - expected) / expected;
    }

    private static void requireProbabilities(long[] counts, double[] probabilities) {
        if (counts.length != probabilities.length) {
            throw new IllegalArgumentException(
                    counts.length + " counts were given for " + probabilities.length + " probabilities");
        }
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] < 0) {
                throw new IllegalArgumentException("count " + i + " is " + counts[i]);
            }
            if (!(probabilities[i] >= 0)) {
                throw new IllegalArgumentException("probability " + i + " is " + probabilities[i]);
            }
            sum += probabilities[i];
        }
        if (!(Math.abs(sum - 1) <= 1e-9)) {
            throw new IllegalArgumentException("the probabilities sum to " + sum + ", not to 1");
        }
    }

    @Override
    public String toString() {
        String cell = worst < 0 ? "the pooled rare cells" : "cell " + worst;
        return pValue == 0 && degreesOfFreedom == 0
                ? "cell " + worst + " has the probability 0, but was observed"
                : "Pearson's statistic is " + statistic + " on " + degreesOfFreedom + " degrees of freedom, p value "
                        + pValue + "; the largest term is that of " + cell;
    }
}
