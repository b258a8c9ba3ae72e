package org.concretescore.nn.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.Mixture;
import org.concretescore.core.vector.PointBatch;
import org.concretescore.nn.network.MadeNetwork.MaskedLayer;
import org.concretescore.nn.plan.NetworkGraph;
import org.concretescore.nn.plan.internal.ParameterCount;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A MADE on vectors of real numbers whose conditional densities {@code q(x_d | x_<d)} are mixtures of n logistic or
 * Gaussian densities. It is the baseline of the autoregressive score matching paper, for maximum likelihood. The input
 * is {@code [B, D]}, the output {@code [B, D 3n]}. In the untrained model all scales are 1 and the means are spread
 * evenly from -1 to 1, whatever the context.
 *
 * @param widths the widths of the hidden layers; for a residual network one for each block, all equal
 * @param activation the function after each hidden layer
 * @param residual whether the hidden layers are residual blocks
 * @param mixture the conditional densities
 */
public record MixtureMade(List<Integer> widths, Activation activation, boolean residual, Mixture mixture)
        implements VectorArchitecture {
    static final String NAME = "mixture-made";

    /**
     * Checks the options.
     *
     * @param widths the widths of the hidden layers; for a residual network one for each block, all equal
     * @param activation the function after each hidden layer
     * @param residual whether the hidden layers are residual blocks
     * @param mixture the conditional densities
     * @throws IllegalArgumentException if a width is below 1, or a residual network has no or unequal widths
     */
    public MixtureMade {
        widths = Architectures.requireWidths(widths);
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(mixture, "mixture");
        if (residual && (widths.isEmpty() || widths.stream().distinct().count() > 1)) {
            throw new IllegalArgumentException("a residual network needs hidden layers of equal width, was " + widths);
        }
    }

    @Override
    public VectorNetwork network(int dimension, Answer answer) {
        if (answer != Answer.MIXTURES) {
            throw new IllegalArgumentException("a mixture-made can't answer with " + answer);
        }
        Architectures.requireWidths(List.of(dimension));
        int outputs = ParameterCount.plus(0, "the mixtures", dimension, mixture.parameters());
        MaskedStack stack = new MaskedStack(widths, activation, residual);
        LayeredNetwork dense = new LayeredNetwork(
                dimension,
                outputs,
                256,
                layers -> stack.build(layers, layers.input(), dimension, dimension, outputs, 0));
        return new Masked(dense, new Memo<>(() -> stack.layers(dimension, mixture.parameters())), mixture);
    }

    @Override
    public Map<String, String> describe() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("name", NAME);
        description.put("widths", widths.stream().map(String::valueOf).collect(Collectors.joining(",")));
        description.put("activation", activation.toString());
        description.put("residual", String.valueOf(residual));
        description.put("kind", mixture.kind().toString());
        description.put("components", String.valueOf(mixture.components()));
        return description;
    }

    static MixtureMade parse(Map<String, String> description) {
        return new MixtureMade(
                Architectures.integers(description, "widths"),
                Activation.parse(Architectures.entry(description, "activation")),
                Architectures.flag(description, "residual"),
                new Mixture(
                        Names.parse(Mixture.Kind.class, Architectures.entry(description, "kind")),
                        Architectures.integer(description, "components")));
    }

    private record Masked(LayeredNetwork dense, Memo<List<MaskedLayer>> layers, Mixture mixture)
            implements GraphNetwork, VectorNetwork {
        @Override
        public int inputWidth() {
            return dense.inputWidth();
        }

        @Override
        public int outputWidth() {
            return dense.outputWidth();
        }

        @Override
        public int parameterCount() {
            return dense.parameterCount();
        }

        @Override
        public NetworkGraph graph(DataType type) {
            return dense.graph(type);
        }

        @Override
        public float[] initialParameters(UniformRandomProvider random) {
            float[] parameters = dense.initialParameters(random);
            applyMask(0, parameters);
            // Components that begin with equal parameters would stay equal.
            int n = mixture.components();
            for (int at = parameters.length - outputWidth(); at < parameters.length; at += mixture.parameters()) {
                for (int k = 0; k < n; k++) {
                    parameters[at + n + k] = n == 1 ? 0 : 2f * k / (n - 1) - 1;
                }
            }
            return parameters;
        }

        @Override
        public void applyMask(int mask, float[] vector) {
            layers.get().forEach(layer -> layer.clear(vector));
        }

        @Override
        public void encode(PointBatch points, int from, int count, float[] rows) {
            int first = from * points.dimension();
            for (int i = 0; i < count * points.dimension(); i++) {
                rows[i] = (float) points.x()[first + i];
            }
        }
    }
}
