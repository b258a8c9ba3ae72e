package org.concretescore.nn.model;

import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.StateSpace;

/**
 * A tied score model: the network's one output is the log density, up to a constant.
 *
 * <p>Its gradient with respect to the one-hot state is the network's with respect to its input, carried through the
 * encoding: exact, by one backward pass without the parameters' gradients. The first call compiles plans for it; a network
 * of someone else's that can't be differentiated is refused then. Taylor's log ratios of an ordinal coordinate follow the
 * slope at its number, so that they are good for near values; a category's have a slope of their own each.
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
     * The log density at a noise level, of a network that reads one.
     *
     * @param noiseLevel the level
     * @return the density, up to a constant
     * @throws IllegalArgumentException if the network does not read a noise level, or it is no number
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
