package org.concretescore.sampling.langevin;

import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.NormalizedGaussianSampler;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.sampling.chain.Tally;

/**
 * The Metropolis-adjusted Langevin algorithm. The step {@code x' = x + drift(x) + sqrt(step) z} is a proposal. It is
 * accepted with the probability that keeps the target stationary for any step size. Proposals outside the support are
 * rejected.
 *
 * <p>With truncated drift this is the MALTA of Roberts and Tweedie (1996). It allows steps that are large enough to go
 * from mode to mode. Plain drift does not, because the score of a single cell may be very large.
 *
 * <p>On a circle a move is the displacement before wrapping, and its reverse is minus that displacement. Every way
 * around the circle is a separate move, which is in detailed balance with its reverse. The proposal density is
 * therefore not summed over them.
 *
 * @param target the density
 * @param step the variance of the noise, in the squared units of x, above 0
 * @param truncated whether the drift is truncated
 */
public record Mala(UnivariateDensity target, double step, boolean truncated) implements Langevin {
    /**
     * Checks the step.
     *
     * @param target the density
     * @param step the variance of the noise, in the squared units of x, above 0
     * @param truncated whether the drift is truncated
     * @throws IllegalArgumentException if the step is not above 0 and finite
     * @throws NullPointerException if the target is null
     */
    public Mala {
        Objects.requireNonNull(target, "target");
        Steps.check(step);
    }

    /**
     * Chooses the step by trial. Among {@code shortest^2 4^k} up to {@code longest^2}, it is the one with the largest
     * expected squared jump of a step. The jump is measured on copies of pilot chains, on a circle along the shorter
     * arc.
     *
     * @param target the density
     * @param truncated whether the drift is truncated
     * @param pilot the chains for the trials, which should be where the target has its mass; they do not change
     * @param steps number of steps of each trial, at least 1
     * @param shortest the first standard deviation of the noise that is tried, in the units of x, above 0; half the
     *     distance of neighboring states is a good choice
     * @param longest the largest standard deviation, at least {@code shortest}; the width of the support is a good
     *     choice
     * @return the kernel, which depends on the pilot chains and their generators only
     * @throws IllegalArgumentException if an argument is out of range
     * @throws IllegalStateException if a chain is outside the target's support, or the target returns NaN
     */
    public static Mala tuned(
            UnivariateDensity target,
            boolean truncated,
            LangevinChains pilot,
            int steps,
            double shortest,
            double longest) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, was " + steps);
        }
        if (!(shortest > 0 && shortest <= longest && longest < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "shortest and longest must be above 0, finite and in order, were " + shortest + " and " + longest);
        }
        Mala best = null;
        double farthest = Double.NEGATIVE_INFINITY;
        for (double deviation = shortest; deviation <= longest; deviation *= 2) {
            Mala candidate = new Mala(target, deviation * deviation, truncated);
            double jump = candidate.squaredJump(pilot.copy(), steps);
            if (jump > farthest) {
                farthest = jump;
                best = candidate;
            }
        }
        return best;
    }

    private double squaredJump(LangevinChains chains, int steps) {
        Tally tally = new Tally();
        double sum = 0;
        for (int chain = 0; chain < chains.count(); chain++) {
            for (int i = 0; i < steps; i++) {
                double before = target.wrap(chains.position(chain));
                advanceChain(chains, chain, 1, tally);
                // With an infinite period this is the plain difference.
                double jump = Math.IEEEremainder(chains.position(chain) - before, target.period());
                sum += jump * jump;
            }
        }
        return sum / chains.count() / steps;
    }

    @Override
    public void advanceChain(LangevinChains chains, int chain, long steps, Tally tally) {
        NormalizedGaussianSampler normal = chains.normal(chain);
        UniformRandomProvider random = chains.random(chain);
        double deviation = Math.sqrt(step);
        double x = target.wrap(chains.position(chain));
        double here = Steps.requireSupport(target, x, chain);
        double drift = Steps.drift(this, x);
        long acceptances = 0;
        long evaluations = 1;
        for (long i = 0; i < steps; i++) {
            if (i % 256 == 0) {
                StoppedException.throwIfInterrupted("Langevin dynamics");
            }
            double noise = deviation * normal.sample();
            double jump = drift + noise;
            double y = target.wrap(x + jump);
            double there = target.logDensity(y);
            if (there == Double.NEGATIVE_INFINITY) {
                continue;
            }
            double driftThere = Steps.drift(this, y);
            evaluations++;
            // The reverse move is -jump, which is driftThere plus its noise.
            double noiseBack = -jump - driftThere;
            double logAcceptance = there - here + (noise - noiseBack) * (noise + noiseBack) / (2 * step);
            if (Double.isNaN(logAcceptance)) {
                throw new IllegalStateException("chain " + chain + ": the move from " + x + " to " + y
                        + " has log density " + there + " and drift " + driftThere);
            }
            if (logAcceptance >= 0 || random.nextDouble() < Math.exp(logAcceptance)) {
                x = y;
                here = there;
                drift = driftThere;
                acceptances++;
            }
        }
        chains.move(chain, x);
        tally.add(steps, acceptances, evaluations);
    }
}
