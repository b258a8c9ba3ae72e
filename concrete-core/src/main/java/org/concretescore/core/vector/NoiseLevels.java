package org.concretescore.core.vector;

import java.util.Arrays;

/**
 * Standard deviations of Gaussian noise, falling, in the units of the data. There are none if a model learns the
 * distribution of the data itself. Immutable.
 */
public final class NoiseLevels {
    private static final NoiseLevels NONE = new NoiseLevels(new double[0]);

    private final double[] sigmas;

    private NoiseLevels(double[] sigmas) {
        this.sigmas = sigmas;
    }

    /**
     * Returns no noise.
     *
     * @return no levels
     */
    public static NoiseLevels none() {
        return NONE;
    }

    /**
     * Returns given levels.
     *
     * @param sigmas standard deviations, finite, above 0 and falling; at least one
     * @return the levels
     * @throws IllegalArgumentException if one is out of range
     */
    public static NoiseLevels of(double... sigmas) {
        if (sigmas.length == 0) {
            throw new IllegalArgumentException("sigmas must not be empty");
        }
        double before = Double.POSITIVE_INFINITY;
        for (int i = 0; i < sigmas.length; i++) {
            if (!(sigmas[i] > 0 && sigmas[i] < before)) {
                throw new IllegalArgumentException("sigmas must be finite, above 0 and falling, but sigma " + i + " is "
                        + sigmas[i] + (i == 0 ? "" : " after " + before));
            }
            before = sigmas[i];
        }
        return new NoiseLevels(sigmas.clone());
    }

    /**
     * Returns levels in geometric progression (appendix C.2 of the autoregressive score matching paper, which uses ten
     * levels from 1 to 0.04 for MNIST).
     *
     * @param largest the first sigma, finite
     * @param smallest the last one, above 0 and below the first
     * @param levels number of levels, at least 2
     * @return the levels
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static NoiseLevels geometric(double largest, double smallest, int levels) {
        if (!(smallest > 0 && smallest < largest && largest < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("levels can't fall from " + largest + " to " + smallest
                    + ": both must be above 0 and finite, and the first one must be larger");
        }
        if (levels < 2) {
            throw new IllegalArgumentException("levels must be at least 2, were " + levels);
        }
        double[] sigmas = new double[levels];
        Arrays.setAll(sigmas, i -> largest * Math.pow(smallest / largest, (double) i / (levels - 1)));
        sigmas[levels - 1] = smallest;
        return of(sigmas);
    }

    /**
     * Returns the number of levels.
     *
     * @return 0 for no noise
     */
    public int size() {
        return sigmas.length;
    }

    /**
     * Returns a level's standard deviation.
     *
     * @param level the level, counted from 0, the largest noise
     * @return above 0
     */
    public double sigma(int level) {
        return sigmas[level];
    }

    /**
     * Returns all standard deviations.
     *
     * @return a copy, falling
     */
    public double[] sigmas() {
        return sigmas.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoiseLevels levels && Arrays.equals(sigmas, levels.sigmas);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sigmas);
    }

    /** Returns the standard deviations. */
    @Override
    public String toString() {
        return Arrays.toString(sigmas);
    }
}
