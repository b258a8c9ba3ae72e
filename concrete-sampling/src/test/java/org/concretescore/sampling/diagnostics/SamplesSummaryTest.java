package org.concretescore.sampling.diagnostics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.MetropolisHastings;
import org.concretescore.sampling.chain.Samples;
import org.concretescore.sampling.chain.SamplingOptions;
import org.junit.jupiter.api.Test;

final class SamplesSummaryTest {
    private final StateSpace space = StateSpace.of(2, 3);
    private final ExactDistribution law = ExactDistribution.of(space, 1, 2, 3, 3, 2, 1);

    private Samples samples(int count) {
        Chains chains = Chains.atRandom(space, 4, new RandomStreams(1), "summary");
        return Samples.draw(MetropolisHastings.of(law.score(Graphs.hamming(space))), chains, SamplingOptions.of(count));
    }

    @Test
    void meansAreThoseOfTheMarginals() {
        Samples samples = samples(400);
        double[] mean = samples.mean();
        double[][] marginals = samples.marginals();
        assertEquals(1, marginals[0][0] + marginals[0][1], 1e-12);
        assertEquals(1, marginals[1][0] + marginals[1][1] + marginals[1][2], 1e-12);
        assertArrayEquals(new double[] {marginals[0][1], marginals[1][1] + 2 * marginals[1][2]}, mean, 1e-12);
        assertEquals(0.5, mean[0], 0.2);
    }

    @Test
    void samplesPrintWhatTheyAre() {
        Samples samples = samples(400);
        String line = samples.toString();
        assertTrue(line.startsWith("Samples[400 of 4 chains on StateSpace[2, 3], acceptance 0."), line);
        String[] lines = Diagnostics.summary(samples).split("\\R");
        assertEquals(line, lines[0]);
        assertEquals("coordinate mean sd ess r-hat", lines[1].strip().replaceAll(" +", " "));
        assertEquals(4, lines.length);
        assertTrue(
                lines[2].strip().matches("0 0\\.\\d{4} +0\\.\\d{4} +\\d+\\.\\d +\\d\\.\\d{4}".replace("0 0", "0 +0")),
                lines[2]);
    }

    @Test
    void fewSamplesHaveNoDiagnostics() {
        assertTrue(Diagnostics.summary(samples(8)).contains("NaN"));
    }
}
