package org.concretescore.nn.latent.internal;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.space.Counts;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.latent.Relaxation;
import org.concretescore.nn.latent.Temperatures;
import org.concretescore.nn.plan.Backend;
import org.concretescore.nn.plan.CompiledNetwork;
import org.concretescore.nn.plan.NetworkGraph;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Builds the SameDiff graphs of a latent variable model. A row of the input is
 *
 * <pre>[ source - mean, S | 1 - 2 x, D | noise of layer 0, m x logits | noise of layer 1, ... | log density of the
 * noise, m ]</pre>
 *
 * <p>with the S data values that the first conditional sees and the D values that are predicted. The last m numbers are
 * {@code log q(y_i | x)} of relaxed nodes. Because the samples y are functions of logits and noise, their density at
 * themselves depends only on the noise, and need not be differentiated. All rows are independent of each other.
 *
 * <p>The flat vector of parameters holds the trained ones, then the centers of the layers that inference goes through,
 * then those of the baseline. Graphs of one specification share it, whatever their relaxation.
 */
public final class LatentGraph {
    /** The largest number of values in an array, because native code counts bytes. */
    private static final long LONGEST = Integer.MAX_VALUE / Float.BYTES;

    /** The output of a graph. */
    public enum Output {
        /**
         * Log weights, log posteriors and the baseline, {@code [2m + 1]}, in training followed by the mean activities.
         */
        WEIGHTS,
        /** Means of the predicted units given latent units that are drawn given the data row, {@code [m, D]}. */
        MEANS,
        /** Means of the units given latent units that are drawn from the prior, {@code [m, D]}. */
        ANCESTRAL
    }

    private final LatentSpec spec;
    private final LatentParameters parameters;

    /** Declares the parameters of a specification, with or without those of a baseline. */
    public LatentGraph(LatentSpec spec, boolean baseline) {
        this.spec = spec;
        this.parameters = new LatentParameters(spec, baseline);
    }

    public LatentSpec spec() {
        return spec;
    }

    /** Returns the end of the trained parameters, and the beginning of the centers. */
    public int trained() {
        return parameters.trained();
    }

    /**
     * Returns the end of the centers and the beginning of the baseline, which is the number of parameters without it.
     */
    public int centered() {
        return parameters.centered();
    }

    /** Returns the number of parameters. */
    public int parameterCount() {
        return parameters.total();
    }

    /** Returns where the bias of the predicted units begins. */
    public int observedBias() {
        return parameters.observedBias();
    }

    /** Returns how many layers are centered, which are those that inference goes on from (appendix D.4). */
    public int centeredLayers() {
        return LatentParameters.centeredLayers(spec);
    }

    /** Returns the number of mean activities behind a row of outputs. */
    public int activityWidth() {
        return parameters.centered() - parameters.trained();
    }

    /** Refuses plans whose inputs, outputs or means of the units would be too long for one array. */
    public void requireRoom(int rows, int samples) {
        long most = Math.max((long) samples * spec.observed(), 2L * samples + 1 + activityWidth());
        most = Math.max(most, spec.sourceWidth() + spec.observed() + samples * (spec.noiseWidth() + 1L));
        if (most > LONGEST / rows) {
            throw new IllegalArgumentException(
                    "samples must be fewer for " + Counts.of(rows, "row") + " of " + spec.notation() + ", were "
                            + samples + ": arrays of " + rows + " x " + most + " numbers are too long");
        }
    }

    public int inputWidth(int samples) {
        return inputWidth(spec, samples);
    }

    static int inputWidth(LatentSpec spec, int samples) {
        return spec.sourceWidth() + spec.observed() + samples * (spec.noiseWidth() + 1);
    }

    public int outputWidth(Output output, int samples, boolean training) {
        return output != Output.WEIGHTS
                ? samples * spec.observed()
                : 2 * samples + 1 + (training ? activityWidth() : 0);
    }

    public float[] initialParameters(UniformRandomProvider random) {
        return parameters.initial(random);
    }

    /** Returns a network of this graph. */
    public CompiledNetwork open(
            Output output, Relaxation relaxation, Temperatures temperatures, int samples, boolean training) {
        return CompiledNetwork.of(build(DataType.FLOAT, output, relaxation, temperatures, samples, training));
    }

    public NetworkGraph build(
            DataType type,
            Output output,
            Relaxation relaxation,
            Temperatures temperatures,
            int samples,
            boolean training) {
        requireRoom(1, samples);
        if (relaxation == Relaxation.ANALYTIC && spec.layers() > 1) {
            throw new IllegalArgumentException(
                    "relaxation analytic is for one latent layer, but the layers are " + spec.notation());
        }
        Backend.select();
        SameDiff graph = SameDiff.create();
        SDVariable input = graph.placeHolder("input", type, -1, inputWidth(samples));
        LatentBuilder builder = new LatentBuilder(
                new LatentParts(graph, type, spec, relaxation, temperatures, samples, input), parameters);
        SDVariable made = output == Output.ANCESTRAL ? builder.ancestral() : builder.fromData(output, training);
        // A fresh name for what may be a reshape of another variable.
        graph.identity("output", made);
        return new NetworkGraph(
                graph,
                "input",
                "output",
                parameters.names(),
                inputWidth(samples),
                outputWidth(output, samples, training));
    }
}
