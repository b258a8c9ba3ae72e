package org.concretescore.sampling.informed;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.Tally;

/**
 * Several locally balanced moves by one row (path auxiliary sampling; Sun, Dai, Xia and Ramamurthy 2022, its fast
 * version), without replacement.
 *
 * <p>With the weights {@code w_s(x) = g(e^{row(x)_s})} of the slots, a path draws the length L, then L slots one after the
 * other, each by its weight among the slots of those coordinates that the path has not changed yet:
 * {@code P(s_1..s_L | x) = prod_l w_{s_l}(x) / sum_{d not in d_1..d_{l-1}} W_d(x)}, where W_d is the sum over the slots of
 * coordinate d. The way back undoes them in opposite order, by the row at the path's end y. As (x, path) -> (y, path
 * backwards) is an involution, accepting with {@code min(1, p(y) P(back | y) / (p(x) P(path | x)))} is reversible with
 * respect to p, <em>whatever the rows are</em>: exact, learned or Taylor's; they only decide how often it accepts.
 *
 * <p>A proposal costs one row and one log density, rejected or not. Two neighbors in the path are chosen as if they did not
 * interact, which bounds the length that pays: a few coordinates where they interact strongly, dozens where weakly.
 */
public final class PathAuxiliary implements EnumerableKernel {
    private static final String METHOD = "a path auxiliary proposal";

    private final Neighborhood graph;
    private final PathAuxiliaryOptions options;
    private final InformedSteps steps;

    private PathAuxiliary(ScoreModel model, LogDensity density, PathAuxiliaryOptions options) {
        this.graph = model.neighborhood();
        this.options = options;
        this.steps = new InformedSteps(model, density, new Paths(Coordinates.of(graph, METHOD), options));
    }

    /**
     * The kernel of a score and a density.
     *
     * @param model the rows to go by, on the hamming, grid or torus graph
     * @param density up to a constant; the chain is reversible with respect to it
     * @param options the options
     * @return the kernel
     * @throws IllegalArgumentException if the graph is another one, the density is null or on another space, or there are
     *     fewer coordinates of several values than the longest path
     */
    public static PathAuxiliary of(ScoreModel model, LogDensity density, PathAuxiliaryOptions options) {
        Coordinates coordinates = Coordinates.of(model.neighborhood(), METHOD);
        Graphs.requireWeaklyConnected(model.neighborhood(), METHOD);
        InformedSteps.requireDensity(density, model, METHOD);
        if (options.longest() > coordinates.movable.length) {
            throw new IllegalArgumentException("longest must be at most the number of coordinates of several values, "
                    + coordinates.movable.length + ", was " + options.longest());
        }
        return new PathAuxiliary(model, density, options);
    }

    /**
     * The kernel of a tied score, which brings its density.
     *
     * @param model the rows to go by, and the density
     * @param options the options
     * @return the kernel
     * @throws IllegalArgumentException as above
     */
    public static PathAuxiliary of(TiedScore model, PathAuxiliaryOptions options) {
        return of(model, model.density(), options);
    }

    /**
     * The options.
     *
     * @return the options
     */
    public PathAuxiliaryOptions options() {
        return options;
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
        return "PathAuxiliary[" + graph + ", " + options + "]";
    }

    /** The trail is the length, then the slots. The room holds the slots' weights, then the tree. */
    private static final class Paths implements TrailProposal {
        private final Coordinates coordinates;
        private final PathAuxiliaryOptions options;
        private final int slots;
        /** The number of leaves, a power of two; node n has the children 2n and 2n + 1, the root is 1. */
        private final int leaves;

        Paths(Coordinates coordinates, PathAuxiliaryOptions options) {
            this.coordinates = coordinates;
            this.options = options;
            this.slots = coordinates.graph.slots();
            int dimension = coordinates.graph.space().dimension();
            this.leaves = Integer.highestOneBit(Math.max(1, 2 * dimension - 1));
        }

        @Override
        public int trail() {
            return 1 + options.longest();
        }

        @Override
        public int room() {
            return slots + 2 * leaves;
        }

        /** Weights of slots, and the tree of their sums by coordinate. */
        private void fill(int[] states, int at, double[] rows, int row, double[] room) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int slot = 0; slot < slots; slot++) {
                double logRatio = Weights.requireNumber(rows[row + slot], coordinates.graph, states, at, slot);
                room[slot] = options.balancing().log(logRatio);
                largest = Math.max(largest, room[slot]);
            }
            int dimension = coordinates.first.length - 1;
            for (int d = 0; d < leaves; d++) {
                double sum = 0;
                for (int slot = coordinates.first[Math.min(d, dimension)];
                        slot < coordinates.first[Math.min(d + 1, dimension)];
                        slot++) {
                    room[slot] = Weights.relative(room[slot], largest);
                    sum += room[slot];
                }
                room[slots + leaves + d] = sum;
            }
            for (int node = leaves - 1; node > 0; node--) {
                room[slots + node] = room[slots + 2 * node] + room[slots + 2 * node + 1];
            }
        }

        private double total(double[] room) {
            return room[slots + 1];
        }

        /** Adds up anew instead of subtracting: the total follows from what is left alone, and keeps its digits. */
        private void set(int d, double weight, double[] room) {
            int node = leaves + d;
            room[slots + node] = weight;
            for (node /= 2; node > 0; node /= 2) {
                room[slots + node] = room[slots + 2 * node] + room[slots + 2 * node + 1];
            }
        }

        private int pick(double[] room, UniformRandomProvider random) {
            double u = random.nextDouble() * total(room);
            int node = 1;
            while (node < leaves) {
                double left = room[slots + 2 * node];
                boolean goLeft = u < left || room[slots + 2 * node + 1] == 0;
                u = goLeft ? u : u - left;
                node = 2 * node + (goLeft ? 0 : 1);
            }
            int d = node - leaves;
            return Weights.pick(room, coordinates.first[d], coordinates.first[d + 1], room[slots + node], random);
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
            int length = options.shortest() + random.nextInt(options.longest() - options.shortest() + 1);
            fill(states, at, rows, row, room);
            System.arraycopy(states, at, proposed, to, coordinates.first.length - 1);
            trails[trail] = length;
            double log = 0;
            for (int l = 1; l <= length; l++) {
                if (!(total(room) > 0)) {
                    return Double.NEGATIVE_INFINITY;
                }
                int slot = pick(room, random);
                log += Math.log(room[slot] / total(room));
                set(coordinates.of[slot], 0, room);
                coordinates.graph.move(proposed, to, slot, scratch);
                trails[trail + l] = slot;
            }
            return log;
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
            fill(proposed, to, rows, row, room);
            double log = 0;
            for (int l = trails[trail]; l > 0; l--) {
                int slot = coordinates.back(trails[trail + l]);
                if (!(room[slot] > 0)) {
                    return Double.NEGATIVE_INFINITY;
                }
                log += Math.log(room[slot] / total(room));
                set(coordinates.of[slot], 0, room);
            }
            return log;
        }

        @Override
        public void visit(int[] state, double[] row, Visitor visitor) {
            double[] room = new double[room()];
            fill(state, 0, row, 0, room);
            int lengths = options.longest() - options.shortest() + 1;
            int[] trail = new int[trail()];
            for (trail[0] = options.shortest(); trail[0] <= options.longest(); trail[0]++) {
                visit(state, 1, trail, room, 0, 1.0 / lengths, visitor);
            }
        }

        private void visit(
                int[] state, int l, int[] trail, double[] room, double log, double ofLength, Visitor visitor) {
            if (l > trail[0]) {
                visitor.visit(state, trail, ofLength * Math.exp(log), log);
                return;
            }
            double total = total(room);
            for (int slot = 0; slot < slots; slot++) {
                int d = coordinates.of[slot];
                double ofCoordinate = room[slots + leaves + d];
                if (ofCoordinate > 0 && room[slot] > 0) {
                    int[] there = state.clone();
                    coordinates.graph.move(there, 0, slot, new int[state.length]);
                    trail[l] = slot;
                    set(d, 0, room);
                    visit(there, l + 1, trail, room, log + Math.log(room[slot] / total), ofLength, visitor);
                    set(d, ofCoordinate, room);
                }
            }
        }
    }
}
