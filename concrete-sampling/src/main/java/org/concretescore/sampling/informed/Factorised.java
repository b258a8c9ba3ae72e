package org.concretescore.sampling.informed;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Every coordinate of a random block stays or takes a slot, independently of the others. Staying has the weight 1, and
 * slot s has the weight {@code exp(scale row_s - penalty)}. The trail is the number of the block, followed by a slot or
 * -1 for each of its coordinates.
 */
final class Factorised implements TrailProposal {
    private final Coordinates coordinates;
    private final Blocks blocks;
    private final double scale;
    private final double penalty;
    private final int most;

    Factorised(Coordinates coordinates, Blocks blocks, double scale, double penalty) {
        this.coordinates = coordinates;
        this.blocks = blocks;
        this.scale = scale;
        this.penalty = penalty;
        int slots = 0;
        for (int d : coordinates.movable) {
            slots = Math.max(slots, coordinates.first[d + 1] - coordinates.first[d]);
        }
        this.most = slots;
    }

    @Override
    public int trail() {
        return 1 + blocks.largest();
    }

    @Override
    public int room() {
        return most + 1;
    }

    /** Writes the weights of a coordinate's slots, and of staying, into the room, and returns their sum. */
    private double fill(int d, int[] states, int at, double[] rows, int row, double[] room) {
        int first = coordinates.first[d];
        int n = coordinates.first[d + 1] - first;
        double largest = 0;
        for (int j = 0; j < n; j++) {
            double logRatio = Weights.requireNumber(rows[row + first + j], coordinates.graph, states, at, first + j);
            room[j] = scale * logRatio - penalty;
            largest = Math.max(largest, room[j]);
        }
        double sum = 0;
        for (int j = 0; j < n; j++) {
            room[j] = Weights.relative(room[j], largest);
            sum += room[j];
        }
        room[n] = Weights.relative(0, largest);
        return sum + room[n];
    }

    @Override
    public double draw(ProposalBatch batch, int entry, double[] rows, int row, UniformRandomProvider random) {
        if (blocks.count() == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        int index = blocks.pick(random);
        int[] block = blocks.live(index);
        int at = batch.stateAt(entry);
        int trail = batch.trailAt(entry);
        double[] room = batch.room;
        batch.trails[trail] = index;
        batch.copyState(entry);
        double log = 0;
        for (int i = 0; i < block.length; i++) {
            int first = coordinates.first[block[i]];
            int n = coordinates.first[block[i] + 1] - first;
            double sum = fill(block[i], batch.states, at, rows, row, room);
            int j = Weights.pick(room, 0, n + 1, sum, random);
            log += Math.log(room[j] / sum);
            batch.trails[trail + 1 + i] = j == n ? -1 : first + j;
            if (j < n) {
                coordinates.graph.move(batch.proposed, at, first + j, batch.scratch);
            }
        }
        return log;
    }

    @Override
    public double back(ProposalBatch batch, int entry) {
        int trail = batch.trailAt(entry);
        double[] room = batch.room;
        int[] block = blocks.live(batch.trails[trail]);
        double log = 0;
        for (int i = 0; i < block.length; i++) {
            int slot = batch.trails[trail + 1 + i];
            int first = coordinates.first[block[i]];
            double sum = fill(block[i], batch.proposed, batch.stateAt(entry), batch.rows, batch.rowAt(entry), room);
            int j = slot < 0 ? coordinates.first[block[i] + 1] - first : coordinates.back(slot) - first;
            log += Math.log(room[j] / sum);
        }
        return log;
    }

    @Override
    public void visit(int[] state, double[] row, Visitor visitor) {
        int[] trail = new int[trail()];
        for (trail[0] = 0; trail[0] < blocks.count(); trail[0]++) {
            visit(state, row, state, 0, trail, blocks.probability(trail[0]), 0, visitor);
        }
    }

    private void visit(
            int[] from, double[] row, int[] there, int i, int[] trail, double ofBlock, double log, Visitor visitor) {
        int[] block = blocks.live(trail[0]);
        if (i == block.length) {
            visitor.visit(there, trail, ofBlock * Math.exp(log), log);
            return;
        }
        int first = coordinates.first[block[i]];
        int n = coordinates.first[block[i] + 1] - first;
        double[] room = new double[room()];
        double sum = fill(block[i], from, 0, row, 0, room);
        for (int j = 0; j <= n; j++) {
            if (room[j] > 0) {
                int[] next = there.clone();
                trail[i + 1] = j == n ? -1 : first + j;
                if (j < n) {
                    coordinates.graph.move(next, 0, first + j, new int[next.length]);
                }
                visit(from, row, next, i + 1, trail, ofBlock, log + Math.log(room[j] / sum), visitor);
            }
        }
    }
}
