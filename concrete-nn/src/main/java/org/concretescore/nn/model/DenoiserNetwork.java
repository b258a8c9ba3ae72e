package org.concretescore.nn.model;

import org.concretescore.core.noise.Denoiser;
import org.concretescore.core.noise.NoiseProcess;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;

/** A denoiser: a network that knows the posteriors of clean coordinates at every level of noise. */
public final class DenoiserNetwork implements NeuralModel, Denoiser {
    private final NetworkSpec spec;
    private final Evaluator evaluator;
    private final NoiseProcess noise;

    DenoiserNetwork(NetworkSpec spec, float[] parameters) {
        this.spec = spec;
        this.evaluator = new Evaluator(spec, parameters);
        this.noise = new PosteriorHead(spec.graph()).noise();
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
    public StateSpace space() {
        return spec.graph().space();
    }

    @Override
    public NoiseProcess noise() {
        return noise;
    }

    @Override
    public ScoreModel score() {
        throw new IllegalStateException("a denoiser has the scores of noisy data only; ask for score(level)");
    }

    @Override
    public ScoreModel score(double noiseLevel) {
        return at(noiseLevel);
    }

    @Override
    public void posteriors(int[] states, int count, double[] levels, double[] posteriors) {
        space().check(states, count, "posteriors", posteriors, width());
        if (levels.length < count) {
            throw new IllegalArgumentException(
                    "levels must hold a level for each of " + count + " states, has length " + levels.length);
        }
        for (int row = 0; row < count; row++) {
            NoiseProcess.requireLevel(levels[row]);
        }
        evaluator.evaluate(states, count, row -> levels[row], posteriors);
    }

    @Override
    public void close() {
        evaluator.close();
    }

    @Override
    public String toString() {
        return "DenoiserNetwork[" + spec + "]";
    }
}
