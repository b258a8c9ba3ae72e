package org.concretescore.examples.run;

import org.concretescore.sampling.annealing.LogZOptions;
import org.concretescore.sampling.annealing.Schedule;

/**
 * The options of the estimators that anneal. If an option is null, it has its default, or is measured.
 *
 * @param chains the number of chains in each direction, at least 8 (default: 1000)
 * @param temperatures the number of steps of the schedule, at least 1 (default: measured)
 * @param sweeps the number of proposals at each temperature, as a multiple of the number of columns, at least 1
 *     (default: 1)
 * @param threads the number of threads, at least 1 (default: one per processor); the result does not depend on it
 */
public record EstimatorOptions(Integer chains, Integer temperatures, Integer sweeps, Integer threads) {
    /** All options have their defaults. */
    public static final EstimatorOptions DEFAULTS = new EstimatorOptions(null, null, null, null);

    /**
     * The cost of all evaluations together, in parameters, is at most this: about a minute and a half of two cores. The
     * limit is not a time, so that results are the same on every machine.
     */
    private static final double WORK = 5e12;

    /** The cost of an evaluation beside that of the network, in parameters. */
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

    /** Refuses options that the exact estimator would ignore. */
    void requireNone() {
        requireNone("--chains", chains);
        requireNone("--temperatures", temperatures);
        requireNone("--sweeps", sweeps);
        requireNone("--threads", threads);
    }

    private static void requireNone(String argument, Integer value) {
        if (value != null) {
            throw new IllegalArgumentException(argument + " " + value
                    + " does not apply to the estimator exact; use --estimator ais, raise or sandwich");
        }
    }

    /**
     * Refuses more chains or steps than can be counted.
     *
     * @param columns the number of columns of the data
     * @throws UsageException if there are too many
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
     * Returns the options of the library's estimator.
     *
     * @param parameters the number of parameters of the model that an evaluation uses
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
