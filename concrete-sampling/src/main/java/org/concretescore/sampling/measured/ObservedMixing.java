package org.concretescore.sampling.measured;

import org.concretescore.core.parallel.StoppedException;
import org.concretescore.sampling.chain.Samples;
import org.concretescore.sampling.chain.TransitionKernel;

/**
 * Draws from chains and observes in the draws how long the chains must run. Chains draw windows, each of which is twice
 * as long as the one before, until they agree in a window.
 */
final class ObservedMixing {
    /** The number of draws of each chain in a window. */
    static final int WINDOW = 64;
    /** The number of draws of all chains in a window. With few draws, R-hat exceeds the threshold by chance alone. */
    static final int WINDOW_OF_ALL_CHAINS = 4096;

    /** The largest R-hat of chains that agree. */
    static final double AGREED = 1.01;

    private final ChainRun run;
    private final TransitionKernel kernel;

    private ObservedMixing(ChainRun run, TransitionKernel kernel) {
        this.run = run;
        this.kernel = kernel;
    }

    static MeasuredSamples draw(ChainRun run, TransitionKernel kernel) {
        ObservedMixing mixing = new ObservedMixing(run, kernel);
        int longest = Math.max(WINDOW, WINDOW_OF_ALL_CHAINS / run.chains());
        int rounds = (int) Math.max(WINDOW, Math.min(longest, run.mostBurnIn()));
        return mixing.drawAfter(
                run.request().burnIn().isPresent()
                        ? mixing.given(rounds, run.request().burnIn().getAsLong())
                        : mixing.measured(rounds));
    }

    /** A part of the burn-in in which the chains were observed. */
    private record Window(int rounds, long spacing, Diagnosis diagnosis) {
        /** Returns the integrated autocorrelation time, in steps, of which there are at least one. */
        long thinning(int chains) {
            double autocorrelation = (double) rounds * chains / diagnosis.ess() * spacing;
            return Double.isNaN(autocorrelation) ? 1 : Math.max(1, (long) Math.ceil(autocorrelation));
        }
    }

    /** Observes the last rounds of a burn-in whose length is given. */
    private Window given(int most, long burnIn) {
        int rounds = (int) Math.min(most, burnIn);
        if (rounds == 0) {
            return new Window(0, 0, Diagnosis.NOTHING);
        }
        long spacing = burnIn / rounds;
        return window(burnIn - rounds * spacing, rounds, spacing);
    }

    private Window measured(int rounds) {
        long shortest = (long) rounds * run.chains();
        if (shortest > run.budget()) {
            run.note("the shortest burn-in that can be measured, " + rounds + " steps of each of " + run.chains()
                    + " chains, takes " + (shortest + run.budget() - 1) / run.budget()
                    + " times the budget; a burn-in of a given length may be shorter");
        }
        Window window = window(0, rounds, 1);
        while (window.diagnosis.rHat() > AGREED && run.taken() + 2 * window.spacing * rounds <= run.mostBurnIn()) {
            window = window(0, rounds, 2 * window.spacing);
        }
        return window;
    }

    private Window window(long before, int rounds, long spacing) {
        Samples drawn = run.draw(kernel, rounds * run.chains(), before, spacing, "burn-in");
        if (drawn.stopped()) {
            throw new StoppedException("the burn-in");
        }
        return new Window(rounds, spacing, Diagnosis.of(drawn, run.chains()));
    }

    private MeasuredSamples drawAfter(Window window) {
        double rHat = window.diagnosis.rHat();
        long burnIn = run.taken();
        long wanted = window.thinning(run.chains());
        long thinning = run.thinning(wanted, burnIn);
        Samples samples = run.draw(kernel, run.request().samples(), 0, thinning, "sampling");
        boolean mixed = (rHat <= AGREED || Double.isNaN(rHat)) && thinning >= wanted;
        if (!mixed) {
            run.note("the chains had not mixed when they stopped: R-hat was " + (float) rHat + " after " + burnIn
                    + " steps, and samples were " + thinning + " steps apart but need " + wanted
                    + "; a longer burn-in, a larger thinning or a larger budget helps");
        }
        return run.result(samples, burnIn, thinning, mixed, run.acceptanceRate());
    }
}
