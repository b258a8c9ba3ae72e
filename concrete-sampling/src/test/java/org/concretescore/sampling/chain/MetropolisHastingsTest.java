package org.concretescore.sampling.chain;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.Support;
import org.junit.jupiter.api.Test;

/** What chains do; the law of their step is {@link MetropolisHastingsLawTest}'s affair. */
final class MetropolisHastingsTest {
    private static final StateSpace SPACE = StateSpace.of(4, 3, 2);

    private static ScoreModel model(Neighborhood graph) {
        return Support.randomPmf(graph.space(), 3, new RandomStreams(7).stream("pmf"))
                .score(graph);
    }

    private static Chains chains(int count) {
        return Chains.atRandom(SPACE, count, STREAMS, "chains");
    }

    private static List<Neighborhood> graphs() {
        List<Neighborhood> graphs = new ArrayList<>();
        Graphs.NAMES.forEach(name -> graphs.add(Graphs.parse(name, SPACE)));
        return graphs;
    }

    @Test
    void splittingTheStepsChangesNothing() {
        for (Neighborhood graph : graphs()) {
            MetropolisHastings kernel = MetropolisHastings.of(model(graph), new MetropolisHastingsOptions(0.1));
            Chains whole = chains(5);
            kernel.advance(whole, 100, new Tally());
            Chains halves = chains(5);
            kernel.advance(halves, 50, new Tally());
            kernel.advance(halves, 0, new Tally());
            kernel.advance(halves, 50, new Tally());
            assertArrayEquals(whole.states(), halves.states(), graph.spec());
            Chains single = chains(5);
            for (int step = 0; step < 100; step++) {
                // Chain by chain, and backwards.
                for (int chain = 4; chain >= 0; chain--) {
                    kernel.advance(single, chain, chain + 1, 1, new Tally());
                }
            }
            assertArrayEquals(whole.states(), single.states(), graph.spec());
        }
    }

    /** What chains and their copies remember of one kernel, rule of acceptance or model is of no use to another. */
    @Test
    void anotherKernelBeginsAnew() {
        ScoreModel model = model(Graphs.grid(SPACE));
        ScoreModel other =
                Support.randomPmf(SPACE, 3, new RandomStreams(8).stream("pmf")).score(Graphs.grid(SPACE));
        MetropolisHastingsOptions barker = MetropolisHastingsOptions.defaults().withAcceptance(Acceptance.BARKER);
        List<TransitionKernel> kernels = List.of(
                MetropolisHastings.of(model),
                MetropolisHastings.of(model, barker),
                MetropolisHastings.of(other),
                RejectionFree.of(model),
                RejectionFree.of(model, barker),
                RejectionFree.of(other));
        for (TransitionKernel before : kernels) {
            for (TransitionKernel after : kernels) {
                Chains chains = chains(20);
                before.advance(chains, 50, new Tally());
                Chains copy = chains.copy();
                int[] states = chains.states();
                Chains fresh = Chains.startingAt(SPACE, states, 20, STREAMS, "chains");
                for (int chain = 0; chain < 20; chain++) {
                    fresh.random(chain).restoreState(chains.random(chain).saveState());
                    fresh.resume(chain, after == before ? chains.pending(chain) : 0);
                }
                for (Chains each : List.of(chains, copy, fresh)) {
                    after.advance(each, 15, new Tally());
                }
                assertArrayEquals(fresh.states(), chains.states(), before + " and " + after);
                assertArrayEquals(fresh.states(), copy.states(), before + " and " + after + ", copied");
            }
        }
    }

    @Test
    void theNumberOfChainsChangesNothing() {
        MetropolisHastings kernel = MetropolisHastings.of(model(Graphs.grid(SPACE)));
        Chains few = chains(3);
        Chains many = chains(10);
        kernel.advance(few, 200, new Tally());
        kernel.advance(many, 200, new Tally());
        for (int chain = 0; chain < 3; chain++) {
            int[] one = new int[3];
            int[] other = new int[3];
            few.read(chain, one, 0);
            many.read(chain, other, 0);
            assertArrayEquals(one, other);
        }
    }

    @Test
    void aCopyTakesTheSameSteps() {
        MetropolisHastings kernel = MetropolisHastings.of(model(Graphs.grid(SPACE)));
        Chains chains = chains(6);
        kernel.advance(chains, 17, new Tally());
        Chains copy = chains.copy();
        kernel.advance(chains, 50, new Tally());
        int[] later = chains.states();
        kernel.advance(copy, 50, new Tally());
        assertArrayEquals(later, copy.states());
        kernel.advance(copy, 50, new Tally());
        assertArrayEquals(later, chains.states());
    }

    @Test
    void onlyAnAcceptanceCostsARow() {
        for (Neighborhood graph : graphs()) {
            if (!graph.isSymmetric()) {
                // There a row takes evaluations at the in-neighbors, too.
                continue;
            }
            CountingModel counting = new CountingModel(model(graph));
            MetropolisHastings kernel = MetropolisHastings.of(counting);
            int count = 8;
            Chains chains = chains(count);
            Tally tally = new Tally();
            kernel.advance(chains, 0, tally);
            assertEquals(0, counting.rows().get());
            kernel.advance(chains, 500, tally);
            assertEquals(500 * count, tally.proposals());
            assertTrue(tally.acceptances() > 0 && tally.acceptances() < tally.proposals());
            assertEquals(counting.rows().get(), tally.rowEvaluations());
            int unknown = 0;
            for (boolean valid : chains.rowsOf(counting, Acceptance.METROPOLIS).valid) {
                unknown += valid ? 0 : 1;
            }
            assertEquals(tally.acceptances() + count - unknown, tally.rowEvaluations(), graph.spec());
            // All waiting chains share a call: one at first, and one for each acceptance of the most mobile chain.
            assertTrue(counting.calls().get() <= 501 && counting.calls().get() < tally.rowEvaluations() / 3);
            // The rows that the last acceptances left open are evaluated when the chains go on.
            kernel.advance(chains, 1, new Tally());
            assertEquals(tally.rowEvaluations() + unknown, counting.rows().get());
        }
    }

    @Test
    void lazyStepsProposeNothing() {
        MetropolisHastings kernel =
                MetropolisHastings.of(model(Graphs.hamming(SPACE)), new MetropolisHastingsOptions(0.75));
        Tally tally = new Tally();
        kernel.advance(chains(10), 4000, tally);
        // 10000 expected, standard deviation 87: a false alarm in 10^7.
        assertEquals(10_000, tally.proposals(), 5.4 * 87);
    }

    @Test
    void rowsOfOneModelNeverServeAnother() {
        Neighborhood graph = Graphs.cycle(StateSpace.of(2));
        ScoreModel up = TableScore.of(graph, new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY});
        ScoreModel down = TableScore.of(graph, new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY});
        Chains chains = Chains.startingAt(graph.space(), new int[] {0}, 1, STREAMS, "c");
        for (int i = 0; i < 3; i++) {
            MetropolisHastings.of(up).advance(chains, 2, new Tally());
            assertArrayEquals(new int[] {1}, chains.states());
            MetropolisHastings.of(down).advance(chains, 2, new Tally());
            assertArrayEquals(new int[] {0}, chains.states());
        }
    }

    @Test
    void aMovedChainForgetsItsRow() {
        Neighborhood graph = Graphs.cycle(StateSpace.of(2));
        MetropolisHastings kernel = MetropolisHastings.of(
                TableScore.of(graph, new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}));
        Chains chains = Chains.startingAt(graph.space(), new int[] {0}, 1, STREAMS, "c");
        kernel.advance(chains, 3, new Tally());
        chains.move(0, new int[] {1}, 0);
        kernel.advance(chains, 1, new Tally());
        assertArrayEquals(new int[] {0}, chains.states());
    }

    @Test
    void infiniteLogRatiosLeadOutOfZeroMassAndNeverIn() {
        StateSpace space = StateSpace.of(6);
        ExactDistribution p = ExactDistribution.of(space, 0, 1, 2, 0, 3, 4);
        for (String name : List.of("cycle", "hamming", "cycle-forward", "grid")) {
            Neighborhood graph = Graphs.parse(name, space);
            MetropolisHastings kernel = MetropolisHastings.of(p.score(graph));
            int[] zeros = new int[200];
            Arrays.fill(zeros, 100, 200, 3);
            Chains chains = Chains.startingAt(space, zeros, 200, STREAMS, "zero");
            if (name.equals("hamming")) {
                // One in five first proposals leads from a state without mass to the other: 0/0.
                assertThrows(IllegalStateException.class, () -> kernel.advance(chains, 1000, new Tally()));
                continue;
            }
            kernel.advance(chains, 20, new Tally());
            for (int i = 0; i < 100; i++) {
                for (int x : chains.states()) {
                    assertTrue(p.probability(x) > 0, name);
                }
                kernel.advance(chains, 1, new Tally());
            }
        }
    }

    @Test
    void nanIsReportedWithStateAndSlot() {
        StateSpace space = StateSpace.of(2, 3);
        // From (1, 2) by the flip of coordinate 0.
        ExactDistribution p = ExactDistribution.of(space, 1, 1, 0, 1, 1, 0);
        MetropolisHastings kernel = MetropolisHastings.of(p.score(Graphs.hamming(space)));
        Chains chains = Chains.startingAt(space, new int[] {1, 2}, 1, new RandomStreams(3), "nan");
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> {
            for (int i = 0; i < 1000; i++) {
                kernel.advance(chains, 1, new Tally());
                chains.move(0, new int[] {1, 2}, 0);
            }
        });
        assertTrue(e.getMessage().contains("state [1, 2], slot 0"), e.getMessage());
    }

    @Test
    void theOnlyStateStays() {
        for (String name : Graphs.NAMES) {
            StateSpace space = StateSpace.of(1);
            MetropolisHastings kernel = MetropolisHastings.of(model(Graphs.parse(name, space)));
            Chains chains = Chains.atRandom(space, 2, STREAMS, "one");
            Tally tally = new Tally();
            kernel.advance(chains, 10, tally);
            assertArrayEquals(new int[] {0, 0}, chains.states());
            assertEquals(0, tally.proposals());
        }
    }

    @Test
    void aGraphThatFallsApartIsRefused() {
        StateSpace space = StateSpace.of(4);
        ScoreModel model =
                ExactDistribution.of(space, 1, 2, 3, 4).score(Graphs.edges(space, new int[] {0, 1}, new int[] {2, 3}));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> MetropolisHastings.of(model));
        assertTrue(e.getMessage().startsWith("Metropolis-Hastings needs a weakly connected graph"), e.getMessage());
    }

    @Test
    void argumentsAreChecked() {
        for (double laziness : new double[] {-0.1, 1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> new MetropolisHastingsOptions(laziness));
        }
        MetropolisHastings kernel = MetropolisHastings.of(model(Graphs.hamming(SPACE)));
        Chains other = Chains.atRandom(StateSpace.of(3), 1, STREAMS, "c");
        assertThrows(IllegalArgumentException.class, () -> kernel.advance(other, 1, new Tally()));
        Chains chains = chains(3);
        assertThrows(IllegalArgumentException.class, () -> kernel.advance(chains, -1, new Tally()));
        assertThrows(IllegalArgumentException.class, () -> kernel.advance(chains, 2, 4, 1, new Tally()));
        assertThrows(IllegalArgumentException.class, () -> kernel.advance(chains, -1, 2, 1, new Tally()));
        assertThrows(IllegalArgumentException.class, () -> chains(0));
        assertThrows(IllegalArgumentException.class, () -> chains(-1));
        int[] outside = {0, 3, 0};
        assertThrows(IllegalArgumentException.class, () -> Chains.startingAt(SPACE, outside, 1, STREAMS, "c"));
    }
}
