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
 * The locally balanced proposal (Zanella 2020): from x, the neighbor y is proposed with probability
 * {@code g(p(y)/p(x)) / Z(x)}, where Z(x) is the sum over the neighbors, and accepted with {@code min(1, Z(x)/Z(y))}.
 *
 * <p>Reversible with respect to p, for g(t) = t g(1/t) cancels the ratio, on every weakly connected graph: on a directed
 * one every edge may be walked both ways ({@link SymmetrizedScore}), an in-neighbor's ratio being the reciprocal of its
 * edge's. That takes a consistent score; a free one's law is off by its inconsistency.
 *
 * <p>Z(y) takes the row at y: a proposal costs one row, <em>rejected or not</em>, and moves along one edge. Cached
 * Metropolis-Hastings pays for acceptances only, so that a row goes further there; {@link PathAuxiliary} and
 * {@link ChromaticGibbs} move several coordinates by a row. An accepted proposal's row is kept. All chains are evaluated in one
 * call.
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
     * The kernel of a model.
     *
     * @param model the score
     * @param balancing how a ratio becomes a weight
     * @return the kernel
     * @throws IllegalArgumentException if the graph is not weakly connected, or too large to find out
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

    /** The trail is the slot; forward and back are {@code 1/Z}. */
    private record OneMove(Neighborhood graph, Balancing balancing) implements TrailProposal {
        @Override
        public int trail() {
            return 1;
        }

        @Override
        public int room() {
            return graph.slots();
        }

        /** Leaves the weights, up to a factor, in the room, and returns log Z. */
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
        public double draw(
                int[] states,
                int at,
                double[] rows,
                int row,
                UniformRandomProvider random,
                int[] proposed,
                int to,
                int[] trails,
                int trail,
                double[] room,
                int[] scratch) {
            double logZ = logZ(states, at, rows, row, room);
            int slot = Weights.pick(room, 0, graph.slots(), sum(room), random);
            if (slot < 0) {
                return Double.NEGATIVE_INFINITY;
            }
            trails[trail] = slot;
            graph.neighbor(states, at, slot, proposed, to);
            return -logZ == Double.NEGATIVE_INFINITY ? -Double.MAX_VALUE : -logZ;
        }

        @Override
        public double back(
                int[] states,
                int at,
                int[] proposed,
                int to,
                double[] rows,
                int row,
                int[] trails,
                int trail,
                double[] room,
                int[] scratch) {
            return -logZ(proposed, to, rows, row, room);
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
