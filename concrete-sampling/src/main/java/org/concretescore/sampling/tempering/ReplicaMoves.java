package org.concretescore.sampling.tempering;

import java.util.Arrays;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.Tally;

/** The Metropolis moves within replicas, each with respect to the power {@code p^{b_t}} of the target. */
sealed interface ReplicaMoves permits LocalReplicaMoves, RowReplicaMoves {
    /** Chooses the moves that suit a model: slot by slot if it can answer for single slots, and by rows otherwise. */
    static ReplicaMoves of(ScoreModel model, Ladder ladder) {
        return model instanceof LocalScore local && local.neighborhood().isSymmetric()
                ? new LocalReplicaMoves(local, ladder)
                : new RowReplicaMoves(model, ladder);
    }

    /** The number of numbers of a row that is kept for every replica; 0 if rows are not kept. */
    int rowWidth();

    /**
     * Whether the states at which densities are evaluated count as evaluations, because no rows counted them before.
     */
    boolean countsDensities();

    /** Evaluates the rows of the replicas that wait, if rows are kept. */
    void evaluate(ReplicaBatch batch, int waiting, Tally tally);

    /**
     * Makes the moves of one step, and marks the replicas that moved.
     *
     * @param moves the proposed moves of each replica
     * @param chains hold the generators; chain {@code from} is the first one of the batch
     * @param from the first chain
     * @param count the number of replicas in the batch
     */
    void make(long moves, Chains chains, int from, int count, ReplicaBatch batch, Tally tally);

    /**
     * Returns the rows {@code [n, slots]} of states, from which {@link #acceptance} answers; empty if it needs none.
     */
    double[] rows(int[] states, int n);

    /** Returns the probability with which replica t at the i-th state accepts a slot; NaN if the log ratio is NaN. */
    double acceptance(int t, int[] states, int i, int slot, double[] rows);

    /** Returns a probability of acceptance, or says which log ratio of the model is NaN. */
    static double require(double probability, ScoreModel model, int[] states, int at, int slot) {
        if (!(probability >= 0)) {
            int dimension = model.neighborhood().space().dimension();
            String state = Arrays.toString(Arrays.copyOfRange(states, at, at + dimension));
            throw new IllegalStateException("log ratio of state " + state + ", slot " + slot + " of "
                    + model.neighborhood() + " is NaN in " + model);
        }
        return probability;
    }
}
