package org.concretescore.nn.model;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.network.MadeNetwork;

/**
 * A MADE. Its log density is exact, and it can be sampled from exactly. With several masks it is the mixture of their
 * densities in equal parts, {@code p(x) = mean_m p_m(x)}, which is normalised, too.
 *
 * <p>Its gradient is that of {@code sum_d <x_d, a_d> - log sum exp a_d} with respect to the one-hot state x, where the
 * log weights {@code a_d} are functions of x as well. It contains how likely other values of d are, and their effect on
 * the later coordinates.
 */
public final class NormalisedNetwork implements NeuralModel, NormalisedDensity, GradientDensity {
    private final NetworkSpec spec;
    private final MadeNetwork network;
    private final float[] parameters;
    private final Evaluator[] evaluators;
    private final AncestralSampler[] samplers;
    private final ScoreModel score;

    NormalisedNetwork(NetworkSpec spec, float[] parameters) {
        this.spec = spec;
        this.network = (MadeNetwork) spec.network();
        this.parameters = parameters.clone();
        if (parameters.length != network.parameterCount()) {
            throw new IllegalArgumentException(Counts.were(parameters.length, "parameter") + " given for a network of "
                    + network.parameterCount());
        }
        // A mask would hide a parameter that is NaN.
        for (int i = 0; i < parameters.length; i++) {
            if (!Float.isFinite(parameters[i])) {
                throw new IllegalArgumentException("parameter " + i + " is " + parameters[i]);
            }
        }
        evaluators = new Evaluator[network.masks()];
        samplers = new AncestralSampler[network.masks()];
        try {
            for (int m = 0; m < evaluators.length; m++) {
                evaluators[m] = new Evaluator(spec, network, masked(m));
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
        this.score = TiedScore.of(this, spec.graph());
    }

    private float[] masked(int mask) {
        float[] values = parameters.clone();
        network.applyMask(mask, values);
        return values;
    }

    @Override
    public NetworkSpec spec() {
        return spec;
    }

    @Override
    public float[] parameters() {
        return parameters.clone();
    }

    @Override
    public int parameterCount() {
        return parameters.length;
    }

    @Override
    public ScoreModel score() {
        return score;
    }

    @Override
    public ScoreModel score(double noiseLevel) {
        evaluators[0].requireNoiseLevel(noiseLevel);
        return score;
    }

    @Override
    public StateSpace space() {
        return spec.graph().space();
    }

    @Override
    public void logDensities(int[] states, int count, double[] logDensities) {
        evaluators[0].evaluate(states, count, 0, logDensities);
        if (evaluators.length == 1) {
            return;
        }
        // A running log-sum-exp: the largest so far, and the sum of exponentials relative to it.
        double[] sums = new double[count];
        Arrays.fill(sums, 1);
        double[] next = new double[count];
        for (int m = 1; m < evaluators.length; m++) {
            evaluators[m].evaluate(states, count, 0, next);
            for (int i = 0; i < count; i++) {
                double largest = Math.max(logDensities[i], next[i]);
                sums[i] = sums[i] * Math.exp(logDensities[i] - largest) + Math.exp(next[i] - largest);
                logDensities[i] = largest;
            }
        }
        for (int i = 0; i < count; i++) {
            logDensities[i] += Math.log(sums[i] / evaluators.length);
        }
    }

    @Override
    public void gradients(int[] states, int count, double[] logDensities, double[] gradients) {
        evaluators[0].gradients(states, count, 0, logDensities, gradients);
        if (evaluators.length == 1) {
            return;
        }
        // The mean of the masks' gradients, weighted by their densities, together with the running log-sum-exp.
        int inputs = GradientDensity.inputs(space());
        double[] sums = new double[count];
        Arrays.fill(sums, 1);
        double[] next = new double[count];
        double[] nextGradients = new double[Math.multiplyExact(count, inputs)];
        for (int m = 1; m < evaluators.length; m++) {
            evaluators[m].gradients(states, count, 0, next, nextGradients);
            for (int i = 0; i < count; i++) {
                double largest = Math.max(logDensities[i], next[i]);
                double before = sums[i] * Math.exp(logDensities[i] - largest);
                double share = Math.exp(next[i] - largest);
                sums[i] = before + share;
                logDensities[i] = largest;
                for (int j = i * inputs; j < (i + 1) * inputs; j++) {
                    gradients[j] += share / sums[i] * (nextGradients[j] - gradients[j]);
                }
            }
        }
        for (int i = 0; i < count; i++) {
            logDensities[i] += Math.log(sums[i] / evaluators.length);
        }
    }

    /**
     * Returns the density of one mask alone.
     *
     * @param mask the mask
     * @return a normalised density
     */
    public GradientDensity component(int mask) {
        Evaluator evaluator = evaluators[mask];
        return new GradientDensity() {
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
        };
    }

    /**
     * {@inheritDoc}
     *
     * <p>Draws coordinate by coordinate, for many states at once. A state costs about one pass of the network. Several
     * threads may call this method, each with its own generator.
     *
     * @throws IllegalArgumentException if the count is negative, or the array too short for it
     */
    @Override
    public void sample(UniformRandomProvider random, int count, int[] states) {
        int dimension = space().dimension();
        if (count < 0 || states.length < (long) count * dimension) {
            throw new IllegalArgumentException(Counts.of(count, "state") + " of " + Counts.of(dimension, "coordinate")
                    + " do not fit an array of " + states.length);
        }
        if (samplers.length == 1) {
            sampler(0).sample(random, count, states, null);
            return;
        }
        int[] masks = new int[count];
        int[] counts = new int[samplers.length];
        for (int i = 0; i < count; i++) {
            masks[i] = random.nextInt(samplers.length);
            counts[masks[i]]++;
        }
        for (int m = 0; m < samplers.length; m++) {
            // Drawn together, but put where their mask was drawn, so that any part of the states is a sample of the
            // mixture.
            int[] drawn = new int[counts[m] * dimension];
            sampler(m).sample(random, counts[m], drawn, null);
            int at = 0;
            for (int i = 0; i < count; i++) {
                if (masks[i] == m) {
                    System.arraycopy(drawn, at, states, i * dimension, dimension);
                    at += dimension;
                }
            }
        }
    }

    /** Returns the sampler of one mask. It is made when it is first needed, and keeps a copy of the weights. */
    synchronized AncestralSampler sampler(int mask) {
        if (samplers[mask] == null) {
            samplers[mask] = new AncestralSampler(spec, mask, parameters);
        }
        return samplers[mask];
    }

    @Override
    public void close() {
        for (Evaluator evaluator : evaluators) {
            if (evaluator != null) {
                evaluator.close();
            }
        }
    }

    @Override
    public String toString() {
        return "NormalisedNetwork[" + spec + "]";
    }
}
