package org.concretescore.sampling.measured;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A request to a {@link MeasuredSampler}. Components that are empty are found by measurement.
 *
 * @param samples number of samples from all chains together, at least 1
 * @param chains number of chains, at least 1
 * @param burnIn number of steps that each chain takes before its first sample, 0 or more
 * @param thinning number of steps that each chain takes before each of its samples, at least 1
 * @param budget the largest number of steps of all chains together, at least 1. Chains take more if burn-in or thinning
 *     are given, or if the budget is not enough for the shortest burn-in that can be measured
 */
public record SamplingRequest(
        int samples, OptionalInt chains, OptionalLong burnIn, OptionalLong thinning, OptionalLong budget) {
    /**
     * Checks the numbers.
     *
     * @param samples number of samples from all chains together, at least 1
     * @param chains number of chains, at least 1
     * @param burnIn number of steps that each chain takes before its first sample, 0 or more
     * @param thinning number of steps that each chain takes before each of its samples, at least 1
     * @param budget the largest number of steps of all chains together, at least 1
     * @throws IllegalArgumentException if one is out of range
     * @throws NullPointerException if one is null
     */
    public SamplingRequest {
        atLeast("samples", samples, 1);
        Objects.requireNonNull(chains, "chains").ifPresent(value -> atLeast("chains", value, 1));
        Objects.requireNonNull(burnIn, "burnIn").ifPresent(value -> atLeast("burnIn", value, 0));
        Objects.requireNonNull(thinning, "thinning").ifPresent(value -> atLeast("thinning", value, 1));
        Objects.requireNonNull(budget, "budget").ifPresent(value -> atLeast("budget", value, 1));
    }

    private static void atLeast(String argument, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(argument + " must be at least " + least + ", was " + value);
        }
    }

    /**
     * Returns a request for a number of samples. Everything else is found by measurement.
     *
     * @param samples number of samples, at least 1
     * @return the request
     * @throws IllegalArgumentException if {@code samples} is below 1
     */
    public static SamplingRequest of(int samples) {
        return new SamplingRequest(
                samples, OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /**
     * Returns a copy with a given number of chains.
     *
     * @param count number of chains, at least 1
     * @return a new request
     * @throws IllegalArgumentException if {@code count} is below 1
     */
    public SamplingRequest withChains(int count) {
        return new SamplingRequest(samples, OptionalInt.of(count), burnIn, thinning, budget);
    }

    /**
     * Returns a copy with a given burn-in.
     *
     * @param steps number of steps that each chain takes before its first sample, 0 or more
     * @return a new request
     * @throws IllegalArgumentException if {@code steps} is negative
     */
    public SamplingRequest withBurnIn(long steps) {
        return new SamplingRequest(samples, chains, OptionalLong.of(steps), thinning, budget);
    }

    /**
     * Returns a copy with a given thinning.
     *
     * @param steps number of steps that each chain takes before each of its samples, at least 1
     * @return a new request
     * @throws IllegalArgumentException if {@code steps} is below 1
     */
    public SamplingRequest withThinning(long steps) {
        return new SamplingRequest(samples, chains, burnIn, OptionalLong.of(steps), budget);
    }

    /**
     * Returns a copy with a given budget.
     *
     * @param steps the largest number of steps of all chains together, at least 1
     * @return a new request
     * @throws IllegalArgumentException if {@code steps} is below 1
     */
    public SamplingRequest withBudget(long steps) {
        return new SamplingRequest(samples, chains, burnIn, thinning, OptionalLong.of(steps));
    }
}
