package org.concretescore.nn.model;

import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.StateSpace;

/**
 * A tied score model. The one output of its network is the log density, up to a constant.
 *
 * <p>The gradient with respect to the one-hot state is the network's gradient with respect to its input, carried
 * through the encoding. It is exact, and costs one backward pass without the parameters' gradients. The first call
 * compiles plans for it, and refuses a user's network that can't be differentiated. Taylor's log ratios of an ordinal
 * coordinate follow the slope at its number, so they are good for nearby values; each value of a category has its own
 * slope.
 */
public final class EnergyNetwork implements NeuralModel, GradientDensity {
    private final NetworkSpec spec;
    private final Evaluator evaluator;
    private final ScoreModel score;

    EnergyNetwork(NetworkSpec spec, float[] parameters) {
        this.spec = spec;
        this.evaluator = new Evaluator(spec, parameters);
        this.score = TiedScore.of(this, spec.graph());
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
        return score;
    }

    @Override
    public ScoreModel score(double noiseLevel) {
        return TiedScore.of(density(noiseLevel), spec.graph());
    }

    /**
     * Returns the log density at a noise level, of a network that reads one.
     *
     * @param noiseLevel the level
     * @return the density, up to a constant
     * @throws IllegalArgumentException if the network does not read a noise level, or the level is NaN
     */
    public GradientDensity density(double noiseLevel) {
        evaluator.requireNoiseLevel(noiseLevel);
        return new GradientDensity() {
            @Override
            public StateSpace space() {
                return spec.graph().space();
            }

            @Override
            public void logDensities(int[] states, int count, double[] logDensities) {
                evaluator.evaluate(states, count, noiseLevel, logDensities);
            }

            @Override
            public void gradients(int[] states, int count, double[] logDensities, double[] gradients) {
                evaluator.gradients(states, count, noiseLevel, logDensities, gradients);
            }
        };
    }

    @Override
    public StateSpace space() {
        return spec.graph().space();
    }

    @Override
    public void logDensities(int[] states, int count, double[] logDensities) {
        evaluator.evaluate(states, count, 0, logDensities);
    }

    @Override
    public void gradients(int[] states, int count, double[] logDensities, double[] gradients) {
        evaluator.gradients(states, count, 0, logDensities, gradients);
    }

    @Override
    public void close() {
        evaluator.close();
    }

    @Override
    public String toString() {
        return "EnergyNetwork[" + spec + "]";
    }
}
