package org.concretescore.nn.network;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.PointBatch;
import org.concretescore.nn.plan.NetworkGraph;
import org.concretescore.nn.plan.Tangents;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A perceptron from D numbers to the score of the whole vector, for the joint kinds of score matching. It is a free
 * vector field, not a gradient. Derivatives along a direction come in the same pass ({@link Tangents}).
 *
 * @param mlp the hidden layers
 */
public record ScoreMlp(Mlp mlp) implements VectorArchitecture {
    static final String NAME = "score-mlp";

    /**
     * Checks the options.
     *
     * @param mlp the hidden layers
     * @throws IllegalArgumentException if the layers read a level of noise, or have an activation with a kink
     */
    public ScoreMlp {
        if (mlp.readsNoiseLevel()) {
            throw new IllegalArgumentException("a score-mlp does not read a noise level, was " + mlp);
        }
        if (mlp.activation() == Activation.RELU) {
            throw new IllegalArgumentException(
                    "activation must be smooth, was relu: the slope of its scores would not depend on x");
        }
    }

    @Override
    public VectorNetwork network(int dimension, Answer answer) {
        GraphNetwork plain = mlp.network(dimension, dimension, dimension);
        return switch (answer) {
            case SCORES -> new Joint(plain, plain.inputWidth(), plain.outputWidth(), false);
            case SCORES_AND_PRODUCTS -> new Joint(plain, 2 * plain.inputWidth(), 2 * plain.outputWidth(), true);
            default -> throw new IllegalArgumentException("a score-mlp can't answer with " + answer);
        };
    }

    @Override
    public Map<String, String> describe() {
        Map<String, String> description = new LinkedHashMap<>(mlp.describe());
        description.put("name", NAME);
        return description;
    }

    /** Rows [x], or [x, v] with a direction. */
    private record Joint(GraphNetwork plain, int inputWidth, int outputWidth, boolean products)
            implements GraphNetwork, VectorNetwork {
        @Override
        public int parameterCount() {
            return plain.parameterCount();
        }

        @Override
        public float[] initialParameters(UniformRandomProvider random) {
            return plain.initialParameters(random);
        }

        @Override
        public NetworkGraph graph(DataType type) {
            return products ? Tangents.of(plain.graph(type)) : plain.graph(type);
        }

        @Override
        public void encode(PointBatch points, int from, int count, float[] rows) {
            int dimension = points.dimension();
            int at = 0;
            for (int point = from; point < from + count; point++) {
                for (int d = 0; d < dimension; d++) {
                    rows[at + d] = (float) points.x()[point * dimension + d];
                    if (products) {
                        rows[at + dimension + d] = (float) points.direction()[point * dimension + d];
                    }
                }
                at += inputWidth;
            }
        }
    }
}
