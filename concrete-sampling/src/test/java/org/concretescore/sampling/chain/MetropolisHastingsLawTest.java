package org.concretescore.sampling.chain;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;
import org.concretescore.sampling.Support;
import org.concretescore.sampling.diagnostics.TransitionMatrix;
import org.junit.jupiter.api.Test;

/** The law of a Metropolis-Hastings step, exactly, and that chains obey it. */
final class MetropolisHastingsLawTest {
    private static final List<StateSpace> SPACES = List.of(
            StateSpace.of(2),
            StateSpace.of(3),
            StateSpace.of(8),
            StateSpace.of(17),
            StateSpace.binary(4),
            StateSpace.of(3, 1, 4),
            StateSpace.of(2, 5, 3));

    private static void assertReversible(ExactDistribution p, Neighborhood graph, double laziness) {
        TransitionMatrix matrix =
                TransitionMatrix.of(MetropolisHastings.of(p.score(graph), new MetropolisHastingsOptions(laziness)));
        assertTrue(matrix.stationaryError(p) < 1e-12, graph.toString());
        assertTrue(matrix.detailedBalanceError(p) < 1e-13, graph.toString());
        for (int x = 0; x < matrix.size(); x++) {
            double sum = 0;
            for (int y = 0; y < matrix.size(); y++) {
                assertTrue(matrix.probability(x, y) >= 0);
                sum += matrix.probability(x, y);
            }
            assertEquals(1, sum, 1e-13);
        }
        // And it goes everywhere: no other distribution is stationary.
        assertTrue(
                TransitionMatrix.of(MetropolisHastings.of(p.score(graph), new MetropolisHastingsOptions(0.5)))
                        .mixingTime(0.5)
                        .isPresent(),
                graph.toString());
    }

    @Test
    void everyNamedGraphIsReversible() {
        UniformRandomProvider random = STREAMS.stream("named");
        for (StateSpace space : SPACES) {
            for (String name : Graphs.NAMES) {
                for (double laziness : new double[] {0, 0.3}) {
                    assertReversible(Support.randomPmf(space, 4, random), Graphs.parse(name, space), laziness);
                }
            }
        }
    }

    @Test
    void unionsAreReversible() {
        UniformRandomProvider random = STREAMS.stream("union");
        for (StateSpace space : SPACES) {
            for (String first : Graphs.NAMES) {
                for (String second : List.of("grid", "star", "chain", "cycle-forward")) {
                    Neighborhood graph = Graphs.union(Graphs.parse(first, space), Graphs.parse(second, space));
                    assertReversible(Support.randomPmf(space, 4, random), graph, 0);
                }
            }
        }
    }

    @Property(tries = 200)
    void randomEdgesAreReversible(
            @ForAll @IntRange(min = 2, max = 12) int n,
            @ForAll @DoubleRange(max = 0.5) double density,
            @ForAll @DoubleRange(max = 12) double spread,
            @ForAll long seed) {
        UniformRandomProvider random = new RandomStreams(seed).stream("edges");
        StateSpace space = StateSpace.of(n);
        assertReversible(Support.randomPmf(space, spread, random), randomEdges(space, density, random), 0);
    }

    /** A random tree with edges in random directions, and more edges. */
    private static Neighborhood randomEdges(StateSpace space, double density, UniformRandomProvider random) {
        int n = (int) space.size();
        boolean[][] edge = new boolean[n][n];
        for (int x = 1; x < n; x++) {
            int y = random.nextInt(x);
            boolean up = random.nextBoolean();
            edge[up ? x : y][up ? y : x] = true;
        }
        List<int[]> edges = new ArrayList<>();
        for (int x = 0; x < n; x++) {
            for (int y = 0; y < n; y++) {
                if (edge[x][y] || x != y && random.nextDouble() < density) {
                    edges.add(new int[] {x, y});
                }
            }
        }
        return Graphs.edges(space, edges.toArray(int[][]::new));
    }

    /** From many chains that take their first step, and their second, from one state. False alarm: one run in 10^5. */
    @Test
    void chainsObeyTheMatrix() {
        UniformRandomProvider random = STREAMS.stream("obey");
        StateSpace space = StateSpace.of(3, 3);
        List<Neighborhood> graphs = new ArrayList<>();
        Graphs.NAMES.forEach(name -> graphs.add(Graphs.parse(name, space)));
        graphs.add(Graphs.union(Graphs.grid(space), Graphs.star(space)));
        graphs.add(randomEdges(space, 0.2, random));
        int count = 10_000;
        for (Neighborhood graph : graphs) {
            for (double laziness : new double[] {0, 0.25}) {
                ExactDistribution p = Support.randomPmf(space, 2, random);
                MetropolisHastings kernel =
                        MetropolisHastings.of(p.score(graph), new MetropolisHastingsOptions(laziness));
                TransitionMatrix matrix = TransitionMatrix.of(kernel);
                int[] start = new int[2];
                int x = random.nextInt(9);
                space.unrank(x, start, 0);
                Chains chains = Chains.startingAt(space, repeat(start, count), count, STREAMS, graph.spec() + laziness);
                double[] law = IntStream.range(0, 9)
                        .mapToDouble(y -> matrix.probability(x, y))
                        .toArray();
                for (int step = 0; step < 2; step++) {
                    kernel.advance(chains, 1, new Tally());
                    long[] counts = new long[9];
                    int[] states = chains.states();
                    for (int chain = 0; chain < count; chain++) {
                        counts[(int) space.rank(states, 2 * chain)]++;
                    }
                    PearsonTest.of(counts, law).require(kernel.toString());
                    double[] before = law;
                    law = IntStream.range(0, 9)
                            .mapToDouble(y -> IntStream.range(0, 9)
                                    .mapToDouble(z -> before[z] * matrix.probability(z, y))
                                    .sum())
                            .toArray();
                }
            }
        }
    }

    private static int[] repeat(int[] state, int count) {
        return IntStream.range(0, count * state.length)
                .map(i -> state[i % state.length])
                .toArray();
    }

    /** Proposals along the arrows only, corrected by out-degrees, would be far off here. */
    @Test
    void aOneWayCycleIsSampledRight() {
        StateSpace space = StateSpace.of(8);
        ExactDistribution p = ExactDistribution.of(space, 1, 5, 2, 8, 1, 3, 9, 4);
        MetropolisHastings kernel = MetropolisHastings.of(p.score(Graphs.cycleForward(space)));
        Chains chains = Chains.atRandom(space, 5000, STREAMS, "one-way");
        long steps = TransitionMatrix.of(kernel).mixingTime(1e-4).orElseThrow();
        kernel.advance(chains, steps, new Tally());
        long[] counts = new long[8];
        for (int x : chains.states()) {
            counts[x]++;
        }
        PearsonTest.of(counts, p.probabilities()).require("counts");
    }

    /** A free score's own row decides: its slot where it has one, else the opposite edge. */
    @Test
    void anInconsistentScoreIsTakenAtItsWord() {
        StateSpace space = StateSpace.of(3);
        double half = Math.log(0.5);
        double third = Math.log(1.0 / 3);
        // Up halves, down takes a third: no distribution has these ratios.
        ScoreModel cycle = TableScore.of(Graphs.cycle(space), new double[] {half, third, half, third, half, third});
        TransitionMatrix matrix = TransitionMatrix.of(MetropolisHastings.of(cycle));
        for (int x = 0; x < 3; x++) {
            assertEquals(0.25, matrix.probability(x, (x + 1) % 3), 1e-15);
            assertEquals(1.0 / 6, matrix.probability(x, (x + 2) % 3), 1e-15);
        }
        ScoreModel forward = TableScore.of(Graphs.cycleForward(space), new double[] {half, half, half});
        matrix = TransitionMatrix.of(MetropolisHastings.of(forward));
        for (int x = 0; x < 3; x++) {
            assertEquals(0.25, matrix.probability(x, (x + 1) % 3), 1e-15);
            assertEquals(0.5, matrix.probability(x, (x + 2) % 3), 1e-15);
        }
        Chains chains = Chains.atRandom(space, 10, STREAMS, "free");
        Tally tally = new Tally();
        MetropolisHastings.of(cycle).advance(chains, 10_000, tally);
        // 5/12 of 10^5 proposals, standard deviation 156 (acceptances are independent here): a false alarm in 10^6.
        assertEquals(5e5 / 12, tally.acceptances(), 4.9 * 156);
    }
}
