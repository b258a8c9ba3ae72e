package org.concretescore.core.noise;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.DoubleFunction;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;

/**
 * A denoiser made of the scores of noisy data, one {@link ScoreModel} for each level, for models that answer with log
 * ratios. The ratios of a coordinate are a linear function of its posteriors, which is inverted here. Estimated ratios
 * can ask for posteriors below 0; these are set to 0, and the rest is normalised.
 *
 * <p>The ratios of level 1 are all 1 with uniform noise and all 0 with absorbing noise. They say nothing of the data, so
 * that posteriors exist below level 1 only.
 */
public final class ScoreDenoiser implements Denoiser {
    private final StateSpace space;
    private final NoiseProcess noise;
    private final DoubleFunction<ScoreModel> scores;

    private ScoreDenoiser(StateSpace space, NoiseProcess noise, DoubleFunction<ScoreModel> scores) {
        this.space = space;
        this.noise = noise;
        this.scores = scores;
    }

    /**
     * Makes a denoiser of scores.
     *
     * @param space the noisy states
     * @param noise the noise
     * @param scores returns the score of a level, on the graph {@link NoiseProcess#graph}; it may make a new model for
     *     every call
     * @return the denoiser
     * @throws IllegalArgumentException if the noise does not suit the space
     */
    public static ScoreDenoiser of(StateSpace space, NoiseProcess noise, DoubleFunction<ScoreModel> scores) {
        Objects.requireNonNull(space, "space");
        Objects.requireNonNull(scores, "scores");
        noise.requireSpace(space);
        return new ScoreDenoiser(space, noise, scores);
    }

    @Override
    public StateSpace space() {
        return space;
    }

    @Override
    public NoiseProcess noise() {
        return noise;
    }

    @Override
    public ScoreModel at(double level) {
        NoiseProcess.requireLevel(level);
        ScoreModel score = scores.apply(level);
        if (!Graphs.same(score.neighborhood(), noise.graph(space))) {
            throw new IllegalArgumentException("the score of level " + level + " must be on the graph "
                    + noise.graph(space) + ", but is on " + score.neighborhood());
        }
        return score;
    }

    /** Answers for the rows of each level together. */
    @Override
    public void posteriors(int[] states, int count, double[] levels, double[] posteriors) {
        int width = width();
        space.check(states, count, "posteriors", posteriors, width);
        int dimension = space.dimension();
        int from = 0;
        while (from < count) {
            int to = from + 1;
            while (to < count && levels[to] == levels[from]) {
                to++;
            }
            double level = levels[from];
            if (!(level < 1)) {
                throw new IllegalArgumentException(
                        "the scores of level 1 do not determine posteriors; begin at a level below 1");
            }
            ScoreModel score = at(level);
            double[] ratios = new double[(to - from) * score.neighborhood().slots()];
            score.ratios(Arrays.copyOfRange(states, from * dimension, to * dimension), to - from, ratios);
            int slot = 0;
            for (int row = from; row < to; row++) {
                int first = row * width;
                for (int d = 0; d < dimension; d++) {
                    int k = space.cardinality(d);
                    int value = states[row * dimension + d];
                    if (noise == NoiseProcess.UNIFORM) {
                        uniform(ratios, slot, k, value, level, posteriors, first);
                    } else {
                        absorbing(ratios, slot, k, value, posteriors, first);
                    }
                    slot += k - 1;
                    first += k;
                }
            }
            from = to;
        }
    }

    /** Inverts {@code r(w) = 1 - pi(v)(1 - c/a) + pi(w)(a/c - 1)}, whose sum over w gives {@code pi(v)}. */
    private static void uniform(
            double[] ratios, int slot, int k, int value, double level, double[] posteriors, int first) {
        double c = level / k;
        double a = 1 - level + c;
        double gain = (1 - level) / c;
        double loss = (1 - level) / a;
        double sum = 0;
        for (int j = 0; j < k - 1; j++) {
            sum += ratios[slot + j];
        }
        double stays = Math.min(1, Math.max(0, (k - 1 + gain - sum) / ((k - 1) * loss + gain)));
        posteriors[first + value] = stays;
        for (int j = 0; j < k - 1; j++) {
            posteriors[first + (value + j + 1) % k] = Math.max(0, (ratios[slot + j] - 1 + stays * loss) / gain);
        }
        normalise(posteriors, first, k);
    }

    private static void absorbing(double[] ratios, int slot, int k, int value, double[] posteriors, int first) {
        Arrays.fill(posteriors, first, first + k, 0);
        if (value < k - 1) {
            posteriors[first + value] = 1;
            return;
        }
        for (int w = 0; w < k - 1; w++) {
            // The factor (1 - b)/b is common to all, so that it does not matter.
            posteriors[first + w] = ratios[slot + w];
        }
        normalise(posteriors, first, k);
    }

    private static void normalise(double[] posteriors, int first, int k) {
        double sum = 0;
        for (int w = 0; w < k; w++) {
            sum += posteriors[first + w];
        }
        if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
            throw new IllegalStateException("the model's ratios do not give posteriors: their sum is " + sum);
        }
        for (int w = 0; w < k; w++) {
            posteriors[first + w] /= sum;
        }
    }

    @Override
    public String toString() {
        return "ScoreDenoiser[" + noise + ", " + space + "]";
    }
}
