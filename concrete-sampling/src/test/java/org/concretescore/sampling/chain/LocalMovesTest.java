package org.concretescore.sampling.chain;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;
import org.junit.jupiter.api.Test;

final class LocalMovesTest {
    @Test
    void probabilitiesAreThoseOfThePower() {
        Ising ising = Ising.of(3, 3, 0.4, 0.1);
        int[] state = {7, 1, 0, 1, 1, 0, 0, 1, 0, 1};
        for (LocalScore model : new LocalScore[] {ising, TableScore.of(ising)}) {
            for (double b : new double[] {0, 0.3, 1, 2}) {
                LocalMoves moves = LocalMoves.of(model, b);
                for (int slot = 0; slot < 9; slot++) {
                    double expected = Math.min(1, Math.exp(b * ising.logRatio(state, 1, slot)));
                    assertEquals(expected, moves.probability(state, 1, slot), 1e-15);
                }
            }
        }
    }

    /** At b = 0, too, the impossible stays so, empty slots are not taken, and all else is accepted. */
    @Test
    void theLimitKeepsTheSupport() {
        StateSpace space = StateSpace.of(4);
        ExactDistribution p = ExactDistribution.of(space, 1e-200, 1, 1e-100, 0);
        LocalMoves moves = LocalMoves.of(TableScore.of(p.score(Graphs.grid(space))), 0);
        assertEquals(1, moves.probability(new int[] {1}, 0, 1));
        assertEquals(0, moves.probability(new int[] {0}, 0, 1));
        assertEquals(0, moves.probability(new int[] {2}, 0, 0));
        UniformRandomProvider random = STREAMS.stream("support");
        Tally tally = new Tally();
        int[] state = {1};
        for (int i = 0; i < 200; i++) {
            int before = state[0];
            long accepted = moves.make(1, random, state, 0, new int[1], tally);
            assertEquals(accepted, Math.abs(state[0] - before));
            assertTrue(state[0] < 3);
        }
        assertEquals(200, tally.proposals());
    }

    /** 10^4 single moves from one state; a false alarm in 10^5 runs. */
    @Test
    void movesObeyTheirProbabilities() {
        StateSpace space = StateSpace.of(5);
        ExactDistribution p = ExactDistribution.of(space, 1, 2, 9, 4, 3);
        LocalMoves moves = LocalMoves.of(TableScore.of(p.score(Graphs.hamming(space))), 0.5);
        double[] law = new double[5];
        law[2] = 1;
        for (int x : new int[] {0, 1, 3, 4}) {
            law[x] = Math.sqrt(p.probability(x) / p.probability(2)) / 4;
            law[2] -= law[x];
        }
        long[] counts = new long[5];
        UniformRandomProvider random = STREAMS.stream("moves");
        for (int i = 0; i < 10_000; i++) {
            int[] state = {2};
            moves.make(1, random, state, 0, new int[1], new Tally());
            counts[state[0]]++;
        }
        PearsonTest.of(counts, law).require("counts");
    }

    @Test
    void atOneTheyAreThoseOfMetropolisHastings() {
        Ising ising = Ising.of(3, 3, 0.4);
        for (LocalScore model : new LocalScore[] {ising, TableScore.of(ising)}) {
            Chains chains = Chains.startingAt(ising.space(), new int[9], 1, STREAMS, "one");
            MetropolisHastings.of(model).advance(chains, 100, new Tally());
            int[] state = new int[9];
            LocalMoves.of(model, 1).make(100, STREAMS.stream("one", 0), state, 0, new int[9], new Tally());
            assertArrayEquals(chains.states(), state);
        }
    }

    @Test
    void argumentsAreChecked() {
        StateSpace space = StateSpace.of(3);
        ExactDistribution p = ExactDistribution.of(space, 1, 2, 3);
        LocalScore model = TableScore.of(p.score(Graphs.hamming(space)));
        for (double b : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> LocalMoves.of(model, b));
            assertTrue(e.getMessage().contains("inverseTemperature")
                    && e.getMessage().endsWith("was " + b));
        }
        LocalScore directed = TableScore.of(p.score(Graphs.cycleForward(space)));
        assertThrows(IllegalArgumentException.class, () -> LocalMoves.of(directed, 1));
    }
}
