package org.concretescore.sampling.chain;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.sampling.diagnostics.TransitionMatrix;
import org.concretescore.sampling.verify.VerifyKernel;

/** What every kernel must pass. */
public final class KernelChecks {
    private KernelChecks() {}

    /** A distribution is stationary, to the precision of numbers that add up to 1. */
    public static TransitionMatrix assertStationary(EnumerableKernel kernel, ExactDistribution p) {
        return VerifyKernel.matrix(kernel, p, 1e-12);
    }

    public static void assertReversible(EnumerableKernel kernel, ExactDistribution p) {
        assertTrue(assertStationary(kernel, p).detailedBalanceError(p) < 1e-13, kernel.toString());
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
