package org.concretescore.sampling.tempering;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.MetropolisHastings;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.diagnostics.TransitionMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class AnnealedTest {
    private static final StateSpace SPACE = StateSpace.of(12);

    /** Two modes at the ends, the deeper the valley the less noise. */
    private static ScoreModel level(double depth) {
        double[] weights = new double[12];
        Arrays.setAll(weights, i -> Math.exp(-depth * Math.min(i, 11 - i)));
        return ExactDistribution.of(SPACE, weights).score(Graphs.grid(SPACE));
    }

    private static final List<ScoreModel> LEVELS = List.of(level(0), level(0.5), level(2));

    @Test
    void kernelsTakeTheirTurns() {
        Chains chains = Chains.atRandom(SPACE, 150, STREAMS, "turns");
        Chains byHand = chains.copy();
        Tally tally = Annealed.of(LEVELS, MetropolisHastings::of, 7).run(chains, 1);
        Tally expected = new Tally();
        for (ScoreModel level : LEVELS) {
            MetropolisHastings.of(level).advance(byHand, 7, expected);
        }
        assertArrayEquals(byHand.states(), chains.states());
        assertEquals(expected.toString(), tally.toString());
        assertEquals(3 * 7 * 150, tally.proposals());
    }

    @Test
    void threadsChangeNothing() {
        Annealed annealed = Annealed.of(LEVELS, MetropolisHastings::of, 7);
        Chains one = Chains.atRandom(SPACE, 300, STREAMS, "threads");
        Chains several = one.copy();
        Tally tally = annealed.run(one, 1);
        assertEquals(tally.toString(), annealed.run(several, 4).toString());
        assertArrayEquals(one.states(), several.states());
    }

    /** The law is the product of the matrices' powers, exactly; 10^4 chains, a false alarm in 10^5 runs. */
    @Test
    void theLawIsTheProduct() {
        int steps = 9;
        int count = 10_000;
        double[] law = new double[12];
        law[0] = 1;
        for (ScoreModel level : LEVELS) {
            TransitionMatrix matrix = TransitionMatrix.of(MetropolisHastings.of(level));
            for (int step = 0; step < steps; step++) {
                double[] before = law;
                law = IntStream.range(0, 12)
                        .mapToDouble(y -> IntStream.range(0, 12)
                                .mapToDouble(x -> before[x] * matrix.probability(x, y))
                                .sum())
                        .toArray();
            }
        }
        Chains chains = Chains.startingAt(SPACE, new int[count], count, STREAMS, "law");
        Annealed.of(LEVELS, MetropolisHastings::of, steps).run(chains, 2);
        long[] counts = new long[12];
        for (int state : chains.states()) {
            counts[state]++;
        }
        PearsonTest.of(counts, law).require("counts");
    }

    private static void assertRefused(String words, Executable call) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call);
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    @Test
    void argumentsAreChecked() {
        StateSpace two = StateSpace.of(2);
        ScoreModel other = ExactDistribution.of(two, 1, 1).score(Graphs.grid(two));
        assertRefused("kernels must not be empty", () -> Annealed.of(List.of(), 1));
        assertRefused("steps must be at least 1, was 0", () -> Annealed.of(LEVELS, MetropolisHastings::of, 0));
        assertRefused(
                "kernel 1 is on StateSpace[2]",
                () -> Annealed.of(List.of(LEVELS.get(0), other), MetropolisHastings::of, 1));
        Annealed annealed = Annealed.of(LEVELS, MetropolisHastings::of, 1);
        assertEquals(SPACE, annealed.space());
        assertEquals(3, annealed.kernels().size());
        Chains chains = Chains.atRandom(SPACE, 1, STREAMS, "c");
        assertRefused("threads must be at least 1, was 0", () -> annealed.run(chains, 0));
        Chains elsewhere = Chains.atRandom(two, 1, STREAMS, "c");
        assertRefused("the chains are on", () -> annealed.run(elsewhere, 1));
    }
}
