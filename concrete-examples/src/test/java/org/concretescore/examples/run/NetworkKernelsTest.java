package org.concretescore.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.Mlp;
import org.concretescore.sampling.diagnostics.TransitionMatrix;
import org.concretescore.sampling.measured.Kernels;
import org.junit.jupiter.api.Test;

final class NetworkKernelsTest {
    /**
     * Of a probability: ratios come from floats, evaluated beside other states in the matrix than in the distribution.
     */
    private static final double TOLERANCE = 1e-6;

    private static float[] parameters(NetworkSpec spec) {
        RandomStreams streams = new RandomStreams(1);
        float[] parameters = spec.network().initialParameters(streams.stream("parameters"));
        UniformRandomProvider random = streams.stream("noise");
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += random.nextFloat() - 0.5f;
        }
        return parameters;
    }

    /**
     * The gradients of a network are no more than a proposal's guide: the chain is reversible with respect to the
     * network.
     */
    @Test
    void gradientsOfNetworksGuideProposals() {
        Neighborhood graph = Graphs.hamming(StateSpace.of(3, 2, 4));
        for (NetworkSpec spec : List.of(
                NetworkSpec.energy(graph).withArchitecture(Mlp.of(8)),
                NetworkSpec.energy(graph).withArchitecture(Mlp.of(8)).withEncoding(Encoding.CATEGORY),
                NetworkSpec.made(graph).withArchitecture(Made.of(8)))) {
            try (NeuralModel model = spec.model(parameters(spec))) {
                LogDensity density = (LogDensity) model;
                ExactDistribution p = ExactDistribution.of(density);
                for (String sampler : List.of("gwg", "dlp")) {
                    TransitionMatrix matrix =
                            TransitionMatrix.of(Kernels.defaults().kernel(sampler, model.score(), density));
                    assertEquals(0, matrix.detailedBalanceError(p), TOLERANCE, sampler + " on " + spec);
                    double stays = 0;
                    for (int x = 0; x < matrix.size(); x++) {
                        stays += p.probability(x) * matrix.probability(x, x);
                    }
                    assertTrue(stays < 0.9, sampler + " on " + spec + " stays with probability " + stays);
                }
            }
        }
    }
}
