package org.concretescore.nn.latent.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.space.Counts;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.latent.Relaxation;
import org.concretescore.nn.latent.Temperatures;
import org.concretescore.nn.plan.Backend;
import org.concretescore.nn.plan.CompiledNetwork;
import org.concretescore.nn.plan.NetworkGraph;
import org.concretescore.nn.plan.ParameterCount;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.StopGradient;
import org.nd4j.linalg.factory.Nd4j;

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
    /** The number of hidden units of NVIL's baseline, as in Mnih and Gregor (2014). */
    private static final int BASELINE = 100;
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

    private record Parameter(String name, long[] shape, double bound) {
        int length() {
            return ParameterCount.plus(0, name, shape);
        }
    }

    private final LatentSpec spec;
    private final boolean baseline;
    private final List<Parameter> parameters = new ArrayList<>();
    private final int trained;
    private final int centered;
    private final int total;
    private final int observedBias;

    /** Declares the parameters of a specification, with or without those of a baseline. */
    public LatentGraph(LatentSpec spec, boolean baseline) {
        this.spec = spec;
        this.baseline = baseline;
        for (int layer = 0; layer < spec.layers(); layer++) {
            int in = layer == 0 ? spec.sourceWidth() : spec.units(layer - 1);
            int between = layer == 0 ? spec.units(0) : in;
            declare("q" + layer, in, between, spec.logits(layer), spec.nonlinearTo(layer));
        }
        int top = spec.layers() - 1;
        if (!spec.structured()) {
            parameters.add(new Parameter("prior", new long[] {spec.logits(top)}, 0));
            for (int layer = top - 1; layer >= 0; layer--) {
                int in = spec.units(layer + 1);
                declare("p" + layer, in, in, spec.logits(layer), spec.nonlinearTo(layer + 1));
            }
        }
        int last = spec.units(spec.lastLayer());
        declare("x", last, last, spec.observed(), spec.nonlinearToObserved());
        trained = length();
        observedBias = trained - spec.observed();
        for (int layer = 0; layer < centeredLayers(); layer++) {
            parameters.add(new Parameter("center" + layer, new long[] {spec.units(layer)}, 0));
        }
        centered = length();
        if (baseline) {
            declareLayer("baseline0", spec.sourceWidth(), BASELINE);
            declareLayer("baseline1", BASELINE, 1);
        }
        total = length();
    }

    private void declare(String name, int in, int between, int out, boolean nonlinear) {
        if (nonlinear) {
            declareLayer(name + "_0", in, between);
            declareLayer(name + "_1", between, between);
        }
        declareLayer(name, nonlinear ? between : in, out);
    }

    private void declareLayer(String name, int in, int out) {
        // Glorot and Bengio (2010), equation 16.
        parameters.add(new Parameter("W" + name, new long[] {in, out}, Math.sqrt(6.0 / (in + out))));
        parameters.add(new Parameter("b" + name, new long[] {out}, 0));
    }

    private int length() {
        int count = 0;
        for (Parameter parameter : parameters) {
            count = ParameterCount.plus(count, parameter.name, parameter.shape);
        }
        return count;
    }

    public LatentSpec spec() {
        return spec;
    }

    /** Returns the end of the trained parameters, and the beginning of the centers. */
    public int trained() {
        return trained;
    }

    /**
     * Returns the end of the centers and the beginning of the baseline, which is the number of parameters without it.
     */
    public int centered() {
        return centered;
    }

    /** Returns the number of parameters. */
    public int parameterCount() {
        return total;
    }

    /** Returns where the bias of the predicted units begins. */
    public int observedBias() {
        return observedBias;
    }

    /** Returns how many layers are centered, which are those that inference goes on from (appendix D.4). */
    public final int centeredLayers() {
        return spec.structured() ? 0 : spec.layers() - 1;
    }

    /** Returns the number of mean activities behind a row of outputs. */
    public int activityWidth() {
        return centered - trained;
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
        return spec.sourceWidth() + spec.observed() + samples * (spec.noiseWidth() + 1);
    }

    public int outputWidth(Output output, int samples, boolean training) {
        return output != Output.WEIGHTS
                ? samples * spec.observed()
                : 2 * samples + 1 + (training ? activityWidth() : 0);
    }

    public float[] initialParameters(UniformRandomProvider random) {
        float[] values = new float[total];
        int at = 0;
        for (Parameter parameter : parameters) {
            for (int end = at + parameter.length(); at < end; at++) {
                values[at] = parameter.bound == 0 ? 0 : (float) (parameter.bound * (2 * random.nextDouble() - 1));
            }
        }
        return values;
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
        return new Builder(type, relaxation, temperatures, samples).build(output, training);
    }

    /** The forms of a layer's nodes. */
    private record Node(SDVariable noisy, SDVariable simplex, SDVariable units) {}

    /** Builds one graph. */
    private final class Builder {
        private final SameDiff graph = SameDiff.create();
        private final DataType type;
        private final Relaxation relaxation;
        private final double posterior;
        private final double prior;
        private final int samples;
        private final SDVariable input;
        private final Map<String, SDVariable> variables = new LinkedHashMap<>();

        Builder(DataType type, Relaxation relaxation, Temperatures temperatures, int samples) {
            this.type = type;
            this.relaxation = relaxation;
            this.posterior = temperatures.posterior();
            this.prior = temperatures.prior();
            this.samples = samples;
            input = graph.placeHolder("input", type, -1, inputWidth(samples));
            for (Parameter parameter : parameters) {
                variables.put(parameter.name, graph.var(parameter.name, Backend.zeros(type, parameter.shape)));
            }
        }

        NetworkGraph build(Output output, boolean training) {
            SDVariable made = output == Output.ANCESTRAL ? ancestral() : fromData(output, training);
            // A fresh name for what may be a reshape of another variable.
            graph.identity("output", made);
            return new NetworkGraph(
                    graph,
                    "input",
                    "output",
                    List.copyOf(variables.keySet()),
                    inputWidth(samples),
                    outputWidth(output, samples, training));
        }

        private SDVariable fromData(Output output, boolean training) {
            SDVariable source = columns(0, spec.sourceWidth());
            List<SDVariable> logits = new ArrayList<>();
            List<Node> nodes = new ArrayList<>();
            for (int layer = 0; layer < spec.layers(); layer++) {
                SDVariable from = source;
                if (layer > 0) {
                    from = nodes.get(layer - 1).units();
                    if (layer <= centeredLayers()) {
                        SDVariable center = variables.get("center" + (layer - 1));
                        // The offset is dynamic and must not be differentiated.
                        from = from.sub(training ? stop(center) : center);
                    }
                }
                SDVariable a = conditional("q" + layer, from, spec.nonlinearTo(layer));
                logits.add(a);
                nodes.add(draw(layer, a, layer == 0));
            }
            SDVariable observed = conditional("x", nodes.get(spec.lastLayer()).units(), spec.nonlinearToObserved());
            if (output == Output.MEANS) {
                return means(observed);
            }
            SDVariable weights = logLikelihood(observed);
            SDVariable posteriors = null;
            boolean masses = !relaxation.hasDensities() && relaxation != Relaxation.ANALYTIC;
            if (masses) {
                for (int layer = 0; layer < spec.layers(); layer++) {
                    posteriors = sum(posteriors, logMass(layer, nodes.get(layer), logits.get(layer), layer == 0));
                }
            }
            if (!spec.structured()) {
                int top = spec.layers() - 1;
                for (int layer = 0; layer <= top; layer++) {
                    SDVariable p = layer == top
                            ? variables.get("prior")
                            : conditional("p" + layer, nodes.get(layer + 1).units(), spec.nonlinearTo(layer + 1));
                    if (relaxation == Relaxation.ANALYTIC) {
                        weights = weights.sub(divergence(logits.get(layer), p));
                    } else if (masses) {
                        weights = weights.add(
                                layer == top
                                        ? priorMass(nodes.get(layer), p)
                                        : logMass(layer, nodes.get(layer), p, false));
                    } else {
                        weights = weights.add(logDensity(layer, nodes.get(layer), p));
                    }
                }
                if (relaxation != Relaxation.ANALYTIC) {
                    weights = weights.sub(masses ? posteriors : noiseDensity());
                }
            }
            List<SDVariable> outputs = new ArrayList<>();
            outputs.add(weights);
            outputs.add(masses ? posteriors : noiseDensity());
            outputs.add(baseline ? baseline(source) : columns(0, 1).mul(0));
            for (int layer = 0; training && layer < centeredLayers(); layer++) {
                SDVariable units = stop(nodes.get(layer).units());
                outputs.add(units.reshape(-1, samples, spec.units(layer)).mean(1));
            }
            return graph.concat(1, outputs.toArray(SDVariable[]::new));
        }

        private SDVariable ancestral() {
            int top = spec.layers() - 1;
            // The factor 0 gives the prior's logits as many rows as the batch has.
            SDVariable a = columns(0, 1).mul(0).add(variables.get("prior"));
            Node node = draw(top, a, true);
            for (int layer = top - 1; layer >= 0; layer--) {
                node = draw(layer, conditional("p" + layer, node.units(), spec.nonlinearTo(layer + 1)), false);
            }
            return means(conditional("x", node.units(), spec.nonlinearToObserved()));
        }

        private SDVariable columns(int from, int width) {
            return graph.slice(input, new int[] {0, from}, new int[] {-1, width});
        }

        private SDVariable sum(SDVariable a, SDVariable b) {
            return a == null ? b : a.add(b);
        }

        private SDVariable stop(SDVariable x) {
            return new StopGradient(graph, x).outputVariable();
        }

        private SDVariable dense(String name, SDVariable x) {
            return graph.nn().linear(x, variables.get("W" + name), variables.get("b" + name));
        }

        /** Returns the logits of a layer given another, {@code [rows, logits]}. */
        private SDVariable conditional(String name, SDVariable x, boolean nonlinear) {
            SDVariable h = x;
            if (nonlinear) {
                h = graph.math().tanh(dense(name + "_0", h));
                h = graph.math().tanh(dense(name + "_1", h));
            }
            return dense(name, h);
        }

        private SDVariable baseline(SDVariable source) {
            return dense("baseline1", graph.math().tanh(dense("baseline0", source)));
        }

        /** Draws a layer from logits {@code [B, logits]} that all samples share, or {@code [B m, logits]}. */
        private Node draw(int layer, SDVariable logits, boolean shared) {
            int width = spec.logits(layer);
            int from = spec.sourceWidth() + spec.observed();
            for (int below = 0; below < layer; below++) {
                from += samples * spec.logits(below);
            }
            SDVariable noise = columns(from, samples * width);
            // Shared logits are broadcast, because they were computed once for all samples of a row.
            SDVariable noisy = noise.reshape(-1, samples, width)
                    .add(logits.reshape(-1, shared ? 1 : samples, width))
                    .reshape(-1, width);
            return spec.arity() == 2 ? binary(noisy) : nary(layer, noisy);
        }

        private Node binary(SDVariable noisy) {
            SDVariable soft =
                    relaxation == Relaxation.DISCRETE ? null : graph.math().tanh(noisy.mul(1 / (2 * posterior)));
            // The sign of the sign plus a half, so that 0 counts as 1, as in Bernoulli.transform.
            SDVariable hard = relaxation == Relaxation.DISCRETE || relaxation == Relaxation.STRAIGHT_THROUGH
                    ? graph.math().sign(graph.math().sign(noisy).add(0.5))
                    : null;
            return new Node(noisy, null, throughOrEither(hard, soft));
        }

        /** Returns the hard value, with the gradient of the soft one if there are both. */
        private SDVariable throughOrEither(SDVariable hard, SDVariable soft) {
            if (hard == null || soft == null) {
                return hard == null ? soft : hard;
            }
            return hard.add(soft.sub(stop(soft)));
        }

        private Node nary(int layer, SDVariable noisy) {
            int n = spec.arity();
            SDVariable rows = noisy.reshape(-1, n);
            SDVariable soft =
                    relaxation == Relaxation.DISCRETE ? null : graph.nn().softmax(rows.mul(1 / posterior), 1);
            SDVariable hard = relaxation == Relaxation.DISCRETE || relaxation == Relaxation.STRAIGHT_THROUGH
                    ? oneHot(graph.argmax(stop(rows), 1))
                    : null;
            SDVariable simplex = throughOrEither(hard, soft);
            SDVariable units = simplex.mmul(corners()).reshape(-1, spec.units(layer));
            return new Node(noisy, simplex.reshape(-1, spec.logits(layer)), units);
        }

        /** Makes floats, because the op makes floats whatever type it is asked for. */
        private SDVariable oneHot(SDVariable states) {
            SDVariable floats = graph.oneHot(states, spec.arity(), -1, 1, 0, DataType.FLOAT);
            return type == DataType.FLOAT ? floats : floats.castTo(type);
        }

        /** Returns the corners of the cube, {@code [n, log2 n]}. */
        private SDVariable corners() {
            double[][] corners = new double[spec.arity()][spec.bits()];
            for (int k = 0; k < corners.length; k++) {
                for (int bit = 0; bit < spec.bits(); bit++) {
                    corners[k][bit] = (k >> bit & 1) == 1 ? 1 : -1;
                }
            }
            return graph.constant(Nd4j.createFromArray(corners).castTo(type));
        }

        /** Returns {@code log p(x | z)}, {@code [B, m]}, from logits {@code [B m, D]}. */
        private SDVariable logLikelihood(SDVariable logits) {
            SDVariable signs = columns(spec.sourceWidth(), spec.observed()).reshape(-1, 1, spec.observed());
            SDVariable losses = graph.nn()
                    .softplus(logits.reshape(-1, samples, spec.observed()).mul(signs));
            return losses.sum(2).neg();
        }

        private SDVariable means(SDVariable logits) {
            return graph.nn().sigmoid(logits).reshape(-1, (long) samples * spec.observed());
        }

        private SDVariable noiseDensity() {
            return columns(inputWidth(samples) - samples, samples);
        }

        private SDVariable logSoftmax(SDVariable logits) {
            // ND4J 1.0.0-M2.1 can't clone an op with a named dimension. Without one, it takes the last dimension.
            return graph.nn().logSoftmax(logits.reshape(-1, spec.arity()));
        }

        /**
         * Returns the log mass of a layer, {@code [B, m]}, linear in its state: for bits
         * {@code sum (z + 1)/2 a - softplus(a)}, otherwise {@code sum x log softmax(a)}.
         */
        private SDVariable logMass(int layer, Node node, SDVariable a, boolean shared) {
            int width = spec.logits(layer);
            int copies = shared ? 1 : samples;
            if (spec.arity() == 2) {
                SDVariable dot = node.units()
                        .reshape(-1, samples, width)
                        .mul(a.mul(0.5).reshape(-1, copies, width))
                        .sum(2);
                SDVariable rest = a.sum(1).mul(0.5).sub(graph.nn().softplus(a).sum(1));
                return dot.add(rest.reshape(-1, copies));
            }
            return node.simplex()
                    .reshape(-1, samples, width)
                    .mul(logSoftmax(a).reshape(-1, copies, width))
                    .sum(2);
        }

        /** Returns the log mass of a layer under the prior's logits {@code [logits]}. */
        private SDVariable priorMass(Node node, SDVariable a) {
            int width = spec.logits(spec.layers() - 1);
            if (spec.arity() == 2) {
                SDVariable row = a.reshape(1, width);
                SDVariable rest =
                        row.sum(true, 1).mul(0.5).sub(graph.nn().softplus(row).sum(true, 1));
                return node.units()
                        .mmul(a.mul(0.5).reshape(width, 1))
                        .reshape(-1, samples)
                        .add(rest);
            }
            return node.simplex().mmul(logSoftmax(a).reshape(width, 1)).reshape(-1, samples);
        }

        /**
         * Returns the log density of relaxed nodes under prior logits {@code [logits]} or {@code [B m, logits]},
         * {@code [B, m]}.
         */
        private SDVariable logDensity(int layer, Node node, SDVariable a) {
            int n = spec.arity();
            int width = spec.logits(layer);
            SDVariable scaled = node.noisy().mul(prior / posterior);
            SDVariable density;
            double constant;
            if (relaxation == Relaxation.LOGISTIC_NORMAL) {
                constant = spec.nodes(layer) * (n - 1) * (Math.log(prior) - Math.log(2 * Math.PI) / 2);
                SDVariable away = scaled.sub(a);
                if (n > 2) {
                    away = away.reshape(-1, n).mmul(differences()).reshape(-1, (long) spec.nodes(layer) * (n - 1));
                }
                density = away.mul(away).sum(1).mul(-0.5);
            } else if (n == 2) {
                constant = spec.nodes(layer) * Math.log(prior);
                // The logistic density is even, so log f = v - 2 softplus(v).
                SDVariable away = scaled.sub(a);
                density = away.sum(1).sub(graph.nn().softplus(away).sum(1).mul(2));
            } else {
                constant = spec.nodes(layer) * ConcreteNoise.constant(n, prior);
                // The density does not change when all y are shifted, so their log-sum-exp is not needed.
                density = logSoftmax(scaled.sub(a).neg()).reshape(-1, width).sum(1);
            }
            return density.reshape(-1, samples).add(constant);
        }

        /** Returns the matrix that subtracts the last of n columns from the others, {@code [n, n - 1]}. */
        private SDVariable differences() {
            int n = spec.arity();
            double[][] matrix = new double[n][n - 1];
            for (int k = 0; k < n - 1; k++) {
                matrix[k][k] = 1;
                matrix[n - 1][k] = -1;
            }
            return graph.constant(Nd4j.createFromArray(matrix).castTo(type));
        }

        /**
         * Returns the divergence of discrete nodes of logits a, {@code [B, logits]}, from the prior of logits p,
         * {@code [B, 1]}.
         */
        private SDVariable divergence(SDVariable a, SDVariable p) {
            SDVariable terms;
            if (spec.arity() == 2) {
                SDVariable mean = graph.nn().sigmoid(a);
                terms = mean.mul(a.sub(p))
                        .sub(graph.nn().softplus(a))
                        .add(graph.nn().softplus(p));
            } else {
                SDVariable logQ = logSoftmax(a).reshape(-1, spec.logits(0));
                SDVariable logP = logSoftmax(p).reshape(1, spec.logits(0));
                SDVariable q =
                        graph.nn().softmax(a.reshape(-1, spec.arity()), 1).reshape(-1, spec.logits(0));
                terms = q.mul(logQ.sub(logP));
            }
            return terms.sum(true, 1);
        }
    }
}
