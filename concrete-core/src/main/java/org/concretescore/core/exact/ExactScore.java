package org.concretescore.core.exact;

import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ScoreModel;

/** The score of an exact distribution, computed from differences of its log probabilities. */
record ExactScore(ExactDistribution distribution, Neighborhood neighborhood) implements ScoreModel {
    @Override
    public void logRatios(int[] states, int count, double[] logRatios) {
        neighborhood.space().check(states, count, "logRatios", logRatios, neighborhood.slots());
        int dimension = neighborhood.space().dimension();
        int slots = neighborhood.slots();
        int[] y = new int[dimension];
        for (int row = 0; row < count; row++) {
            double atX = logProbability(states, row * dimension);
            for (int slot = 0; slot < slots; slot++) {
                logRatios[row * slots + slot] = neighborhood.neighbor(states, row * dimension, slot, y, 0)
                        ? logProbability(y, 0) - atX
                        : Double.NEGATIVE_INFINITY;
            }
        }
    }

    private double logProbability(int[] states, int at) {
        return distribution.logProbability((int) neighborhood.space().rank(states, at));
    }
}
