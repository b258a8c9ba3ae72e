package org.concretescore.sampling.tempering;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.score.LocalScore;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.LocalMoves;
import org.concretescore.sampling.chain.Tally;

/** Moves that ask the model for single slots. No rows are kept. */
final class LocalReplicaMoves implements ReplicaMoves {
    private final LocalMoves[] byReplica;
    private final int dimension;

    LocalReplicaMoves(LocalScore model, Ladder ladder) {
        this.byReplica = new LocalMoves[ladder.replicas()];
        this.dimension = model.neighborhood().space().dimension();
        Arrays.setAll(byReplica, t -> LocalMoves.of(model, ladder.inverseTemperature(t)));
    }

    @Override
    public int rowWidth() {
        return 0;
    }

    @Override
    public boolean countsDensities() {
        return true;
    }

    @Override
    public void evaluate(ReplicaBatch batch, int waiting, Tally tally) {
        // Single slots are evaluated as they are proposed.
    }

    @Override
    public void make(long moves, Chains chains, int from, int count, ReplicaBatch batch, Tally tally) {
        int replicas = byReplica.length;
        for (int r = 0; r < count; r++) {
            UniformRandomProvider random = chains.random(from + r / replicas);
            batch.moved[r] = byReplica[r % replicas].make(
                            moves, random, batch.states, r * batch.dimension, batch.scratch, tally)
                    > 0;
        }
    }

    @Override
    public double[] rows(int[] states, int n) {
        return new double[0];
    }

    @Override
    public double acceptance(int t, int[] states, int i, int slot, double[] rows) {
        return byReplica[t].probability(states, i * dimension, slot);
    }
}
