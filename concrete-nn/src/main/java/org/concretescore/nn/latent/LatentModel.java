package org.concretescore.nn.latent;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.latent.MultiSampleBound;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.parallel.Workers;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.latent.internal.LatentGraph;
import org.concretescore.nn.latent.internal.LatentRows;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;

/**
 * A model with discrete latent variables and its parameters. Immutable and safe for use by several threads. Every call
 * makes its own plans and closes them.
 */
public final class LatentModel {
    /** The largest number of samples of a row. Each thread holds their log weights in memory. */
    public static final int MOST_SAMPLES = 1 << 24;

    /** The number of samples that a plan takes at once, over all its rows, so that its arrays stay in the cache. */
    private static final int AT_ONCE = 320;

    private final LatentSpec spec;
    private final LatentGraph graph;
    private final float[] parameters;
    private final float[] mean;

    private LatentModel(LatentSpec spec, float[] parameters, float[] mean) {
        this.spec = spec;
        this.graph = new LatentGraph(spec, false);
        this.parameters = parameters;
        this.mean = mean;
        requireFinite("parameters", parameters, graph.parameterCount());
        requireFinite("mean", mean, spec.sourceWidth());
    }

    /**
     * Returns a model with given parameters.
     *
     * @param spec the shape
     * @param parameters the flat vector, copied
     * @param mean the means of the data, which are subtracted before inference, {@code [given]} in structured
     *     prediction or else {@code [observed]}, copied
     * @return the model
     * @throws IllegalArgumentException if an array has the wrong length, or a number is NaN or infinite
     */
    public static LatentModel of(LatentSpec spec, float[] parameters, float[] mean) {
        return new LatentModel(spec, parameters.clone(), mean.clone());
    }

    private static void requireFinite(String name, float[] values, int length) {
        if (values.length != length) {
            throw new IllegalArgumentException(name + " must have " + length + " numbers, has " + values.length);
        }
        for (int i = 0; i < length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(name + "[" + i + "] must be finite, was " + values[i]);
            }
        }
    }

    /**
     * Returns the shape.
     *
     * @return layers and arity
     */
    public LatentSpec spec() {
        return spec;
    }

    /**
     * Returns the parameters.
     *
     * @return a copy of the flat vector
     */
    public float[] parameters() {
        return parameters.clone();
    }

    /**
     * Returns the means that are subtracted from the data before inference.
     *
     * @return a copy
     */
    public float[] mean() {
        return mean.clone();
    }

    /**
     * Returns the multi-sample bound of the discrete graph, which is the model itself. It is a lower bound on the mean
     * log-likelihood, in structured prediction that of the predicted units given the others.
     *
     * @param data rows of bits
     * @param samples m, for each row
     * @param streams the seed; each row has its own stream, named "bound"
     * @param threads the number of threads; the result does not depend on it
     * @return the mean over the rows with its standard error, in nats per row; both are NaN if a log weight is NaN, for
     *     instance if parameters are so large that the network overflows
     * @throws IllegalArgumentException if the data does not have {@link LatentSpec#dataWidth} bits or is weighted,
     *     samples or threads are below 1, or samples are above {@link #MOST_SAMPLES}
     */
    public MultiSampleBound bound(Dataset data, int samples, RandomStreams streams, int threads) {
        Temperatures any = Temperatures.forArity(spec.arity());
        return bound(data, samples, Relaxation.DISCRETE, any, streams, threads);
    }

    /**
     * Returns the bound of a relaxed graph, which is what was trained, for comparison with the discrete one.
     *
     * @param data rows of bits
     * @param samples m, for each row
     * @param relaxation the form of the nodes
     * @param temperatures the temperatures of relaxed nodes
     * @param streams the seed
     * @param threads the number of threads; the result does not depend on it
     * @return the mean over the rows with its standard error, in nats per row; not a bound on a log-likelihood unless
     *     the nodes are discrete; NaN as without a relaxation
     * @throws IllegalArgumentException as without a relaxation, or if the relaxation does not suit the model
     */
    public MultiSampleBound bound(
            Dataset data,
            int samples,
            Relaxation relaxation,
            Temperatures temperatures,
            RandomStreams streams,
            int threads) {
        spec.requireData(data);
        requireSamples(samples);
        requirePositive("threads", threads);
        int atOnce = Math.min(samples, 50);
        int rows = Math.max(1, Math.min(Math.min(AT_ONCE / atOnce, MOST_SAMPLES / samples), data.count()));
        graph.requireRoom(rows, atOnce);
        double[] bounds = new double[data.count()];
        try (ScoreNetwork network = graph.open(LatentGraph.Output.WEIGHTS, relaxation, temperatures, atOnce, false)) {
            network.setParameters(parameters);
            int lanes = Math.min(threads, (data.count() + rows - 1) / rows);
            Bounder[] bounders = new Bounder[lanes];
            for (int i = 0; i < lanes; i++) {
                bounders[i] = new Bounder(
                        network.plan(rows, Pass.FORWARD),
                        new LatentRows(spec, mean, relaxation, temperatures, atOnce),
                        atOnce,
                        samples);
            }
            try (Workers workers = new Workers(lanes)) {
                workers.run(lane -> {
                    for (int from = lane * rows; from < data.count(); from += lanes * rows) {
                        bounders[lane].run(data.states(), from, Math.min(data.count(), from + rows), streams, bounds);
                    }
                });
            }
        }
        for (double bound : bounds) {
            if (Double.isNaN(bound)) {
                return new MultiSampleBound(Double.NaN, Double.NaN, bounds.length, samples);
            }
        }
        return MultiSampleBound.meanOf(bounds, samples);
    }

    /** Computes log weights for some rows at a time, a few samples at a time. */
    private final class Bounder {
        private final Plan plan;
        private final LatentRows rows;
        private final int atOnce;
        private final int samples;
        private final int outputWidth;
        private final float[] inputs;
        private final float[] outputs;
        private final double[] weights;

        Bounder(Plan plan, LatentRows rows, int atOnce, int samples) {
            this.plan = plan;
            this.rows = rows;
            this.atOnce = atOnce;
            this.samples = samples;
            outputWidth = graph.outputWidth(LatentGraph.Output.WEIGHTS, atOnce, false);
            inputs = new float[plan.batch() * rows.width()];
            outputs = new float[plan.batch() * outputWidth];
            weights = new double[plan.batch() * samples];
        }

        private boolean areLogarithms(int from) {
            for (int i = from; i < from + samples; i++) {
                if (!(weights[i] < Double.POSITIVE_INFINITY)) {
                    return false;
                }
            }
            return true;
        }

        void run(int[] states, int from, int to, RandomStreams streams, double[] bounds) {
            int count = to - from;
            UniformRandomProvider[] random = new UniformRandomProvider[count];
            for (int row = 0; row < count; row++) {
                random[row] = streams.stream("bound", from + row);
                rows.data(states, (from + row) * spec.dataWidth(), true, inputs, row);
            }
            for (int done = 0; done < samples; done += atOnce) {
                StoppedException.throwIfInterrupted("a multi-sample bound");
                for (int row = 0; row < count; row++) {
                    rows.noise(random[row], inputs, row);
                }
                plan.forward(inputs, count, outputs);
                int useful = Math.min(atOnce, samples - done);
                for (int row = 0; row < count; row++) {
                    for (int i = 0; i < useful; i++) {
                        weights[row * samples + done + i] = outputs[row * outputWidth + i];
                    }
                }
            }
            for (int row = 0; row < count; row++) {
                bounds[from + row] = areLogarithms(row * samples)
                        ? MultiSampleBound.ofRow(weights, row * samples, samples)
                        : Double.NaN;
            }
        }
    }

    /**
     * Returns means of the predicted units, given latent units that are drawn given a data row. These are
     * reconstructions, or in structured prediction completions, which read only the given units.
     *
     * @param data rows of bits
     * @param samples the number of samples of each row
     * @param streams the seed; each row has its own stream, named "means"
     * @return {@code [rows, samples, observed]}, probabilities of 1
     * @throws IllegalArgumentException if the data does not have {@link LatentSpec#dataWidth} bits or is weighted,
     *     samples are below 1, or the means are too many for one array
     */
    public float[] means(Dataset data, int samples, RandomStreams streams) {
        spec.requireData(data);
        requireSamples(samples);
        return means(LatentGraph.Output.MEANS, data, data.count(), samples, streams, "means");
    }

    /**
     * Returns means of the units, given latent units that are drawn from the prior. Bits that are 1 with these
     * probabilities are samples of the model.
     *
     * @param count the number of samples
     * @param streams the seed; each sample has its own stream, named "ancestral"
     * @return {@code [count, observed]}, probabilities of 1
     * @throws IllegalArgumentException if the count is below 1, the means are too many for one array, or the model is
     *     one of structured prediction, which does not have a prior
     */
    public float[] ancestralMeans(int count, RandomStreams streams) {
        requirePositive("count", count);
        if (spec.structured()) {
            throw new IllegalArgumentException(
                    "the layers " + spec.notation() + " do not have a prior: they predict, given the first of them");
        }
        return means(LatentGraph.Output.ANCESTRAL, null, count, 1, streams, "ancestral");
    }

    private float[] means(
            LatentGraph.Output output, Dataset data, int count, int samples, RandomStreams streams, String stream) {
        Temperatures any = Temperatures.forArity(spec.arity());
        LatentRows rows = new LatentRows(spec, mean, Relaxation.DISCRETE, any, samples);
        int batch = Math.max(1, Math.min(count, AT_ONCE / samples));
        graph.requireRoom(batch, samples);
        int width = samples * spec.observed();
        if (count > Integer.MAX_VALUE / width) {
            throw new IllegalArgumentException("rows and samples must be fewer for " + spec.observed() + " units, were "
                    + count + " and " + samples);
        }
        float[] means = new float[count * width];
        float[] inputs = new float[batch * rows.width()];
        float[] outputs = new float[batch * width];
        try (ScoreNetwork network = graph.open(output, Relaxation.DISCRETE, any, samples, false)) {
            network.setParameters(parameters);
            Plan plan = network.plan(batch, Pass.FORWARD);
            for (int from = 0; from < count; from += batch) {
                StoppedException.throwIfInterrupted("the means of a latent model");
                int some = Math.min(batch, count - from);
                for (int row = 0; row < some; row++) {
                    if (data != null) {
                        rows.data(data.states(), (from + row) * spec.dataWidth(), false, inputs, row);
                    }
                    rows.noise(streams.stream(stream, from + row), inputs, row);
                }
                plan.forward(inputs, some, outputs);
                System.arraycopy(outputs, 0, means, from * width, some * width);
            }
        }
        return means;
    }

    private static void requireSamples(int samples) {
        requirePositive("samples", samples);
        if (samples > MOST_SAMPLES) {
            throw new IllegalArgumentException("samples must be at most " + MOST_SAMPLES + ", was " + samples);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + value);
        }
    }

    /** Returns whether spec, parameters and means are the same. */
    @Override
    public boolean equals(Object other) {
        return other instanceof LatentModel that
                && spec.equals(that.spec)
                && Arrays.equals(parameters, that.parameters)
                && Arrays.equals(mean, that.mean);
    }

    @Override
    public int hashCode() {
        return 31 * spec.hashCode() + Arrays.hashCode(parameters);
    }

    @Override
    public String toString() {
        return "LatentModel[" + spec + ", " + parameters.length + " parameters]";
    }
}
