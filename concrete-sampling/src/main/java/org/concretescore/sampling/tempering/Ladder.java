package org.concretescore.sampling.tempering;

import java.util.Arrays;

/**
 * The inverse temperatures {@code 1 = b_0 > b_1 > ... > b_{T-1} >= 0} of the replicas of {@link Tempering}. The first
 * one belongs to the target. Immutable.
 */
public final class Ladder {
    /** The largest number of replicas. */
    public static final int REPLICAS = 1024;

    private final double[] inverseTemperatures;

    private Ladder(double[] inverseTemperatures) {
        this.inverseTemperatures = inverseTemperatures;
    }

    /**
     * Returns a ladder of given inverse temperatures.
     *
     * @param inverseTemperatures the first is 1, each is smaller than the one before, and the last is 0 or more; copied
     * @return the ladder
     * @throws IllegalArgumentException if there is none, there are more than {@value #REPLICAS}, the first is not 1,
     *     one is NaN or not smaller than the one before, or the last is negative
     */
    public static Ladder of(double... inverseTemperatures) {
        int replicas = inverseTemperatures.length;
        if (replicas < 1 || replicas > REPLICAS) {
            throw new IllegalArgumentException(
                    "a ladder has 1 to " + REPLICAS + " inverse temperatures, was given " + replicas);
        }
        if (inverseTemperatures[0] != 1) {
            throw new IllegalArgumentException(
                    "inverse temperature 0 must be 1, which is that of the target, was " + inverseTemperatures[0]);
        }
        for (int t = 1; t < replicas; t++) {
            if (!(inverseTemperatures[t] < inverseTemperatures[t - 1])) {
                throw new IllegalArgumentException("inverse temperature " + t + " must be smaller than the one before, "
                        + inverseTemperatures[t - 1] + ", was " + inverseTemperatures[t]);
            }
        }
        if (!(inverseTemperatures[replicas - 1] >= 0)) {
            throw new IllegalArgumentException(
                    "the last inverse temperature must not be negative, was " + inverseTemperatures[replicas - 1]);
        }
        return new Ladder(inverseTemperatures.clone());
    }

    /**
     * Returns a ladder with equal ratios between neighbors.
     *
     * @param replicas the number T of replicas, {@code 2..}{@value #REPLICAS}
     * @param hottest the last inverse temperature, above 0 and below 1
     * @return {@code b_t = hottest^(t/(T-1))}
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static Ladder geometric(int replicas, double hottest) {
        if (!(hottest > 0 && hottest < 1)) {
            throw new IllegalArgumentException("hottest must be above 0 and below 1, was " + hottest);
        }
        double[] b = new double[requireReplicas(replicas)];
        Arrays.setAll(b, t -> Math.pow(hottest, (double) t / (replicas - 1)));
        b[replicas - 1] = hottest;
        return of(b);
    }

    /**
     * Returns a ladder with equal distances between neighbors.
     *
     * @param replicas the number T of replicas, {@code 2..}{@value #REPLICAS}
     * @param hottest the last inverse temperature, 0 or more and below 1
     * @return {@code b_t = 1 - (1 - hottest) t/(T-1)}
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static Ladder linear(int replicas, double hottest) {
        if (!(hottest >= 0 && hottest < 1)) {
            throw new IllegalArgumentException("hottest must be 0 or more and below 1, was " + hottest);
        }
        double[] b = new double[requireReplicas(replicas)];
        Arrays.setAll(b, t -> 1 - (1 - hottest) * t / (replicas - 1));
        b[replicas - 1] = hottest;
        return of(b);
    }

    private static int requireReplicas(int replicas) {
        if (replicas < 2 || replicas > REPLICAS) {
            throw new IllegalArgumentException("replicas must be 2 to " + REPLICAS + ", were " + replicas);
        }
        return replicas;
    }

    /**
     * Returns the number of replicas.
     *
     * @return T, at least 1
     */
    public int replicas() {
        return inverseTemperatures.length;
    }

    /**
     * Returns the inverse temperature of a replica.
     *
     * @param replica the replica, {@code 0..T-1}
     * @return in [0, 1]
     */
    public double inverseTemperature(int replica) {
        return inverseTemperatures[replica];
    }

    /**
     * Returns all inverse temperatures.
     *
     * @return a copy, falling from 1
     */
    public double[] inverseTemperatures() {
        return inverseTemperatures.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ladder ladder && Arrays.equals(inverseTemperatures, ladder.inverseTemperatures);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(inverseTemperatures);
    }

    @Override
    public String toString() {
        return "Ladder" + Arrays.toString(inverseTemperatures);
    }
}
