package org.concretescore.sampling.denoising;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.noise.Denoiser;
import org.concretescore.core.noise.NoiseProcess;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Chains;

/**
 * A step with absorbing noise that unmasks a fixed number of coordinates, chosen uniformly: of M masked coordinates,
 * {@code M s/t} (rounded) stay masked on the way from level t to level s. All that are unmasked in one step are drawn from
 * one evaluation of the model, independently of each other.
 *
 * <p>If every step unmasks one coordinate, then the samples' law is that of the conditionals of the model in a random
 * order: it is exact for exact conditionals. {@code NoiseSchedule.linear(D)} does this for D coordinates.
 */
public final class OrderedStep implements EnumerableStep {
    private final Denoiser denoiser;

    private OrderedStep(Denoiser denoiser) {
        this.denoiser = denoiser;
    }

    /**
     * Makes the step.
     *
     * @param denoiser the model
     * @return the step
     * @throws IllegalArgumentException if its noise is not absorbing
     */
    public static OrderedStep of(Denoiser denoiser) {
        if (denoiser.noise() != NoiseProcess.ABSORBING) {
            throw new IllegalArgumentException(
                    "coordinates are unmasked in an order only with absorbing noise, but the model is " + denoiser);
        }
        return new OrderedStep(denoiser);
    }

    @Override
    public Denoiser denoiser() {
        return denoiser;
    }

    private int masked(int[] states, int at) {
        StateSpace space = denoiser.space();
        int masked = 0;
        for (int d = 0; d < space.dimension(); d++) {
            masked += states[at + d] == space.cardinality(d) - 1 ? 1 : 0;
        }
        return masked;
    }

    private static int unmasked(int masked, double level, double lower) {
        return masked - (int) Math.round(masked * lower / level);
    }

    @Override
    public void advance(Chains chains, int from, int to, double level, double lower) {
        Rows rows = Rows.read(chains, from, to);
        double[] posteriors = rows.posteriors(denoiser, level);
        StateSpace space = denoiser.space();
        int first = 0;
        for (int chain = from; chain < to; chain++) {
            int at = (chain - from) * space.dimension();
            UniformRandomProvider random = chains.random(chain);
            int masked = masked(rows.states(), at);
            int wanted = unmasked(masked, level, lower);
            for (int d = 0; d < space.dimension(); d++) {
                int k = space.cardinality(d);
                // Selection sampling: every subset of the wanted size is equally likely.
                if (rows.states()[at + d] == k - 1 && random.nextInt(masked--) < wanted) {
                    wanted--;
                    rows.states()[at + d] = Rows.draw(posteriors, first, k, random);
                }
                first += k;
            }
            chains.move(chain, rows.states(), at);
        }
    }

    @Override
    public void addLaw(int[] states, int at, double level, double lower, double weight, double[] probabilities) {
        int dimension = denoiser.space().dimension();
        int[] state = Arrays.copyOfRange(states, at, at + dimension);
        double[] posteriors = new double[denoiser.width()];
        denoiser.posteriors(state, 1, new double[] {level}, posteriors);
        int masked = masked(state, 0);
        new Law(state, posteriors, probabilities).add(0, 0, masked, unmasked(masked, level, lower), weight);
    }

    /** Adds the probabilities of all outcomes, coordinate by coordinate. */
    private final class Law {
        private final int[] state;
        private final double[] posteriors;
        private final double[] probabilities;

        Law(int[] state, double[] posteriors, double[] probabilities) {
            this.state = state;
            this.posteriors = posteriors;
            this.probabilities = probabilities;
        }

        void add(int d, int first, int masked, int wanted, double weight) {
            StateSpace space = denoiser.space();
            if (weight == 0) {
                return;
            }
            if (d == space.dimension()) {
                probabilities[(int) space.rank(state, 0)] += weight;
                return;
            }
            int k = space.cardinality(d);
            int before = state[d];
            if (before != k - 1) {
                add(d + 1, first + k, masked, wanted, weight);
                return;
            }
            double chosen = (double) wanted / masked;
            add(d + 1, first + k, masked - 1, wanted, weight * (1 - chosen));
            for (int w = 0; w < k - 1; w++) {
                state[d] = w;
                add(d + 1, first + k, masked - 1, wanted - 1, weight * chosen * posteriors[first + w]);
            }
            state[d] = before;
        }
    }

    @Override
    public String toString() {
        return "OrderedStep[" + denoiser + "]";
    }
}
