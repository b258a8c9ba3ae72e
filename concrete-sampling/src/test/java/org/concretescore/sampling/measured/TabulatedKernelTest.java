package org.concretescore.sampling.measured;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.MetropolisHastings;
import org.concretescore.sampling.chain.MetropolisHastingsOptions;
import org.concretescore.sampling.chain.Tally;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TabulatedKernelTest {
    private static final int CHAINS = 40_000;
    private static final StateSpace SPACE = StateSpace.of(2, 3);

    private static MetropolisHastings kernel(String graph) {
        ExactDistribution p = ExactDistribution.of(SPACE, 4, 1, 2, 0.5, 3, 1);
        return MetropolisHastings.of(p.score(Graphs.parse(graph, SPACE)), new MetropolisHastingsOptions(0.1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hamming", "grid", "star", "chain"})
    void aStepHasTheLawOfTheKernel(String graph) {
        MetropolisHastings kernel = kernel(graph);
        TabulatedKernel table = TabulatedKernel.of(kernel, 6);
        for (int x = 0; x < 6; x++) {
            int[] starts = new int[2 * CHAINS];
            for (int chain = 0; chain < CHAINS; chain++) {
                SPACE.unrank(x, starts, 2 * chain);
            }
            Chains chains = Chains.startingAt(SPACE, starts, CHAINS, STREAMS, "step" + x);
            Tally tally = new Tally();
            table.advance(chains, 1, tally);
            long[] counts = new long[6];
            int[] states = chains.states();
            for (int chain = 0; chain < CHAINS; chain++) {
                counts[(int) SPACE.rank(states, 2 * chain)]++;
            }
            double[] expected = new double[6];
            int[] state = new int[2];
            SPACE.unrank(x, state, 0);
            kernel.transitionProbabilities(state, 0, expected);
            PearsonTest.of(counts, expected).require(graph + " from state " + x);
            assertEquals(1 - (double) counts[x] / CHAINS, tally.acceptanceRate(), 1e-9);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 10})
    void howStepsAreDividedIntoCallsDoesNotMatter(long part) {
        TabulatedKernel table = TabulatedKernel.of(kernel("hamming"), 6);
        Chains whole = Chains.atRandom(SPACE, 50, new RandomStreams(3), "c");
        Chains parts = whole.copy();
        table.advance(whole, 30, new Tally());
        for (long done = 0; done < 30; done += part) {
            table.advance(parts, 0, 20, part, new Tally());
            table.advance(parts, 20, 50, part, new Tally());
        }
        assertArrayEquals(whole.states(), parts.states());
    }
}
