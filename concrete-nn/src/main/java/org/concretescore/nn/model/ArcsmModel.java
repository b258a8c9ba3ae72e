package org.concretescore.nn.model;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.ConditionalScores;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.network.ArcsmNetwork;
import org.concretescore.nn.network.ConvolutionalContext;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;

/**
 * A trained {@link Arcsm}. A walk computes each unit of the context network once, when the last coordinate that it sees
 * is fixed, and keeps the context while scores are computed. A score then costs only the small score network. The
 * contexts of all coordinates together cost as many multiplications as one pass through the context network, a MADE or
 * a convolutional one.
 *
 * <p>Several threads may share a model. It holds native memory, so close it.
 */
public final class ArcsmModel implements ConditionalScores, AutoCloseable {
    private final VectorModel model;
    private final Arcsm arcsm;
    private final List<PackedLayer> context;
    private final ScoreNetwork network;
    /** Plans of all sizes that no walk uses at present. */
    private final Deque<Plan> idle = new ArrayDeque<>();

    private ArcsmModel(VectorModel model, Arcsm arcsm) {
        this.model = model;
        this.arcsm = arcsm;
        ArcsmNetwork description = arcsm.network(model.dimension(), Answer.CONDITIONALS);
        float[] parameters = model.parameters();
        if (parameters.length != description.parameterCount()) {
            throw new IllegalArgumentException(
                    parameters.length + " parameters were given for a network of " + description.parameterCount());
        }
        // An output sees as many coordinates as its degree. With convolutions, only the channels of its pixel count.
        int degrees = arcsm.context() instanceof ConvolutionalContext image ? image.channels() : model.dimension();
        context = PackedLayer.of(description.contextLayers(), degrees, parameters);
        int end = description
                .contextLayers()
                .get(description.contextLayers().size() - 1)
                .end();
        network = description.scoreNetwork().open();
        network.setParameters(Arrays.copyOfRange(parameters, end, parameters.length));
    }

    /**
     * Returns the conditional scores of a model.
     *
     * @param model a model whose architecture is {@link Arcsm}
     * @return its scores
     * @throws IllegalArgumentException if the model has another architecture, or another number of parameters
     */
    public static ArcsmModel of(VectorModel model) {
        if (!(model.architecture() instanceof Arcsm arcsm)) {
            throw new IllegalArgumentException("the model must be an arcsm, was " + model);
        }
        return new ArcsmModel(model, arcsm);
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public NoiseLevels levels() {
        return model.levels();
    }

    @Override
    public Walk walk(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows must be at least 1, were " + rows);
        }
        return new Contexts(rows, plan(rows));
    }

    private Plan plan(int rows) {
        synchronized (idle) {
            for (Plan plan : idle) {
                if (plan.batch() == rows) {
                    idle.remove(plan);
                    return plan;
                }
            }
        }
        return network.plan(rows, Pass.FORWARD);
    }

    @Override
    public void close() {
        network.close();
    }

    @Override
    public String toString() {
        return "ArcsmModel[" + model + "]";
    }

    private final class Contexts implements Walk {
        private final int n;
        private final Plan plan;
        private final ContextWalk walk;
        private final float[][] contexts;
        /** The rows of the score network. */
        private final float[] rows;

        private final float[] outputs;
        private final int width;
        private int coordinate;
        private boolean closed;

        Contexts(int n, Plan plan) {
            this.n = n;
            this.plan = plan;
            width = network.inputWidth();
            walk = arcsm.context() instanceof ConvolutionalContext image
                    ? new ConvolutionalWalk(image, context, arcsm.activation(), n)
                    : new MaskedWalk(context, arcsm.activation(), true, dimension(), n);
            contexts = new float[arcsm.context().length()][n];
            rows = new float[Math.multiplyExact(n, width)];
            outputs = new float[n];
            takeContexts();
        }

        private void takeContexts() {
            walk.outputs(coordinate, contexts);
            for (int k = 0; k < contexts.length; k++) {
                for (int i = 0; i < n; i++) {
                    rows[i * width + k] = contexts[k][i];
                }
            }
        }

        @Override
        public int coordinate() {
            return coordinate;
        }

        @Override
        public void scores(int level, double[] x, double[] scores) {
            requireCoordinate();
            int last = Math.max(0, levels().size() - 1);
            if (level < 0 || level > last) {
                throw new IllegalArgumentException("level must be 0 to " + last + ", was " + level);
            }
            requireRoom("x", x);
            requireRoom("scores", scores);
            int at = contexts.length;
            float sigma = arcsm.noise() ? (float) levels().sigma(level) : 0;
            for (int i = 0; i < n; i++) {
                rows[i * width + at] = (float) x[i];
                if (arcsm.noise()) {
                    rows[i * width + at + 1] = sigma;
                }
            }
            plan.forward(rows, n, outputs);
            for (int i = 0; i < n; i++) {
                scores[i] = outputs[i];
            }
        }

        @Override
        public void fix(double[] x) {
            requireCoordinate();
            requireRoom("x", x);
            float[] input = walk.input(coordinate);
            for (int i = 0; i < n; i++) {
                input[i] = (float) x[i];
            }
            coordinate++;
            if (coordinate < dimension()) {
                takeContexts();
            }
        }

        private void requireRoom(String name, double[] values) {
            Objects.requireNonNull(values, name);
            if (values.length < n) {
                throw new IllegalArgumentException(
                        name + " must have room for " + n + " numbers, one per vector, has " + values.length);
            }
        }

        private void requireCoordinate() {
            if (closed || coordinate == dimension()) {
                throw new IllegalStateException(closed ? "this walk is closed" : "all coordinates are fixed");
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                synchronized (idle) {
                    idle.push(plan);
                }
            }
        }
    }
}
