package org.concretescore.sampling.measured;

import java.util.OptionalLong;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.Samples;
import org.concretescore.sampling.diagnostics.TransitionMatrix;

/** Draws from chains on a small space. The powers of their transition matrix say how long the chains must run. */
final class MatrixMixing {
    /** The largest total variation distance between the law of a chain after the burn-in and the stationary law. */
    static final double FORGOTTEN = 1e-3;
    /** The same for the thinning. */
    static final double LOOSENED = 0.5;

    private MatrixMixing() {}

    static MeasuredSamples draw(ChainRun run, EnumerableKernel kernel, double laziness) {
        TransitionMatrix matrix = TransitionMatrix.of(kernel);
        OptionalLong toForget = matrix.mixingTime(FORGOTTEN);
        OptionalLong toLoosen = matrix.mixingTime(LOOSENED);
        long burnIn = run.request().burnIn().orElse(Math.min(toForget.orElse(Long.MAX_VALUE), run.mostBurnIn()));
        long thinning = run.thinning(toLoosen.orElse(Long.MAX_VALUE), burnIn);
        boolean mixed = toForget.isPresent()
                && toLoosen.isPresent()
                && burnIn >= toForget.getAsLong()
                && thinning >= toLoosen.getAsLong();
        if (!mixed) {
            run.note("the chains ran " + burnIn + " steps, then " + thinning + " per sample, but their mixing needs "
                    + text(toForget) + " and " + text(toLoosen) + "; the samples may depend on the first states");
        }
        TabulatedKernel table = TabulatedKernel.of(kernel, Effort.MATRIX_STATES);
        Samples samples = run.draw(table, run.request().samples(), burnIn, thinning, "sampling");
        // The tally of the table counts lazy steps as proposals.
        double acceptance = Math.min(1, run.acceptanceRate() / (1 - laziness));
        return run.result(samples, burnIn, thinning, mixed, acceptance);
    }

    private static String text(OptionalLong steps) {
        return steps.isPresent() ? Long.toString(steps.getAsLong()) : "more than 2^40";
    }
}
