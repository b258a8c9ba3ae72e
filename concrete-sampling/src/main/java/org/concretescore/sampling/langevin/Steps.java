package org.concretescore.sampling.langevin;

/** What both kernels do. */
final class Steps {
    private Steps() {}

    static void check(double step) {
        if (!(step > 0 && step < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("step must be above 0 and finite, was " + step);
        }
    }

    static double drift(Langevin kernel, double x) {
        double plain = kernel.step() / 2 * kernel.target().score(x);
        if (!kernel.truncated()) {
            return plain;
        }
        double longest = Math.sqrt(kernel.step());
        return Math.max(-longest, Math.min(longest, plain));
    }

    /** The log density at x. */
    static double requireSupport(UnivariateDensity target, double x, int chain) {
        double here = target.logDensity(x);
        if (!(here > Double.NEGATIVE_INFINITY)) {
            throw new IllegalStateException(
                    "chain " + chain + " stands at " + x + ", where the log density is " + here);
        }
        return here;
    }
}
