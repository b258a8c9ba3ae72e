package org.concretescore.sampling.denoising;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.noise.Denoiser;
import org.concretescore.sampling.chain.Chains;

/**
 * The states of some chains.
 *
 * @param states {@code [count, D]}
 * @param count the number of chains
 */
record Rows(int[] states, int count) {
    static Rows read(Chains chains, int from, int to) {
        int dimension = chains.space().dimension();
        int[] states = new int[(to - from) * dimension];
        for (int chain = from; chain < to; chain++) {
            chains.read(chain, states, (chain - from) * dimension);
        }
        return new Rows(states, to - from);
    }

    double[] posteriors(Denoiser denoiser, double level) {
        double[] levels = new double[count];
        Arrays.fill(levels, level);
        double[] posteriors = new double[Math.multiplyExact(count, denoiser.width())];
        denoiser.posteriors(states, count, levels, posteriors);
        return posteriors;
    }

    /** Draws a value by its probabilities; rounding errors fall to the last value that has one. */
    static int draw(double[] law, int first, int k, UniformRandomProvider random) {
        double u = random.nextDouble();
        int last = 0;
        for (int w = 0; w < k; w++) {
            double p = law[first + w];
            if (p > 0) {
                last = w;
                if (u < p) {
                    return w;
                }
                u -= p;
            }
        }
        return last;
    }
}
