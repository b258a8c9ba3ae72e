package org.concretescore.sampling.informed;

import java.util.Arrays;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.SymmetrizedScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.Tally;

/**
 * The locally balanced proposal (Zanella 2020). From x, the neighbor y is proposed with the first of these
 * probabilities, and accepted with the second. Z(x) is the sum of the weights g of all neighbors of x.
 *
 * <p>\[ \frac{g(p(y)/p(x))}{Z(x)}, \qquad \min \Bigl( 1, \frac{Z(x)}{Z(y)} \Bigr). \]
 *
 * <p>The kernel is reversible with respect to p on every weakly connected graph, because g(t) = t g(1/t) cancels the
 * ratio. On a directed graph every edge is walked both ways ({@link SymmetrizedScore}), and the ratio of an in-neighbor
 * is the reciprocal of the ratio of its edge. This needs a consistent score; with a free score the law differs from p
 * by the inconsistency.
 *
 * <p>Z(y) needs the row at y. A proposal therefore costs one row, <em>even if it is rejected</em>, and moves along one
 * edge. Cached Metropolis-Hastings pays rows only for acceptances, and makes more moves per row. {@link PathAuxiliary}
 * and {@link ChromaticGibbs} move several coordinates by one row. The row of an accepted proposal is kept. One call
 * evaluates all chains.
 *
 * <pre>{@code
 * Ising ising = Ising.of(8, 8, 0.3);
 * TransitionKernel kernel = LocallyBalanced.of(ising.score(), Balancing.BARKER);
 * Chains chains = Chains.atRandom(ising.space(), 4, new RandomStreams(1), "chains");
 * Samples samples = Samples.draw(kernel, chains, SamplingOptions.of(400));
 * }</pre>
 */
public final class LocallyBalanced implements EnumerableKernel {
    private final Neighborhood graph;
    private final Balancing balancing;
    private final InformedSteps steps;

    private LocallyBalanced(ScoreModel model, Balancing balancing) {
        this.graph = model.neighborhood();
        this.balancing = balancing;
        this.steps = new InformedSteps(model, null, new OneMove(graph, balancing));
    }

    /**
     * Returns the kernel of a model.
     *
     * @param model the score
     * @param balancing the function that turns a ratio into a weight
     * @return the kernel
     * @throws IllegalArgumentException if the graph is not weakly connected, or too large to check
     */
    public static LocallyBalanced of(ScoreModel model, Balancing balancing) {
        Graphs.requireWeaklyConnected(model.neighborhood(), "a locally balanced proposal");
        return new LocallyBalanced(SymmetrizedScore.of(model), Objects.requireNonNull(balancing, "balancing"));
    }

    @Override
    public StateSpace space() {
        return graph.space();
    }

    @Override
    public void advance(Chains chains, int from, int to, long count, Tally tally) {
        steps.advance(chains, from, to, count, tally);
    }

    @Override
    public void transitionProbabilities(int[] states, int at, double[] probabilities) {
        steps.transitionProbabilities(states, at, probabilities);
    }

    @Override
    public String toString() {
        return "LocallyBalanced[" + graph + ", " + balancing + "]";
    }

    /** The trail is the slot. The probabilities forward and back are {@code 1/Z}, up to what cancels. */
    private record OneMove(Neighborhood graph, Balancing balancing) implements TrailProposal {
        @Override
        public int trail() {
            return 1;
        }

        @Override
        public int room() {
            return graph.slots();
        }

        /** Writes the weights, up to a factor, into the room, and returns log Z. */
        private double logZ(int[] states, int at, double[] rows, int row, double[] room) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int slot = 0; slot < graph.slots(); slot++) {
                room[slot] = Weights.requireNumber(balancing.log(rows[row + slot]), graph, states, at, slot);
                largest = Math.max(largest, room[slot]);
            }
            for (int slot = 0; slot < graph.slots(); slot++) {
                room[slot] = Weights.relative(room[slot], largest);
            }
            return largest + Math.log(sum(room));
        }

        private double sum(double[] room) {
            double sum = 0;
            for (int slot = 0; slot < graph.slots(); slot++) {
                sum += room[slot];
            }
            return sum;
        }

        @Override
        public double draw(ProposalBatch batch, int entry, double[] rows, int row, UniformRandomProvider random) {
            int at = batch.stateAt(entry);
            double logZ = logZ(batch.states, at, rows, row, batch.room);
            int slot = Weights.pick(batch.room, 0, graph.slots(), sum(batch.room), random);
            if (slot < 0) {
                return Double.NEGATIVE_INFINITY;
            }
            batch.trails[batch.trailAt(entry)] = slot;
            graph.neighbor(batch.states, at, slot, batch.proposed, at);
            return -logZ == Double.NEGATIVE_INFINITY ? -Double.MAX_VALUE : -logZ;
        }

        @Override
        public double back(ProposalBatch batch, int entry) {
            return -logZ(batch.proposed, batch.stateAt(entry), batch.rows, batch.rowAt(entry), batch.room);
        }

        @Override
        public void visit(int[] state, double[] row, Visitor visitor) {
            double[] weights = new double[room()];
            double logZ = logZ(state, 0, row, 0, weights);
            double sum = sum(weights);
            int[] proposed = new int[state.length];
            for (int slot = 0; slot < weights.length; slot++) {
                if (weights[slot] > 0) {
                    graph.neighbor(state, 0, slot, proposed, 0);
                    double forward = -logZ == Double.NEGATIVE_INFINITY ? -Double.MAX_VALUE : -logZ;
                    visitor.visit(
                            Arrays.copyOf(proposed, proposed.length), new int[] {slot}, weights[slot] / sum, forward);
                }
            }
        }
    }
}
