package org.concretescore.sampling.denoising;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.noise.Denoiser;
import org.concretescore.core.noise.NoiseProcess;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Chains;

/**
 * The reverse jump process with uniform noise, in continuous time, by thinning. A coordinate jumps from its value to w
 * with the rate {@code r(w)/K} in the time {@code -log(1 - b)}, where r(w) is the ratio of the noisy distribution. These
 * ratios are at most {@code a/c} with {@code a = 1 - b + b/K}, {@code c = b/K}, whatever the model answers. Jumps are
 * proposed with the rate of that bound, and each proposal costs one evaluation of the model, which accepts or refuses it.
 *
 * <p>Between two levels in (0, 1) there is no error of discretisation: for exact posteriors, states of the law of the
 * upper level become states of the law of the lower one. The rates are not bounded at the two ends. Steps from level 1
 * and to level 0 are therefore ancestral. A schedule such as {@code of(1, 0.9999, 1e-4, 0)} keeps their errors small.
 */
public final class ReverseJumps implements ReverseStep {
    private final Denoiser denoiser;
    private final FactorisedStep ends;

    private ReverseJumps(Denoiser denoiser) {
        this.denoiser = denoiser;
        ends = FactorisedStep.of(denoiser, Predictor.ANCESTRAL);
    }

    /**
     * Makes the step.
     *
     * @param denoiser the model
     * @return the step
     * @throws IllegalArgumentException if its noise is not uniform
     */
    public static ReverseJumps of(Denoiser denoiser) {
        if (denoiser.noise() != NoiseProcess.UNIFORM) {
            throw new IllegalArgumentException(
                    "the jump process needs uniform noise, whose ratios are bounded, but the model is " + denoiser);
        }
        return new ReverseJumps(denoiser);
    }

    @Override
    public Denoiser denoiser() {
        return denoiser;
    }

    @Override
    public void advance(Chains chains, int from, int to, double level, double lower) {
        if (level == 1 || lower == 0) {
            ends.advance(chains, from, to, level, lower);
            return;
        }
        double upper = level;
        while (upper > lower) {
            // The bound is that of the lower end, so that a piece spans a factor of two at most.
            double end = upper / 2 > lower ? upper / 2 : lower;
            new Piece(chains, from, to, upper, end).run();
            upper = end;
        }
    }

    /** Some chains on their way between two levels, each at a level of its own. */
    private final class Piece {
        private final Chains chains;
        private final int from;
        private final double end;
        private final double bound;
        private final Rows rows;
        /** The chains that are on their way, by their number in {@code rows}. */
        private final int[] active;

        private int count;
        /** The time {@code -log(1 - b)} of each chain. */
        private final double[] times;

        Piece(Chains chains, int from, int to, double upper, double end) {
            this.chains = chains;
            this.from = from;
            this.end = end;
            bound = bound(end);
            rows = Rows.read(chains, from, to);
            count = to - from;
            active = new int[count];
            Arrays.setAll(active, i -> i);
            times = new double[count];
            Arrays.fill(times, -Math.log1p(-upper));
        }

        void run() {
            int dimension = denoiser.space().dimension();
            int[] states = new int[rows.states().length];
            double[] levels = new double[count];
            double[] posteriors = new double[Math.multiplyExact(count, denoiser.width())];
            while (propose()) {
                for (int i = 0; i < count; i++) {
                    System.arraycopy(rows.states(), active[i] * dimension, states, i * dimension, dimension);
                    levels[i] = Math.max(end, -Math.expm1(-times[active[i]]));
                }
                denoiser.posteriors(states, count, levels, posteriors);
                for (int i = 0; i < count; i++) {
                    jump(active[i], posteriors, i * denoiser.width(), levels[i]);
                }
            }
        }

        /** Draws the time of each chain's next proposal and drops the chains whose proposal comes after the end. */
        private boolean propose() {
            double last = -Math.log1p(-end);
            int kept = 0;
            for (int i = 0; i < count; i++) {
                UniformRandomProvider random = chains.random(from + active[i]);
                times[active[i]] -= ZigguratSampler.Exponential.of(random).sample() / bound;
                if (times[active[i]] > last) {
                    active[kept++] = active[i];
                }
            }
            count = kept;
            return count > 0;
        }

        private void jump(int row, double[] posteriors, int first, double level) {
            StateSpace space = denoiser.space();
            int dimension = space.dimension();
            double u = chains.random(from + row).nextDouble() * bound;
            int offset = first;
            for (int d = 0; d < dimension; d++) {
                int k = space.cardinality(d);
                int v = rows.states()[row * dimension + d];
                double c = level / k;
                double stays = posteriors[offset + v];
                double base = 1 - stays + stays * (c / (1 - level + c));
                for (int w = 0; w < k; w++) {
                    u -= w == v ? 0 : (base + posteriors[offset + w] * ((1 - level) / c)) / k;
                    if (u < 0) {
                        rows.states()[row * dimension + d] = w;
                        chains.move(from + row, rows.states(), row * dimension);
                        return;
                    }
                }
                offset += k;
            }
        }
    }

    /** A bound of the sum of the rates of all jumps at a level and above it, whatever the posteriors are. */
    private double bound(double level) {
        StateSpace space = denoiser.space();
        double sum = 0;
        for (int d = 0; d < space.dimension(); d++) {
            int k = space.cardinality(d);
            double c = level / k;
            // The sum of r(w) is linear in pi(v): it is largest where pi(v) = 0, and there it is K - 2 + a/c.
            sum += k == 1 ? 0 : (k - 1 + (1 - level) / c) / k;
        }
        return sum;
    }

    @Override
    public String toString() {
        return "ReverseJumps[" + denoiser + "]";
    }
}
