package org.concretescore.sampling.langevin;

import org.apache.commons.rng.UniformRandomProvider;

/** The parts that several Langevin samplers and bridges share. */
final class Steps {
    private Steps() {}

    static void check(double step) {
        if (!(step > 0 && step < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("step must be above 0 and finite, was " + step);
        }
    }

    static void checkDelta(double delta) {
        if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("delta must be above 0 and finite, was " + delta);
        }
    }

    static void checkInterval(double lower, double upper) {
        if (!(lower < upper && upper - lower < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "lower must be below upper, and both must be finite, were " + lower + " and " + upper);
        }
    }

    static double drift(Langevin kernel, double x) {
        double score = kernel.target().score(x);
        return kernel.truncated() ? truncatedDrift(kernel.step(), score) : kernel.step() / 2 * score;
    }

    /** Returns the drift, truncated to at most one standard deviation of the noise in either direction. */
    static double truncatedDrift(double step, double score) {
        double longest = Math.sqrt(step);
        return Math.max(-longest, Math.min(longest, step / 2 * score));
    }

    /** Returns the representative of a point in {@code [0, period)}, or the point itself if the period is infinite. */
    static double wrap(double x, double period) {
        if (period == Double.POSITIVE_INFINITY || x >= 0 && x < period) {
            return x;
        }
        double wrapped = x - period * Math.floor(x / period);
        // Rounding can leave the interval at either end. NaN stays NaN.
        return wrapped < 0 || wrapped >= period ? 0 : wrapped;
    }

    /** Draws an odd multiple of 2^-53, which is uniform on (0, 1) and never 0 or 1. */
    static double openUniform(UniformRandomProvider random) {
        return (random.nextLong() >>> 11 | 1) * 0x1p-53;
    }

    /** Returns the log density at x, and refuses a point outside of the support. */
    static double requireSupport(UnivariateDensity target, double x, int chain) {
        double here = target.logDensity(x);
        if (!(here > Double.NEGATIVE_INFINITY)) {
            throw new IllegalStateException("chain " + chain + " is at " + x + ", where the log density is " + here);
        }
        return here;
    }
}
