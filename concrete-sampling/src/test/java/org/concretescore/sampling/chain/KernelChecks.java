package org.concretescore.sampling.chain;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.IntStream;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.Support;
import org.concretescore.sampling.diagnostics.TransitionMatrix;

/** What every kernel must pass. */
public final class KernelChecks {
    private KernelChecks() {}

    /** Rows sum to 1, and a distribution is stationary. */
    public static TransitionMatrix assertStationary(EnumerableKernel kernel, ExactDistribution p) {
        TransitionMatrix matrix = TransitionMatrix.of(kernel);
        for (int x = 0; x < matrix.size(); x++) {
            double sum = 0;
            for (int y = 0; y < matrix.size(); y++) {
                assertTrue(matrix.probability(x, y) >= 0);
                sum += matrix.probability(x, y);
            }
            assertEquals(1, sum, 1e-12, kernel + ", from " + x);
        }
        assertTrue(matrix.stationaryError(p) < 1e-12, kernel.toString());
        return matrix;
    }

    public static void assertReversible(EnumerableKernel kernel, ExactDistribution p) {
        assertTrue(assertStationary(kernel, p).detailedBalanceError(p) < 1e-13, kernel.toString());
    }

    /**
     * The p-value of the states of 10^4 chains, after a number of steps from one state, against the power of the
     * enumerated matrix.
     *
     * @param matrix the law, that of the kernel or of another that should have the same
     */
    public static double pValue(TransitionKernel kernel, TransitionMatrix matrix, int start, int steps, String name) {
        StateSpace space = kernel.space();
        int count = 10_000;
        int dimension = space.dimension();
        int[] states = new int[count * dimension];
        for (int chain = 0; chain < count; chain++) {
            space.unrank(start, states, chain * dimension);
        }
        Chains chains = Chains.startingAt(space, states, count, STREAMS, name);
        kernel.advance(chains, steps, new Tally());
        long[] counts = new long[matrix.size()];
        int[] after = chains.states();
        for (int chain = 0; chain < count; chain++) {
            counts[(int) space.rank(after, chain * dimension)]++;
        }
        double[] law = new double[matrix.size()];
        law[start] = 1;
        for (int step = 0; step < steps; step++) {
            double[] before = law;
            law = IntStream.range(0, matrix.size())
                    .mapToDouble(y -> IntStream.range(0, matrix.size())
                            .mapToDouble(x -> before[x] * matrix.probability(x, y))
                            .sum())
                    .toArray();
        }
        return Support.chiSquareTest(counts, law);
    }

    /** However the steps are divided into calls and the chains into ranges, and through copies. */
    public static void assertDivisible(TransitionKernel kernel) {
        Chains whole = Chains.atRandom(kernel.space(), 5, STREAMS, "divided");
        Chains halves = whole.copy();
        Chains singles = whole.copy();
        Chains copies = whole.copy();
        Tally tally = new Tally();
        kernel.advance(whole, 120, tally);
        kernel.advance(halves, 50, new Tally());
        kernel.advance(halves, 0, new Tally());
        kernel.advance(halves, 70, new Tally());
        assertArrayEquals(whole.states(), halves.states(), kernel.toString());
        Tally singly = new Tally();
        for (int step = 0; step < 120; step++) {
            for (int chain = 4; chain >= 0; chain--) {
                kernel.advance(singles, chain, chain + 1, 1, singly);
            }
            if (step % 7 == 0) {
                copies = copies.copy();
            }
            kernel.advance(copies, 1, new Tally());
        }
        assertArrayEquals(whole.states(), singles.states(), kernel.toString());
        assertArrayEquals(whole.states(), copies.states(), kernel.toString());
        assertEquals(tally.proposals(), singly.proposals());
        assertEquals(tally.acceptances(), singly.acceptances());
        // And goes on in the same way.
        kernel.advance(whole, 50, tally);
        kernel.advance(copies, 50, tally);
        assertArrayEquals(whole.states(), copies.states(), kernel.toString());
        Chains alone = Chains.atRandom(kernel.space(), 2, STREAMS, "divided");
        kernel.advance(alone, 170, new Tally());
        int dimension = kernel.space().dimension();
        assertArrayEquals(java.util.Arrays.copyOf(whole.states(), 2 * dimension), alone.states(), kernel.toString());
    }

    /** Bytes a step after warm-up; a call may allocate a little, so that many steps are taken in one. */
    public static double bytesPerStep(TransitionKernel kernel, Chains chains, int steps) {
        Tally tally = new Tally();
        kernel.advance(chains, steps, tally);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        kernel.advance(chains, steps, tally);
        return (threads.getCurrentThreadAllocatedBytes() - before) / (double) steps / chains.count();
    }
}
