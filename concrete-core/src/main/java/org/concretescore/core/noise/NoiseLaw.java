package org.concretescore.core.noise;

/** The effects of the kinds of noise on one coordinate. */
final class NoiseLaw {
    private NoiseLaw() {}

    /** Returns the kernel of one coordinate of k values. */
    static NoiseTable table(Noise noise, int k) {
        if (noise instanceof Noise.Uniform uniform) {
            double off = uniform.level() / k;
            return NoiseTable.ofProbabilities(k, (x, y) -> x == y ? 1 - (uniform.level() - off) : off);
        }
        if (noise instanceof Noise.Flips flips) {
            return NoiseTable.ofProbabilities(k, (x, y) -> x == y ? 1 - flips.level() : flips.level());
        }
        if (noise instanceof Noise.Ordinal ordinal) {
            return HeatKernel.path(k, ordinal.time());
        }
        if (noise instanceof Noise.Cyclic cyclic) {
            // A ring of two has one edge, so it is a path.
            return k == 2 ? HeatKernel.path(k, cyclic.time()) : HeatKernel.ring(k, cyclic.time());
        }
        if (noise instanceof Noise.Absorbing absorbing) {
            return NoiseTable.ofProbabilities(k, (x, y) -> absorbing(absorbing.level(), k - 1, x, y));
        }
        return NoiseTable.ofProbabilities(k, (x, y) -> triangular(k, x, y));
    }

    private static double absorbing(double level, int mask, int x, int y) {
        if (x == mask) {
            return y == mask ? 1 : 0;
        }
        return y == mask ? level : y == x ? 1 - level : 0;
    }

    private static double triangular(int k, int x, int y) {
        if (x == y) {
            return 0.5 + (x == 0 ? 0.25 : 0) + (x == k - 1 ? 0.25 : 0);
        }
        return Math.abs(x - y) == 1 ? 0.25 : 0;
    }

    /** Returns why there is no kernel on k values, or null if there is one. */
    static String refusal(Noise noise, int k) {
        if (k > NoiseKernel.VALUES) {
            return "at most " + NoiseKernel.VALUES + " values";
        }
        if (noise instanceof Noise.Flips && k != 2) {
            return "two values";
        }
        return noise instanceof Noise.Absorbing && k < 2 ? "at least two values, the last being the mask" : null;
    }
}
