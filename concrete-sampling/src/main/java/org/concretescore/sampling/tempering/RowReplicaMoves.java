package org.concretescore.sampling.tempering;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.sampling.chain.Acceptance;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.LocalMoves;
import org.concretescore.sampling.chain.Tally;

/**
 * Moves by whole rows of the model. The row of every replica is kept at b = 1, and multiplied by the replica's b where
 * it is used. One call of the model evaluates the rows of all replicas of all chains that wait.
 */
final class RowReplicaMoves implements ReplicaMoves {
    private final ScoreModel model;
    private final Neighborhood graph;
    private final int slots;
    /** The factor of the log ratios of each replica. */
    private final double[] factors;

    RowReplicaMoves(ScoreModel model, Ladder ladder) {
        this.model = model;
        this.graph = model.neighborhood();
        this.slots = graph.slots();
        this.factors = new double[ladder.replicas()];
        Arrays.setAll(factors, t -> LocalMoves.effective(ladder.inverseTemperature(t)));
    }

    @Override
    public int rowWidth() {
        return slots;
    }

    @Override
    public boolean countsDensities() {
        return false;
    }

    @Override
    public void evaluate(ReplicaBatch batch, int waiting, Tally tally) {
        if (waiting == 0) {
            return;
        }
        batch.gather(waiting);
        model.logRatios(batch.batch, waiting, batch.rows);
        batch.keepRows(waiting);
        tally.add(0, 0, waiting);
    }

    /** Every replica runs to its next accepted move. Then all replicas that accepted one are evaluated; and so on. */
    @Override
    public void make(long moves, Chains chains, int from, int count, ReplicaBatch batch, Tally tally) {
        Arrays.fill(batch.left, 0, count, moves);
        int waiting;
        do {
            waiting = 0;
            for (int r = 0; r < count; r++) {
                if (batch.left[r] > 0 && runToAcceptance(chains.random(from + r / factors.length), r, batch, tally)) {
                    batch.moved[r] = true;
                    batch.waiting[waiting++] = r;
                }
            }
            evaluate(batch, waiting, tally);
        } while (waiting > 0);
    }

    private boolean runToAcceptance(UniformRandomProvider random, int r, ReplicaBatch batch, Tally tally) {
        double factor = factors[r % factors.length];
        int row = r * batch.width;
        int at = r * batch.dimension;
        long left = batch.left[r];
        boolean accepted = false;
        while (left > 0 && !accepted) {
            left--;
            int slot = random.nextInt(slots);
            double probability = Acceptance.METROPOLIS.probability(factor * batch.numbers[row + slot]);
            ReplicaMoves.require(probability, model, batch.states, at, slot);
            accepted = (probability == 1 || random.nextDouble() < probability)
                    && graph.move(batch.states, at, slot, batch.scratch);
        }
        tally.add(batch.left[r] - left, accepted ? 1 : 0, 0);
        batch.left[r] = left;
        return accepted;
    }

    @Override
    public double[] rows(int[] states, int n) {
        double[] rows = new double[n * slots];
        model.logRatios(states, n, rows);
        return rows;
    }

    @Override
    public double acceptance(int t, int[] states, int i, int slot, double[] rows) {
        return Acceptance.METROPOLIS.probability(factors[t] * rows[i * slots + slot]);
    }
}
