package org.concretescore.nn.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.concretescore.core.graph.CoordinateEdges;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.noise.NoiseProcess;
import org.concretescore.core.numeric.LogSpace;
import org.concretescore.core.objective.EdgeBatch;
import org.concretescore.core.space.StateSpace;

/**
 * The head of a denoiser. The outputs of a coordinate are the log weights of its clean values: C of them, or for C = 2
 * the one logit z with {@code pi(1) = 1/(1 + exp(-z))}. C is K with uniform noise, and K - 1 with absorbing noise. A head
 * is used by one thread at a time.
 */
public final class PosteriorHead {
    private final Neighborhood graph;
    private final NoiseProcess noise;
    private final StateSpace space;
    /** The first output of each coordinate, and behind the last one their number. */
    private final int[] firstOutput;
    /** The first posterior of each coordinate. */
    private final int[] firstValue;
    /** The coordinate of each posterior. */
    private final int[] coordinate;

    /** The posteriors of the clean values of the coordinate that was asked for last. */
    private final double[] pi;

    private int lastState;
    private int lastCoordinate;

    /**
     * Makes the head of a denoiser.
     *
     * @param graph the graph of its noise: {@code hamming} for uniform noise, {@code unmask} for absorbing noise
     * @throws IllegalArgumentException if it is another graph
     */
    public PosteriorHead(Neighborhood graph) {
        this.graph = graph;
        space = graph.space();
        noise = noise(graph);
        int dimension = space.dimension();
        firstOutput = new int[dimension + 1];
        firstValue = new int[dimension + 1];
        for (int d = 0; d < dimension; d++) {
            int clean = clean(d);
            firstOutput[d + 1] = Math.addExact(firstOutput[d], clean == 2 ? 1 : clean < 2 ? 0 : clean);
            firstValue[d + 1] = Math.addExact(firstValue[d], space.cardinality(d));
        }
        coordinate = IntStream.range(0, dimension)
                .flatMap(d -> IntStream.range(0, space.cardinality(d)).map(k -> d))
                .toArray();
        pi = new double[Arrays.stream(space.cardinalities()).max().orElseThrow()];
    }

    private static NoiseProcess noise(Neighborhood graph) {
        for (NoiseProcess process : NoiseProcess.values()) {
            if (Graphs.same(graph, process.graph(graph.space()))) {
                process.requireSpace(graph.space());
                return process;
            }
        }
        throw new IllegalArgumentException("a denoiser is on the graph hamming, for uniform noise, or unmask, for"
                + " absorbing noise, not on " + graph.spec());
    }

    /**
     * Returns the noise that the graph belongs to.
     *
     * @return the noise
     */
    public NoiseProcess noise() {
        return noise;
    }

    /** Returns the number of clean values of a coordinate. */
    private int clean(int d) {
        return space.cardinality(d) - (noise == NoiseProcess.ABSORBING ? 1 : 0);
    }

    /**
     * Returns the number of outputs that a network must have.
     *
     * @return the width of a row of outputs
     */
    public int outputWidth() {
        return firstOutput[firstOutput.length - 1];
    }

    /** Computes the posteriors of a coordinate, given that it is not seen. */
    private void softmax(float[] outputs, int at, int d) {
        int clean = clean(d);
        int first = at + firstOutput[d];
        if (clean == 1) {
            pi[0] = 1;
        } else if (clean == 2) {
            pi[1] = LogSpace.sigmoid(outputs[first]);
            pi[0] = LogSpace.sigmoid(-outputs[first]);
        } else {
            double logSum = LogSpace.sum(outputs, first, first + clean);
            for (int k = 0; k < clean; k++) {
                pi[k] = Math.exp(outputs[first + k] - logSum);
            }
        }
    }

    /**
     * Computes posteriors.
     *
     * @param states the noisy states, row-major
     * @param from the first state
     * @param count the number of states
     * @param outputs the network's outputs {@code [count, outputWidth]}
     * @param posteriors receives {@code [count, K_0 + ... + K_(D-1)]}, from its beginning
     */
    void posteriors(int[] states, int from, int count, float[] outputs, double[] posteriors) {
        int dimension = space.dimension();
        int width = firstValue[dimension];
        for (int row = 0; row < count; row++) {
            for (int d = 0; d < dimension; d++) {
                int k = space.cardinality(d);
                int value = states[(from + row) * dimension + d];
                int to = row * width + firstValue[d];
                if (noise == NoiseProcess.ABSORBING && value < k - 1) {
                    Arrays.fill(posteriors, to, to + k, 0);
                    posteriors[to + value] = 1;
                } else {
                    softmax(outputs, row * outputWidth(), d);
                    System.arraycopy(pi, 0, posteriors, to, clean(d));
                    if (noise == NoiseProcess.ABSORBING) {
                        posteriors[to + k - 1] = 0;
                    }
                }
            }
        }
    }

    private void load(float[] outputs, int state, int d) {
        if (state != lastState || d != lastCoordinate) {
            softmax(outputs, state * outputWidth(), d);
            lastState = state;
            lastCoordinate = d;
        }
    }

    private void forget() {
        lastState = -1;
    }

    /**
     * Computes the answers that an objective asks for.
     *
     * @param edges the edges
     * @param posteriors whether it asks for log posteriors, and not for log ratios
     * @param outputs the outputs of the distinct states
     * @param values receives an answer for each edge
     */
    public void answers(EdgeBatch edges, boolean posteriors, float[] outputs, double[] values) {
        forget();
        for (int e = 0; e < edges.size(); e++) {
            int state = edges.source(e);
            if (posteriors) {
                int d = coordinate[edges.slot(e)];
                values[e] = logPosterior(outputs, state, d, edges.slot(e) - firstValue[d]);
            } else {
                values[e] = logRatio(edges, outputs, e);
            }
        }
    }

    /** Returns log pi, which is exact also where pi underflows. */
    private double logPosterior(float[] outputs, int state, int d, int k) {
        int clean = clean(d);
        int first = state * outputWidth() + firstOutput[d];
        if (clean == 1) {
            return 0;
        }
        if (clean == 2) {
            double z = k == 1 ? outputs[first] : -outputs[first];
            return -LogSpace.softplus(-z);
        }
        return outputs[first + k] - LogSpace.sum(outputs, first, first + clean);
    }

    private double logRatio(EdgeBatch edges, float[] outputs, int e) {
        CoordinateEdges slots = (CoordinateEdges) graph;
        int state = edges.source(e);
        int d = slots.coordinate(edges.slot(e));
        int w = slots.value(edges.states(), state * space.dimension(), edges.slot(e));
        double level = edges.level(state);
        if (noise == NoiseProcess.ABSORBING) {
            return logPosterior(outputs, state, d, w) + Math.log((1 - level) / level);
        }
        load(outputs, state, d);
        int v = edges.states()[state * space.dimension() + d];
        double sum = 0;
        for (int k = 0; k < clean(d); k++) {
            sum += pi[k] * ratio(d, k, v, w, level);
        }
        return Math.log(sum);
    }

    /** Returns {@code q(w|k)/q(v|k)} with uniform noise, for v and w that differ. */
    private double ratio(int d, int k, int v, int w, double level) {
        double c = level / space.cardinality(d);
        double a = 1 - level + c;
        return k == v ? c / a : k == w ? a / c : 1;
    }

    /**
     * Adds the gradient of a sum of answers with respect to the outputs.
     *
     * @param edges the edges
     * @param posteriors whether the answers are log posteriors, and not log ratios
     * @param outputs the outputs of the distinct states
     * @param weights the derivative of the sum with respect to each answer
     * @param gradients {@code [states, outputWidth]}, added to
     */
    public void addGradients(
            EdgeBatch edges, boolean posteriors, float[] outputs, double[] weights, float[] gradients) {
        forget();
        for (int e = 0; e < edges.size(); e++) {
            int state = edges.source(e);
            if (posteriors) {
                int d = coordinate[edges.slot(e)];
                addPosterior(outputs, state, d, edges.slot(e) - firstValue[d], weights[e], gradients);
                continue;
            }
            CoordinateEdges slots = (CoordinateEdges) graph;
            int d = slots.coordinate(edges.slot(e));
            int w = slots.value(edges.states(), state * space.dimension(), edges.slot(e));
            if (noise == NoiseProcess.ABSORBING) {
                addPosterior(outputs, state, d, w, weights[e], gradients);
            } else {
                int v = edges.states()[state * space.dimension() + d];
                addRatio(outputs, state, d, v, w, edges.level(state), weights[e], gradients);
            }
        }
    }

    /** The derivative of log pi(k) with respect to the log weight j is {@code [j = k] - pi(j)}. */
    private void addPosterior(float[] outputs, int state, int d, int k, double weight, float[] gradients) {
        load(outputs, state, d);
        int clean = clean(d);
        int first = state * outputWidth() + firstOutput[d];
        if (clean == 2) {
            gradients[first] += (float) (weight * (k - pi[1]));
            return;
        }
        for (int j = 0; clean > 2 && j < clean; j++) {
            gradients[first + j] += (float) (weight * ((j == k ? 1 : 0) - pi[j]));
        }
    }

    /** The derivative of {@code log sum_k pi(k) r_k} with respect to the log weight j is {@code pi(j)(r_j/sum - 1)}. */
    private void addRatio(
            float[] outputs, int state, int d, int v, int w, double level, double weight, float[] gradients) {
        load(outputs, state, d);
        int clean = clean(d);
        int first = state * outputWidth() + firstOutput[d];
        double sum = 0;
        for (int k = 0; k < clean; k++) {
            sum += pi[k] * ratio(d, k, v, w, level);
        }
        if (clean == 2) {
            gradients[first] += (float) (weight * pi[1] * (ratio(d, 1, v, w, level) / sum - 1));
            return;
        }
        for (int j = 0; j < clean; j++) {
            gradients[first + j] += (float) (weight * pi[j] * (ratio(d, j, v, w, level) / sum - 1));
        }
    }
}
