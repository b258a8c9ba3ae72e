package org.concretescore.nn.model;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.space.Counts;
import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.Mixture;
import org.concretescore.core.vector.PointBatch;
import org.concretescore.nn.network.MixtureMade;
import org.concretescore.nn.network.VectorNetwork;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;

/**
 * A trained {@link MixtureMade}. It has exact log densities, and exact samples at the cost of one pass of the whole
 * network per coordinate. Several threads may share a model. It holds native memory, so close it.
 */
public final class MixtureModel implements AutoCloseable {
    private static final int BATCH = 256;

    private final VectorModel model;
    private final Mixture mixture;
    private final VectorNetwork description;
    private final ScoreNetwork network;

    private MixtureModel(VectorModel model, Mixture mixture) {
        this.model = model;
        this.mixture = mixture;
        description = model.architecture().network(model.dimension(), Answer.MIXTURES);
        if (model.parameterCount() != description.parameterCount()) {
            throw new IllegalArgumentException(Counts.were(model.parameterCount(), "parameter")
                    + " given for a network of " + description.parameterCount());
        }
        network = description.open();
        network.setParameters(model.parameters());
    }

    /**
     * Returns the density of a model.
     *
     * @param model a model whose architecture is {@link MixtureMade}
     * @return its density
     * @throws IllegalArgumentException if the model has another architecture, or another number of parameters
     */
    public static MixtureModel of(VectorModel model) {
        if (!(model.architecture() instanceof MixtureMade made)) {
            throw new IllegalArgumentException("the model must be a mixture-made, was " + model);
        }
        return new MixtureModel(model, made.mixture());
    }

    /**
     * Computes the log densities of rows.
     *
     * @param values {@code [n, D]}
     * @param count n
     * @param logDensities receives {@code [n]}, in nats
     * @throws IllegalArgumentException if an array is too short
     */
    public void logDensities(float[] values, int count, double[] logDensities) {
        int dimension = model.dimension();
        requireRoom(count, values.length / dimension);
        requireRoom(count, logDensities.length);
        try (Pages pages = new Pages()) {
            for (int from = 0; from < count; from += BATCH) {
                int n = Math.min(BATCH, count - from);
                pages.answer(values, from, n);
                for (int i = 0; i < n; i++) {
                    double sum = 0;
                    for (int d = 0; d < dimension; d++) {
                        int at = (i * dimension + d) * mixture.parameters();
                        sum += mixture.logDensity(pages.answers, at, values[(from + i) * dimension + d], 1, null);
                    }
                    logDensities[from + i] = sum;
                }
            }
        }
    }

    /**
     * Draws vectors.
     *
     * @param random the generator
     * @param count the number of vectors
     * @param values receives {@code [count, D]}
     * @throws IllegalArgumentException if the count is negative or the array too short
     */
    public void sample(UniformRandomProvider random, int count, float[] values) {
        int dimension = model.dimension();
        requireRoom(count, values.length / dimension);
        Arrays.fill(values, 0, count * dimension, 0);
        try (Pages pages = new Pages()) {
            for (int from = 0; from < count; from += BATCH) {
                int n = Math.min(BATCH, count - from);
                for (int d = 0; d < dimension; d++) {
                    pages.answer(values, from, n);
                    for (int i = 0; i < n; i++) {
                        int at = (i * dimension + d) * mixture.parameters();
                        values[(from + i) * dimension + d] = (float) mixture.sample(pages.answers, at, random);
                    }
                }
            }
        }
    }

    private static void requireRoom(int count, int room) {
        if (count < 0 || count > room) {
            throw new IllegalArgumentException(count + " rows do not fit an array with room for " + room);
        }
    }

    /** A plan with its arrays. */
    private final class Pages implements AutoCloseable {
        private final Plan plan = network.plan(BATCH, Pass.FORWARD);
        private final PointBatch points = new PointBatch(model.dimension());
        private final float[] rows = new float[BATCH * network.inputWidth()];
        private final float[] outputs = new float[BATCH * network.outputWidth()];
        private final double[] answers = new double[outputs.length];

        void answer(float[] values, int from, int n) {
            points.clear();
            for (int i = 0; i < n; i++) {
                points.add(values, from + i, 1);
            }
            description.encode(points, 0, n, rows);
            plan.forward(rows, n, outputs);
            for (int i = 0; i < n * network.outputWidth(); i++) {
                answers[i] = outputs[i];
            }
        }

        @Override
        public void close() {
            plan.close();
        }
    }

    @Override
    public void close() {
        network.close();
    }

    @Override
    public String toString() {
        return "MixtureModel[" + model + "]";
    }
}
