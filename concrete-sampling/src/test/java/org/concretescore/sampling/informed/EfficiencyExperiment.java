package org.concretescore.sampling.informed;

import java.util.Locale;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.MetropolisHastings;
import org.concretescore.sampling.chain.Samples;
import org.concretescore.sampling.chain.SamplingOptions;
import org.concretescore.sampling.chain.TransitionKernel;
import org.concretescore.sampling.diagnostics.Diagnostics;

/**
 * Prints the effective sample size of the energy a row evaluation, for several kernels, on the critical 10 x 10 Ising torus
 * and on a restricted Boltzmann machine of 100 and 25 units. No test: run it by hand.
 */
public final class EfficiencyExperiment {
    private static final int ROWS = 60_000;
    private static final int CHAINS = 4;

    private EfficiencyExperiment() {}

    /** Takes no arguments. */
    public static void main(String[] args) {
        measure("ising", Lattices.ising(10, 0.4406868), 3, 7);
        measure("rbm", Lattices.rbm(100, 25, 0.05, 1, new RandomStreams(7).stream("rbm")), 19, 21);
    }

    private static void measure(String name, Lattices.Quadratic model, int shortest, int longest) {
        Blocks blocks = Blocks.learn(model, new int[model.space().dimension()], 1, 1e-9);
        double base = 0;
        for (TransitionKernel kernel : new TransitionKernel[] {
            MetropolisHastings.of(model),
            LocallyBalanced.of(model, Balancing.SQRT),
            PathAuxiliary.of(model, model, new PathAuxiliaryOptions(shortest, longest, Balancing.BARKER)),
            PathAuxiliary.of(model, model, new PathAuxiliaryOptions(shortest, longest, Balancing.SQRT)),
            DiscreteLangevin.of(model, model, 0.2),
            ChromaticGibbs.of(model, model, blocks)
        }) {
            // Metropolis-Hastings takes a row about every fifth step here.
            boolean cached = kernel instanceof MetropolisHastings;
            int each = ROWS / CHAINS;
            SamplingOptions options = new SamplingOptions(ROWS, each / 10L, cached ? 5 : 1, 1);
            Samples samples = Samples.draw(
                    kernel, Chains.atRandom(model.space(), CHAINS, new RandomStreams(1), "experiment"), options);
            double[] energy = new double[1];
            int[] state = new int[model.space().dimension()];
            double ess = Diagnostics.effectiveSampleSize(samples.traces((states, at) -> {
                System.arraycopy(states, at, state, 0, state.length);
                model.logDensities(state, 1, energy);
                return energy[0];
            }));
            double efficiency = ess / samples.tally().rowEvaluations();
            base = cached ? efficiency : base;
            System.out.printf(
                    Locale.ROOT,
                    "%s %s: ess/row %.5f, x %.2f, acceptance %.3f%n",
                    name,
                    kernel,
                    efficiency,
                    efficiency / base,
                    samples.tally().acceptanceRate());
        }
    }
}
