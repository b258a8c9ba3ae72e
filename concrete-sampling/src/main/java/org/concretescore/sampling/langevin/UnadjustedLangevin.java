package org.concretescore.sampling.langevin;

import java.util.Objects;
import org.apache.commons.rng.sampling.distribution.NormalizedGaussianSampler;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.sampling.chain.Tally;

/**
 * Langevin steps without correction: {@code x' = x + drift(x) + sqrt(step) z}, wrapped on a circle. The law is off by
 * an amount that grows with the step; with neighbors at distance 1 a step of about 0.05 is wanted. A step that would
 * leave the support is not taken, and the chain stays where it was.
 *
 * @param target the density
 * @param step the variance of the noise, in the squared units of x, above 0
 * @param truncated whether the drift is truncated; wanted where the support has ends
 */
public record UnadjustedLangevin(UnivariateScore target, double step, boolean truncated) implements Langevin {
    /**
     * Checks the step.
     *
     * @param target see above
     * @param step see above
     * @param truncated see above
     * @throws IllegalArgumentException if it is not above 0 and finite
     */
    public UnadjustedLangevin {
        Objects.requireNonNull(target, "target");
        Steps.check(step);
    }

    @Override
    public void advanceChain(LangevinChains chains, int chain, long steps, Tally tally) {
        NormalizedGaussianSampler normal = chains.normal(chain);
        double deviation = Math.sqrt(step);
        double x = target.wrap(chains.position(chain));
        if (!target.contains(x)) {
            throw new IllegalStateException("chain " + chain + " stands at " + x + ", outside the support");
        }
        long moves = 0;
        for (long i = 0; i < steps; i++) {
            if (i % 256 == 0) {
                StoppedException.throwIfInterrupted("Langevin dynamics");
            }
            double y = target.wrap(x + Steps.drift(this, x) + deviation * normal.sample());
            if (Double.isNaN(y)) {
                throw new IllegalStateException(
                        "chain " + chain + " stands at " + x + ", where the score is " + target.score(x));
            }
            if (target.contains(y)) {
                x = y;
                moves++;
            }
        }
        chains.move(chain, x);
        tally.add(steps, moves, steps);
    }
}
