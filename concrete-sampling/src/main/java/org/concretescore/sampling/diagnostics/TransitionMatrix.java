package org.concretescore.sampling.diagnostics;

import java.util.Arrays;
import java.util.OptionalLong;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.EnumerableKernel;

/**
 * The exact transition matrix of a kernel on a small space. It is computed by the same code as the kernel's decisions.
 * Immutable.
 *
 * <pre>{@code
 * ExactDistribution law = ExactDistribution.of(StateSpace.of(4), 1, 2, 4, 8);
 * EnumerableKernel kernel = MetropolisHastings.of(law.score(Graphs.cycle(law.space())));
 * TransitionMatrix matrix = TransitionMatrix.of(kernel);
 * double error = matrix.stationaryError(law); // rounding only
 * OptionalLong steps = matrix.mixingTime(0.01);
 * }</pre>
 */
public final class TransitionMatrix {
    /** The largest number of states. */
    public static final int STATES = 4096;

    private static final int LARGEST_EXPONENT = 40;
    private static final int BLOCK = 64;

    private final StateSpace space;
    private final int n;
    /** {@code [n, n]}, row-major; the row is the state before the step. */
    private final double[] p;

    private TransitionMatrix(StateSpace space, int n, double[] p) {
        this.space = space;
        this.n = n;
        this.p = p;
    }

    /**
     * Computes the matrix of a kernel.
     *
     * @param kernel the kernel
     * @return the matrix
     * @throws IllegalArgumentException if there are more than {@value #STATES} states
     * @throws IllegalStateException if the model returns NaN for a move
     * @throws StoppedException if the thread is interrupted
     */
    public static TransitionMatrix of(EnumerableKernel kernel) {
        StateSpace space = kernel.space();
        int n = space.enumerableSize(STATES, "a transition matrix");
        double[] p = new double[n * n];
        double[] row = new double[n];
        int[] state = new int[space.dimension()];
        for (int x = 0; x < n; x++) {
            StoppedException.throwIfInterrupted("a transition matrix");
            space.unrank(x, state, 0);
            kernel.transitionProbabilities(state, 0, row);
            System.arraycopy(row, 0, p, x * n, n);
        }
        return new TransitionMatrix(space, n, p);
    }

    /**
     * Returns the number of states.
     *
     * @return n
     */
    public int size() {
        return n;
    }

    /**
     * Returns the probability of one step.
     *
     * @param from rank of the state before
     * @param to rank of the state after
     * @return P(from, to)
     */
    public double probability(int from, int to) {
        return p[from * n + to];
    }

    /**
     * Returns how far a distribution is from being stationary.
     *
     * @param pi a distribution on the kernel's space
     * @return {@code max |pi P - pi|}
     * @throws IllegalArgumentException if the spaces differ
     */
    public double stationaryError(ExactDistribution pi) {
        requireSpace(pi);
        double[] after = new double[n];
        for (int x = 0; x < n; x++) {
            for (int y = 0; y < n; y++) {
                after[y] += pi.probability(x) * p[x * n + y];
            }
        }
        double largest = 0;
        for (int y = 0; y < n; y++) {
            largest = Math.max(largest, Math.abs(after[y] - pi.probability(y)));
        }
        return largest;
    }

    /**
     * Returns how far the chain is from being reversible.
     *
     * @param pi a distribution on the kernel's space
     * @return {@code max |pi(x) P(x,y) - pi(y) P(y,x)|}
     * @throws IllegalArgumentException if the spaces differ
     */
    public double detailedBalanceError(ExactDistribution pi) {
        requireSpace(pi);
        double largest = 0;
        for (int x = 0; x < n; x++) {
            for (int y = 0; y < x; y++) {
                double flow = pi.probability(x) * p[x * n + y] - pi.probability(y) * p[y * n + x];
                largest = Math.max(largest, Math.abs(flow));
            }
        }
        return largest;
    }

    /**
     * Returns a number of steps after which the start of the chain hardly matters. It is the smallest power of two t
     * for which {@code 2 max_x TV(P^t(x, .), P^t(0, .)) <= epsilon}. By the triangle inequality, the total variation
     * distance between the laws from any two states is then at most epsilon, and so is the distance to the stationary
     * distribution.
     *
     * <p>The matrix is squared repeatedly. Each squaring takes {@code n^3} operations, which is a fraction of a second
     * for up to 512 states.
     *
     * @param epsilon in (0, 1)
     * @return t in steps; empty if it exceeds 2^40, for instance because the chain is periodic
     * @throws IllegalArgumentException if {@code epsilon} is not in (0, 1)
     * @throws StoppedException if the thread is interrupted
     */
    public OptionalLong mixingTime(double epsilon) {
        if (!(epsilon > 0 && epsilon < 1)) {
            throw new IllegalArgumentException("epsilon must be in (0, 1), was " + epsilon);
        }
        double[] power = p;
        for (int exponent = 0; exponent <= LARGEST_EXPONENT; exponent++) {
            if (2 * largestDistance(power) <= epsilon) {
                return OptionalLong.of(1L << exponent);
            }
            power = square(power);
        }
        return OptionalLong.empty();
    }

    /** Returns {@code max_x TV(power(x, .), power(0, .))}. */
    private double largestDistance(double[] power) {
        double largest = 0;
        for (int x = 1; x < n; x++) {
            double sum = 0;
            for (int y = 0; y < n; y++) {
                sum += Math.abs(power[x * n + y] - power[y]);
            }
            largest = Math.max(largest, sum / 2);
        }
        return largest;
    }

    /** Returns the square of a stochastic matrix, computed in blocks that stay in the cache. */
    private double[] square(double[] a) {
        double[] product = new double[n * n];
        for (int kBlock = 0; kBlock < n; kBlock += BLOCK) {
            int kEnd = Math.min(n, kBlock + BLOCK);
            for (int i = 0; i < n; i++) {
                StoppedException.throwIfInterrupted("a mixing time");
                for (int k = kBlock; k < kEnd; k++) {
                    double factor = a[i * n + k];
                    if (factor != 0) {
                        for (int j = 0; j < n; j++) {
                            product[i * n + j] += factor * a[k * n + j];
                        }
                    }
                }
            }
        }
        // The rows are normalised, because rounding errors of their sums would double with each squaring.
        for (int i = 0; i < n; i++) {
            double sum = Arrays.stream(product, i * n, (i + 1) * n).sum();
            for (int j = i * n; j < (i + 1) * n; j++) {
                product[j] /= sum;
            }
        }
        return product;
    }

    private void requireSpace(ExactDistribution pi) {
        if (!space.equals(pi.space())) {
            throw new IllegalArgumentException("the kernel is on " + space + ", but pi is on " + pi.space());
        }
    }

    @Override
    public String toString() {
        return "TransitionMatrix[" + n + " x " + n + "]";
    }
}
