package org.concretescore.sampling.informed;

import java.util.Objects;
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
 * <p>A path draws its length L, then L slots one after the other, each by its weight among the slots of those coordinates
 * that the path has not changed yet: {@code P(s_1..s_L | x, L) = prod_l w_{s_l}(x) / sum_{d not in d_1..d_{l-1}} W_d(x)},
 * where W_d is the sum over the slots of coordinate d. The way back undoes them in opposite order, by the row at the path's
 * end y. As (x, path) -> (y, path backwards) is an involution, accepting with
 * {@code min(1, p(y) P(back | y) / (p(x) P(path | x)))} is reversible with respect to p, <em>whatever the rows are</em>:
 * exact, learned or Taylor's; they only decide how often it accepts.
 *
 * <p>L follows Poisson's law, given that it is from 1 to the number of coordinates. Its rate is the duration T times
 * {@code Q(x) = sum_d q_d(x)}, where {@code q_d = S_d / (1 + S_d)} is the probability that coordinate d would change if it
 * were drawn anew, and S_d the sum of the ratios of its slots; it is at most 500. So paths are long where much can move, as
 * in a Boltzmann machine of weak weights, and short where little can.
 *
 * <p>The weights are {@code w_s = g(ratio_s) exp(T/2 (ratio_s - 1)/(1 + S_d))}. By g alone, Barker's, a path would be
 * accepted, to first order, with {@code exp(-T/2 A - T B)}, where A is what its moves add to their own q, and B what they add
 * to those of other coordinates. A is known beforehand: of coordinate d a move adds {@code (1 - ratio_s)/(1 + S_d)}. So that
 * much is taken into the weight, from where it comes with the opposite sign on the way back: T/4 would cancel A; as much
 * again foresees of B that a move uphill makes those around it less settled, too. What is left of B limits how long paths
 * can be, and takes to know who interacts with whom, as {@link ChromaticGibbs} does.
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
     * @throws IllegalArgumentException if the graph is another one, or the density is null or on another space
     */
    public static PathAuxiliary of(ScoreModel model, LogDensity density, PathAuxiliaryOptions options) {
        Coordinates.of(model.neighborhood(), METHOD);
        Graphs.requireWeaklyConnected(model.neighborhood(), METHOD);
        InformedSteps.requireDensity(density, model, METHOD);
        return new PathAuxiliary(model, density, Objects.requireNonNull(options, "options"));
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
        /** The length of the longest path: each coordinate once. */
        private final int most;
        /** The number of leaves, a power of two; node n has the children 2n and 2n + 1, the root is 1. */
        private final int leaves;

        Paths(Coordinates coordinates, PathAuxiliaryOptions options) {
            this.coordinates = coordinates;
            this.options = options;
            this.slots = coordinates.graph.slots();
            this.most = coordinates.movable.length;
            int dimension = coordinates.graph.space().dimension();
            this.leaves = Integer.highestOneBit(Math.max(1, 2 * dimension - 1));
        }

        @Override
        public int trail() {
            return 1 + most;
        }

        @Override
        public int room() {
            return slots + 2 * leaves;
        }

        /** Leaves weights of slots, and the tree of their sums by coordinate; returns the rate of the length. */
        private double fill(int[] states, int at, double[] rows, int row, double[] room) {
            double changes = 0;
            for (int d : coordinates.movable) {
                changes += weigh(d, states, at, rows, row, room);
            }
            double largest = Double.NEGATIVE_INFINITY;
            for (int slot = 0; slot < slots; slot++) {
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
            return Math.min(PathLength.LARGEST_RATE, options.duration() * changes);
        }

        /** Leaves the logarithms of the weights of a coordinate's slots; returns the probability that it would change. */
        private double weigh(int d, int[] states, int at, double[] rows, int row, double[] room) {
            int first = coordinates.first[d];
            int end = coordinates.first[d + 1];
            double largest = 0;
            for (int slot = first; slot < end; slot++) {
                largest =
                        Math.max(largest, Weights.requireNumber(rows[row + slot], coordinates.graph, states, at, slot));
            }
            double change = 0;
            for (int slot = first; slot < end; slot++) {
                room[slot] = Weights.relative(rows[row + slot], largest);
                change += room[slot];
            }
            double stay = Weights.relative(0, largest);
            double sum = stay + change;
            for (int slot = first; slot < end; slot++) {
                double gain = options.duration() / 2 * (room[slot] - stay) / sum;
                room[slot] = options.balancing().log(rows[row + slot]) + gain;
            }
            return change / sum;
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
            double rate = fill(states, at, rows, row, room);
            int length = PathLength.draw(rate, most, random);
            System.arraycopy(states, at, proposed, to, coordinates.first.length - 1);
            trails[trail] = length;
            double log = PathLength.log(rate, most, length);
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
            double rate = fill(proposed, to, rows, row, room);
            double log = PathLength.log(rate, most, trails[trail]);
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
            double rate = fill(state, 0, row, 0, room);
            int[] trail = new int[trail()];
            double probability = 1 / PathLength.total(rate, most);
            for (int length = 1; length <= most; length++) {
                trail[0] = length;
                double log = PathLength.log(rate, most, length);
                visit(state, 1, trail, room, log, probability, visitor);
                probability *= rate / (length + 1);
            }
        }

        private void visit(
                int[] state, int l, int[] trail, double[] room, double log, double probability, Visitor visitor) {
            if (probability == 0) {
                return;
            }
            if (l > trail[0]) {
                visitor.visit(state, trail, probability, log);
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
                    double share = room[slot] / total;
                    visit(there, l + 1, trail, room, log + Math.log(share), probability * share, visitor);
                    set(d, ofCoordinate, room);
                }
            }
        }
    }
}
