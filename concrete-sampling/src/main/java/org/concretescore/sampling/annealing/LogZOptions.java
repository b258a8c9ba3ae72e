package org.concretescore.sampling.annealing;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * The options of a {@link LogZEstimator}. Options that are empty are found by measurement.
 *
 * @param chains number of chains each way, at least 8
 * @param temperatures number of steps of the schedule, 1 to {@value Schedule#STEPS}
 * @param sweeps proposals at each temperature, in multiples of the number of coordinates, at least 1. If empty, there
 *     is one sweep, and an interval that is doubtful is estimated again with more
 * @param evaluations the approximate largest number of evaluations of the log density, at least 1. It limits the
 *     measured numbers of temperatures and sweeps. If temperatures or sweeps are given, there is no limit
 * @param threads number of threads, at least 1. The result does not depend on it
 */
public record LogZOptions(int chains, OptionalInt temperatures, OptionalInt sweeps, long evaluations, int threads) {
    /**
     * The smallest number of chains, which is enough for two rows of RAISE with {@value #CHAINS_PER_ROW} chains each.
     */
    public static final int FEWEST_CHAINS = 8;

    /** The number of backward chains of RAISE from each row. */
    static final int CHAINS_PER_ROW = 4;
    /** Pilots and backward chains take more sweeps than the run, but fewer than this multiple. */
    private static final int PILOT_SWEEPS = 256;

    /**
     * Checks the options.
     *
     * @param chains number of chains each way, at least 8
     * @param temperatures number of steps of the schedule, 1 to {@value Schedule#STEPS}
     * @param sweeps proposals at each temperature, in multiples of the number of coordinates, at least 1
     * @param evaluations the approximate largest number of evaluations of the log density, at least 1
     * @param threads number of threads, at least 1
     * @throws IllegalArgumentException if one is out of range
     * @throws NullPointerException if one is null
     */
    public LogZOptions {
        atLeast("chains", chains, FEWEST_CHAINS);
        Objects.requireNonNull(temperatures, "temperatures").ifPresent(LogZOptions::checkTemperatures);
        Objects.requireNonNull(sweeps, "sweeps").ifPresent(value -> atLeast("sweeps", value, 1));
        atLeast("evaluations", evaluations, 1);
        atLeast("threads", threads, 1);
    }

    private static void checkTemperatures(int value) {
        atLeast("temperatures", value, 1);
        if (value > Schedule.STEPS) {
            throw new IllegalArgumentException("temperatures must be at most " + Schedule.STEPS + ", was " + value);
        }
    }

    private static void atLeast(String argument, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(argument + " must be at least " + least + ", was " + value);
        }
    }

    /**
     * Returns the defaults: 1000 chains each way, measured temperatures and sweeps, 100 million evaluations, and one
     * thread for each processor.
     *
     * @return the options
     */
    public static LogZOptions defaults() {
        return new LogZOptions(
                1000,
                OptionalInt.empty(),
                OptionalInt.empty(),
                100_000_000,
                Runtime.getRuntime().availableProcessors());
    }

    /**
     * Returns a copy with another number of chains.
     *
     * @param count number of chains each way, at least 8
     * @return new options
     * @throws IllegalArgumentException if it is out of range
     */
    public LogZOptions withChains(int count) {
        return new LogZOptions(count, temperatures, sweeps, evaluations, threads);
    }

    /**
     * Returns a copy with a given number of temperatures.
     *
     * @param steps number of steps of the schedule, 1 to {@value Schedule#STEPS}
     * @return new options
     * @throws IllegalArgumentException if it is out of range
     */
    public LogZOptions withTemperatures(int steps) {
        return new LogZOptions(chains, OptionalInt.of(steps), sweeps, evaluations, threads);
    }

    /**
     * Returns a copy with a given number of sweeps.
     *
     * @param count proposals at each temperature, in multiples of the number of coordinates, at least 1
     * @return new options
     * @throws IllegalArgumentException if it is out of range
     */
    public LogZOptions withSweeps(int count) {
        return new LogZOptions(chains, temperatures, OptionalInt.of(count), evaluations, threads);
    }

    /**
     * Returns a copy with another number of evaluations.
     *
     * @param count the approximate largest number of evaluations of the log density, at least 1
     * @return new options
     * @throws IllegalArgumentException if it is out of range
     */
    public LogZOptions withEvaluations(long count) {
        return new LogZOptions(chains, temperatures, sweeps, count, threads);
    }

    /**
     * Returns a copy with another number of threads.
     *
     * @param count number of threads, at least 1
     * @return new options
     * @throws IllegalArgumentException if it is out of range
     */
    public LogZOptions withThreads(int count) {
        return new LogZOptions(chains, temperatures, sweeps, evaluations, count);
    }

    /**
     * Returns the largest number of chains whose states fit into an array.
     *
     * @param coordinates number of coordinates of a state, at least 1
     * @return the number
     */
    public static int mostChains(int coordinates) {
        return Integer.MAX_VALUE / coordinates;
    }

    /**
     * Returns the largest number of sweeps whose proposals an {@code int} can count.
     *
     * @param coordinates number of coordinates of a state, at least 1
     * @return the number
     */
    public static int mostSweeps(int coordinates) {
        return Integer.MAX_VALUE / PILOT_SWEEPS / coordinates;
    }

    /** Refuses numbers of chains and sweeps that are too large for states with so many coordinates. */
    void requireRoom(int coordinates) {
        requireRoom("chains", chains, mostChains(coordinates), coordinates);
        sweeps.ifPresent(value -> requireRoom("sweeps", value, mostSweeps(coordinates), coordinates));
    }

    private static void requireRoom(String argument, int value, int most, int coordinates) {
        if (value > most) {
            throw new IllegalArgumentException(
                    argument + " must be at most " + most + " for " + coordinates + " coordinates, was " + value);
        }
    }

    /** Returns whether the length of annealing is found by measurement. */
    boolean isMeasured() {
        return temperatures.isEmpty() && sweeps.isEmpty();
    }

    AnnealingOptions annealing(int coordinates) {
        return new AnnealingOptions(chains, coordinates * sweeps.orElse(1), threads);
    }
}
