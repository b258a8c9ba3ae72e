package org.concretescore.sampling.measured;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a {@link MeasuredSampler} is asked for. What is empty is found by measurement.
 *
 * @param samples number of samples from all chains together, at least 1
 * @param chains number of chains, at least 1
 * @param burnIn steps that each chain takes before its first sample, 0 or more
 * @param thinning steps that each chain takes before each of its samples, at least 1
 * @param budget the most steps that all chains together should take, at least 1. Where burn-in or thinning are given, or the
 *     budget does not suffice for the shortest measured burn-in, the chains take more
 */
public record SamplingRequest(
        int samples, OptionalInt chains, OptionalLong burnIn, OptionalLong thinning, OptionalLong budget) {
    /**
     * Checks the numbers.
     *
     * @param samples number of samples from all chains together, at least 1
     * @param chains number of chains, at least 1
     * @param burnIn steps that each chain takes before its first sample, 0 or more
     * @param thinning steps that each chain takes before each of its samples, at least 1
     * @param budget the most steps that all chains together should take, at least 1
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
     * So many samples; all else is found by measurement.
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
     * The same with a number of chains.
     *
     * @param count number of chains, at least 1
     * @return a new request
     * @throws IllegalArgumentException if {@code count} is below 1
     */
    public SamplingRequest withChains(int count) {
        return new SamplingRequest(samples, OptionalInt.of(count), burnIn, thinning, budget);
    }

    /**
     * The same with a burn-in.
     *
     * @param steps steps that each chain takes before its first sample, 0 or more
     * @return a new request
     * @throws IllegalArgumentException if {@code steps} is negative
     */
    public SamplingRequest withBurnIn(long steps) {
        return new SamplingRequest(samples, chains, OptionalLong.of(steps), thinning, budget);
    }

    /**
     * The same with a thinning.
     *
     * @param steps steps that each chain takes before each of its samples, at least 1
     * @return a new request
     * @throws IllegalArgumentException if {@code steps} is below 1
     */
    public SamplingRequest withThinning(long steps) {
        return new SamplingRequest(samples, chains, burnIn, OptionalLong.of(steps), budget);
    }

    /**
     * The same with a budget.
     *
     * @param steps the most steps that all chains together should take, at least 1
     * @return a new request
     * @throws IllegalArgumentException if {@code steps} is below 1
     */
    public SamplingRequest withBudget(long steps) {
        return new SamplingRequest(samples, chains, burnIn, thinning, OptionalLong.of(steps));
    }
}
