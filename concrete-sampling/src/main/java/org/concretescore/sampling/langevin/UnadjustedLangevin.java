package org.concretescore.sampling.langevin;

import java.util.Objects;
import org.apache.commons.rng.sampling.distribution.NormalizedGaussianSampler;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.sampling.chain.Tally;

/**
 * Langevin steps without correction: {@code x' = x + drift(x) + sqrt(step) z}, wrapped on a circle. The law of the
 * chain differs from the target by an amount that grows with the step. A step of about 0.05 is suitable if the distance
 * of neighboring states is 1. If a step would leave the support, the chain does not move.
 *
 * @param target the density
 * @param step the variance of the noise, in the squared units of x, above 0
 * @param truncated whether the drift is truncated, which is advisable if the support has ends
 */
public record UnadjustedLangevin(UnivariateScore target, double step, boolean truncated) implements Langevin {
    /**
     * Checks the step.
     *
     * @param target the density
     * @param step the variance of the noise, in the squared units of x, above 0
     * @param truncated whether the drift is truncated
     * @throws IllegalArgumentException if the step is not above 0 and finite
     * @throws NullPointerException if the target is null
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
            throw new IllegalStateException("chain " + chain + " is at " + x + ", outside the support");
        }
        long moves = 0;
        for (long i = 0; i < steps; i++) {
            if (i % 256 == 0) {
                StoppedException.throwIfInterrupted("Langevin dynamics");
            }
            double y = target.wrap(x + Steps.drift(this, x) + deviation * normal.sample());
            if (Double.isNaN(y)) {
                throw new IllegalStateException(
                        "chain " + chain + " is at " + x + ", where the score is " + target.score(x));
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
