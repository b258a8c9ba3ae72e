package org.concretescore.examples.csm;

import java.util.Arrays;
import org.concretescore.core.exact.Target;
import org.concretescore.examples.run.Console;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.diagnostics.Diagnostics;

/**
 * A measured sampler.
 *
 * @param row its figures
 * @param lags the lags of the autocorrelation, in evaluations (or steps) of one chain
 * @param autocorrelation the autocorrelation of the statistic at these lags
 */
record SamplerMeasurement(McmcRow row, double[] lags, double[] autocorrelation) {
    /** The share of the budget that the burn-in gets. */
    private static final double BURN_IN = 0.1;
    /** The most points of a trace. More would not tell more, and fewer would blur the autocorrelation. */
    private static final int ROUNDS = 20_000;
    /** The curve ends where the autocorrelation falls below this value. */
    private static final double FADED = 0.02;

    /** Runs a sampler for its budget, and measures it. */
    static SamplerMeasurement of(
            Mcmc.Options options,
            Target target,
            double exact,
            String sampler,
            String adapted,
            EnumerableKernel kernel,
            Chains chains,
            Console console) {
        int count = chains.count();
        Tally tally = new Tally();
        long burntIn = 0;
        double perStep = 1;
        for (long steps = 1; spent(options, tally, burntIn * count) < BURN_IN * options.budget(); steps *= 2) {
            // Only the last part tells what a step costs, because chains move more often at first.
            double before = spent(options, tally, burntIn * count);
            kernel.advance(chains, steps, tally);
            burntIn += steps;
            perStep = (spent(options, tally, burntIn * count) - before) / (steps * count);
        }
        // The diagnostics need at least four points.
        long steps = Math.max(4, (long) ((1 - BURN_IN) * options.budget() / perStep / count));
        int rounds = (int) Math.min(ROUNDS, steps);
        long thinning = steps / rounds;

        double[][] traces = new double[count][rounds];
        double[] values = new double[count];
        tally = new Tally();
        long nanos = 0;
        try (Console.Progress progress = console.progress(sampler, rounds)) {
            for (int round = 0; round < rounds; round++) {
                long begin = System.nanoTime();
                kernel.advance(chains, thinning, tally);
                nanos += System.nanoTime() - begin;
                target.statistics(states(target, chains), count, values);
                for (int chain = 0; chain < count; chain++) {
                    traces[chain][round] = values[chain];
                }
                progress.at(round + 1L, "");
            }
        }
        long taken = rounds * thinning * count;
        double mean =
                Arrays.stream(traces).flatMapToDouble(Arrays::stream).average().orElseThrow();
        double variance = Arrays.stream(traces)
                .flatMapToDouble(Arrays::stream)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow();
        double ess = Diagnostics.effectiveSampleSize(traces);
        Long evaluations = options.local() ? null : tally.rowEvaluations();
        McmcRow row = new McmcRow(
                sampler,
                adapted,
                evaluations,
                taken,
                nanos / 1e9,
                ess,
                evaluations == null ? null : ess / evaluations,
                ess / (nanos / 1e9),
                tally.acceptanceRate(),
                mean - exact,
                Math.sqrt(variance / ess),
                Diagnostics.rankRHat(traces));
        double lag = (evaluations == null ? taken : (double) evaluations) / count / rounds;
        return of(row, traces, lag);
    }

    /** Returns the states of the target. Of tempered chains, they are the states of the first replica. */
    private static int[] states(Target target, Chains chains) {
        int[] all = chains.states();
        int dimension = target.space().dimension();
        int width = chains.space().dimension();
        if (width == dimension) {
            return all;
        }
        int[] first = new int[chains.count() * dimension];
        for (int chain = 0; chain < chains.count(); chain++) {
            System.arraycopy(all, chain * width, first, chain * dimension, dimension);
        }
        return first;
    }

    /**
     * Returns how much of the budget is spent. A step counts a little in any case, so that a stuck chain ends as well.
     */
    private static double spent(Mcmc.Options options, Tally tally, long steps) {
        return options.local() ? steps : tally.rowEvaluations() + steps * 1e-4;
    }

    /** Adds the mean autocorrelation of the chains, cut off where it has faded. */
    private static SamplerMeasurement of(McmcRow row, double[][] traces, double lag) {
        double[] mean = new double[traces[0].length];
        for (double[] trace : traces) {
            double[] one = Diagnostics.autocorrelation(trace);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += one[i] / traces.length;
            }
        }
        int end = 1;
        while (end < mean.length && mean[end - 1] > FADED) {
            end++;
        }
        double[] lags = new double[end];
        Arrays.setAll(lags, i -> i * lag);
        return new SamplerMeasurement(row, lags, Arrays.copyOf(mean, end));
    }
}
