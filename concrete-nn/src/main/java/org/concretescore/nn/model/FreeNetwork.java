package org.concretescore.nn.model;

import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.Unit;

/**
 * A free score model. Output i of the network is the log ratio of slot i, or with the raw head its score.
 *
 * <p>A raw output c below -1 does not give a ratio; as a log ratio it counts as {@code log(1e-6)}.
 */
public final class FreeNetwork implements NeuralModel, ScoreModel {
    private static final double SMALLEST_RATIO = 1e-6;

    private final NetworkSpec spec;
    private final Evaluator evaluator;

    FreeNetwork(NetworkSpec spec, float[] parameters) {
        this.spec = spec;
        this.evaluator = new Evaluator(spec, parameters);
    }

    /**
     * Returns the log ratio of a raw output.
     *
     * @param score the output, a score c
     * @return log(1 + c), or the fixed log ratio for a c below -1
     */
    public static double logRatio(double score) {
        return Math.log(Math.max(SMALLEST_RATIO, 1 + score));
    }

    @Override
    public NetworkSpec spec() {
        return spec;
    }

    @Override
    public float[] parameters() {
        return evaluator.parameters();
    }

    @Override
    public int parameterCount() {
        return evaluator.parameterCount();
    }

    @Override
    public ScoreModel score() {
        return this;
    }

    @Override
    public ScoreModel score(double noiseLevel) {
        evaluator.requireNoiseLevel(noiseLevel);
        return new ScoreModel() {
            @Override
            public Neighborhood neighborhood() {
                return spec.graph();
            }

            @Override
            public void logRatios(int[] states, int count, double[] logRatios) {
                FreeNetwork.this.logRatios(states, count, noiseLevel, logRatios);
            }
        };
    }

    @Override
    public Neighborhood neighborhood() {
        return spec.graph();
    }

    @Override
    public void logRatios(int[] states, int count, double[] logRatios) {
        logRatios(states, count, 0, logRatios);
    }

    private void logRatios(int[] states, int count, double noiseLevel, double[] logRatios) {
        Neighborhood graph = spec.graph();
        int slots = graph.slots();
        graph.space().check(states, count, "logRatios", logRatios, slots);
        evaluator.evaluate(states, count, noiseLevel, logRatios);
        if (spec.head() == Unit.SCORE) {
            for (int i = 0; i < count * slots; i++) {
                logRatios[i] = logRatio(logRatios[i]);
            }
        }
        if (!graph.isFull()) {
            int dimension = graph.space().dimension();
            int[] y = new int[dimension];
            for (int i = 0; i < count * slots; i++) {
                if (!graph.neighbor(states, i / slots * dimension, i % slots, y, 0)) {
                    logRatios[i] = Double.NEGATIVE_INFINITY;
                }
            }
        }
    }

    @Override
    public void close() {
        evaluator.close();
    }

    @Override
    public String toString() {
        return "FreeNetwork[" + spec + "]";
    }
}
