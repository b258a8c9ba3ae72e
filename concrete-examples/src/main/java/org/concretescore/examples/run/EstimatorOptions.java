package org.concretescore.examples.run;

import org.concretescore.sampling.annealing.LogZOptions;
import org.concretescore.sampling.annealing.Schedule;

/**
 * The options of the estimators that anneal; what is null has a default, or is measured.
 *
 * @param chains number of chains each way, at least 8 (1000)
 * @param temperatures number of steps of the schedule, at least 1 (measured)
 * @param sweeps proposals at each temperature, in multiples of the columns, at least 1 (1)
 * @param threads number of threads, at least 1 (one a processor). The result doesn't depend on it
 */
public record EstimatorOptions(Integer chains, Integer temperatures, Integer sweeps, Integer threads) {
    /** Nothing given. */
    public static final EstimatorOptions DEFAULTS = new EstimatorOptions(null, null, null, null);

    /**
     * How much all evaluations may cost, in parameters: a minute and a half or so of two cores. And what an evaluation costs
     * beside the network. In numbers of evaluations and not in time, so that results are the same on every machine.
     */
    private static final double WORK = 5e12;

    private static final double OVERHEAD = 50_000;

    public EstimatorOptions {
        atLeast("--chains", chains, LogZOptions.FEWEST_CHAINS);
        atLeast("--temperatures", temperatures, 1);
        atLeast("--sweeps", sweeps, 1);
        atLeast("--threads", threads, 1);
        Checks.isTrue(
                temperatures == null || temperatures <= Schedule.STEPS,
                "--temperatures",
                temperatures,
                "at most " + Schedule.STEPS);
    }

    private static void atLeast(String argument, Integer value, int least) {
        if (value != null) {
            Checks.atLeast(argument, value, least);
        }
    }

    /** Refuses options that nothing would come of. */
    void requireNone() {
        requireNone("--chains", chains);
        requireNone("--temperatures", temperatures);
        requireNone("--sweeps", sweeps);
        requireNone("--threads", threads);
    }

    private static void requireNone(String argument, Integer value) {
        if (value != null) {
            throw new IllegalArgumentException(argument + " " + value
                    + " means nothing to the estimator exact; take --estimator ais, raise or sandwich");
        }
    }

    /**
     * Checks that chains and steps are not too many to be counted.
     *
     * @param columns of the data
     * @throws UsageException if they are
     */
    void requireRoom(int columns) {
        requireRoom("--chains", chains, LogZOptions.mostChains(columns), columns);
        requireRoom("--sweeps", sweeps, LogZOptions.mostSweeps(columns), columns);
    }

    private static void requireRoom(String argument, Integer value, int most, int columns) {
        if (value != null && value > most) {
            throw new UsageException(
                    argument + " must be at most " + most + " for " + columns + " columns, was " + value);
        }
    }

    /**
     * The same for the library's estimator.
     *
     * @param parameters how many parameters of the model an evaluation takes
     */
    LogZOptions forModel(double parameters) {
        LogZOptions options =
                LogZOptions.defaults().withEvaluations(Math.max(1, (long) (WORK / (parameters + OVERHEAD))));
        options = chains == null ? options : options.withChains(chains);
        options = temperatures == null ? options : options.withTemperatures(temperatures);
        options = sweeps == null ? options : options.withSweeps(sweeps);
        return threads == null ? options : options.withThreads(threads);
    }
}
