package org.concretescore.core.noise;

import java.util.Arrays;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;

/** The Concrete score of noisy data at one level, computed from the posteriors of clean coordinates. */
final class DenoiserScore implements ScoreModel {
    private final Denoiser denoiser;
    private final double level;
    private final Neighborhood graph;
    private final int[] cardinalities;

    DenoiserScore(Denoiser denoiser, double level) {
        NoiseProcess.requireLevel(level);
        this.denoiser = denoiser;
        this.level = level;
        graph = denoiser.noise().graph(denoiser.space());
        cardinalities = denoiser.space().cardinalities();
    }

    @Override
    public Neighborhood neighborhood() {
        return graph;
    }

    @Override
    public void logRatios(int[] states, int count, double[] logRatios) {
        StateSpace space = graph.space();
        space.check(states, count, "logRatios", logRatios, graph.slots());
        int width = denoiser.width();
        double[] posteriors = new double[count * width];
        double[] levels = new double[count];
        Arrays.fill(levels, level);
        denoiser.posteriors(states, count, levels, posteriors);
        int slot = 0;
        for (int row = 0; row < count; row++) {
            int first = row * width;
            for (int d = 0; d < cardinalities.length; d++) {
                int k = cardinalities[d];
                int value = states[row * cardinalities.length + d];
                if (denoiser.noise() == NoiseProcess.UNIFORM) {
                    uniform(posteriors, first, k, value, logRatios, slot);
                } else {
                    absorbing(posteriors, first, k, value, logRatios, slot);
                }
                slot += k - 1;
                first += k;
            }
        }
    }

    /** Slot j of {@code hamming} leads to {@code value + j + 1} modulo k. */
    private void uniform(double[] posteriors, int first, int k, int value, double[] logRatios, int slot) {
        double c = level / k;
        double a = 1 - level + c;
        double moved = 0;
        for (int w = 0; w < k; w++) {
            moved += w == value ? 0 : posteriors[first + w];
        }
        // All terms are positive: nothing cancels where the posterior of the value is nearly 1.
        double base = moved + posteriors[first + value] * (c / a);
        for (int j = 0; j < k - 1; j++) {
            int w = (value + j + 1) % k;
            logRatios[slot + j] = Math.log(base + posteriors[first + w] * ((1 - level) / c));
        }
    }

    /** Slot j of {@code unmask} leads from the mask to value j. */
    private void absorbing(double[] posteriors, int first, int k, int value, double[] logRatios, int slot) {
        for (int w = 0; w < k - 1; w++) {
            logRatios[slot + w] =
                    value == k - 1 ? Math.log(posteriors[first + w] * ((1 - level) / level)) : Double.NEGATIVE_INFINITY;
        }
    }

    @Override
    public String toString() {
        return denoiser + " at level " + level;
    }
}
