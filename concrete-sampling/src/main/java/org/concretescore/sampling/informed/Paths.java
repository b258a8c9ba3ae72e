package org.concretescore.sampling.informed;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * The proposal of {@link PathAuxiliary}. The trail is the length of the path, followed by its slots. The room holds the
 * weights of the slots, followed by a binary tree of their sums by coordinate.
 */
final class Paths implements TrailProposal {
    private final Coordinates coordinates;
    private final PathAuxiliaryOptions options;
    private final int slots;
    /** The length of the longest path, which changes each coordinate once. */
    private final int most;
    /**
     * The number of leaves of the tree, a power of two. The root is node 1, and node n has the children 2n and 2n + 1.
     */
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

    /** Writes the weights of slots and the tree of their sums into the room, and returns the rate of the length. */
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

    /**
     * Writes the logarithms of the weights of a coordinate's slots into the room, and returns the probability that the
     * coordinate would change if it were drawn anew.
     */
    private double weigh(int d, int[] states, int at, double[] rows, int row, double[] room) {
        int first = coordinates.first[d];
        int end = coordinates.first[d + 1];
        double largest = 0;
        for (int slot = first; slot < end; slot++) {
            largest = Math.max(largest, Weights.requireNumber(rows[row + slot], coordinates.graph, states, at, slot));
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

    /**
     * Sets the weight of a coordinate. The sums above it are added up anew, because subtracting would lose digits of
     * what is left.
     */
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
    public double draw(ProposalBatch batch, int entry, double[] rows, int row, UniformRandomProvider random) {
        int at = batch.stateAt(entry);
        int trail = batch.trailAt(entry);
        double[] room = batch.room;
        double rate = fill(batch.states, at, rows, row, room);
        int length = PathLength.draw(rate, most, random);
        batch.copyState(entry);
        batch.trails[trail] = length;
        double log = PathLength.log(rate, most, length);
        for (int l = 1; l <= length; l++) {
            if (!(total(room) > 0)) {
                return Double.NEGATIVE_INFINITY;
            }
            int slot = pick(room, random);
            log += Math.log(room[slot] / total(room));
            set(coordinates.of[slot], 0, room);
            coordinates.graph.move(batch.proposed, at, slot, batch.scratch);
            batch.trails[trail + l] = slot;
        }
        return log;
    }

    @Override
    public double back(ProposalBatch batch, int entry) {
        int[] trails = batch.trails;
        int trail = batch.trailAt(entry);
        double[] room = batch.room;
        double rate = fill(batch.proposed, batch.stateAt(entry), batch.rows, batch.rowAt(entry), room);
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
