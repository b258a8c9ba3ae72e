package org.concretescore.examples.example;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.*;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.model.*;
import org.concretescore.nn.train.*;
import org.concretescore.sampling.chain.*;
import org.concretescore.sampling.langevin.*;

/**
 * Figure 2 of the Concrete score paper: a network learns a score on a ring of states, and two samplers draw from it.
 */
public final class Figure2 {
    public static void main(String[] arguments) {
        RandomStreams streams = new RandomStreams(1);
        StateSpace space = StateSpace.of(12);
        ExactDistribution truth = ExactDistribution.of(space, 1, 2, 4, 6, 4, 2, 1, 1, 3, 5, 3, 1);
        Dataset data = Dataset.of(Schema.of(space), truth.sample(20_000, streams.stream("data")), 20_000);
        Trainer trainer = Trainer.of(TrainerOptions.defaults().withSteps(1000));
        NetworkSpec spec = NetworkSpec.mlp(Graphs.cycle(space));
        try (NeuralModel model =
                trainer.fit(spec, Objectives.csm(), data, streams).model()) {
            Samples chains = Samples.draw(
                    MetropolisHastings.of(model.score()),
                    Chains.atRandom(space, 100, streams, "chains"),
                    SamplingOptions.of(20_000).withBurnIn(500).withThinning(10));
            print("Metropolis-Hastings", truth, space, chains.states());

            // Triangular noise makes a continuous density of the states. Langevin dynamics draw from it, and denoising
            // turns the samples into states.
            TriangularBridge bridge = TriangularBridge.of(model.score(), 1);
            LangevinChains walkers = LangevinChains.atRandom(bridge.lower(), bridge.upper(), 4000, streams, "langevin");
            new UnadjustedLangevin(bridge, 0.05, false).advance(walkers, 1000, 2, new Tally());
            UniformRandomProvider random = streams.stream("denoise");
            int[] states = new int[walkers.count()];
            for (int i = 0; i < states.length; i++) {
                states[i] = bridge.denoise(walkers.position(i), random);
            }
            print("Langevin, denoised", truth, space, states);
        }
    }

    private static void print(String name, ExactDistribution truth, StateSpace space, int[] states) {
        double tv = truth.tv(ExactDistribution.ofSamples(space, states, states.length));
        System.out.printf("%s: total variation %.3f%n", name, tv);
    }
}
