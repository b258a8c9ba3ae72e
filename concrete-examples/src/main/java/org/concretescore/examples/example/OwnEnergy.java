package org.concretescore.examples.example;

import java.util.*;
import org.concretescore.core.graph.*;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.*;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.*;
import org.concretescore.sampling.diagnostics.Diagnostics;
import org.concretescore.sampling.informed.*;

/**
 * Samples one's own energy, a polymer of twenty links that repel their neighbors, by four kernels, and compares them.
 */
public final class OwnEnergy {
    /** An unnormalised log density: links of the same kind that lie side by side cost 1. */
    private record Polymer(StateSpace space) implements LogDensity {
        @Override
        public void logDensities(int[] states, int count, double[] logDensities) {
            int links = space.dimension();
            for (int row = 0; row < count; row++) {
                logDensities[row] = 0;
                for (int d = 1; d < links; d++) {
                    logDensities[row] -= states[row * links + d] == states[row * links + d - 1] ? 1 : 0;
                }
            }
        }
    }

    public static void main(String[] arguments) {
        Polymer polymer = new Polymer(StateSpace.uniform(20, 3));
        TiedScore score = TiedScore.of(polymer, Graphs.hamming(polymer.space()));
        Map<String, TransitionKernel> kernels = new LinkedHashMap<>();
        kernels.put("Metropolis-Hastings", MetropolisHastings.of(score));
        kernels.put("Gibbs", Gibbs.of(score));
        kernels.put("locally balanced", LocallyBalanced.of(score, Balancing.BARKER));
        kernels.put("path auxiliary", PathAuxiliary.of(score, PathAuxiliaryOptions.defaults()));
        kernels.forEach((name, kernel) -> {
            Chains chains = Chains.atRandom(polymer.space(), 4, new RandomStreams(1), name);
            Samples samples = Samples.draw(
                    kernel, chains, SamplingOptions.of(2000).withBurnIn(200).withThinning(20));
            double[][] first = samples.traces((states, at) -> states[at]);
            System.out.printf(
                    "%-20s acceptance %.2f, effective sample size %.0f, R-hat %.3f%n",
                    name,
                    samples.tally().acceptanceRate(),
                    Diagnostics.bulkEffectiveSampleSize(first),
                    Diagnostics.rankRHat(first));
        });
    }
}
