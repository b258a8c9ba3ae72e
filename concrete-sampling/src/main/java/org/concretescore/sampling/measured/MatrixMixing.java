package org.concretescore.sampling.measured;

import java.util.OptionalLong;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.Samples;
import org.concretescore.sampling.diagnostics.TransitionMatrix;

/** Draws from chains on a small space for as long as the powers of their transition matrix ask. */
final class MatrixMixing {
    /** Total variation distance up to which the burn-in makes the law of a chain forget its start. */
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
            run.note("the chains ran " + burnIn + " steps, then " + thinning + " a sample, but their mixing asks for "
                    + text(toForget) + " and " + text(toLoosen) + ": the samples may depend on where they started");
        }
        TabulatedKernel table = TabulatedKernel.of(kernel, Effort.MATRIX_STATES);
        Samples samples = run.draw(table, run.request().samples(), burnIn, thinning, "sampling");
        // The table's tally counts the lazy steps as proposals.
        double acceptance = Math.min(1, run.acceptanceRate() / (1 - laziness));
        return run.result(samples, burnIn, thinning, mixed, acceptance);
    }

    private static String text(OptionalLong steps) {
        return steps.isPresent() ? Long.toString(steps.getAsLong()) : "more than 2^40";
    }
}
