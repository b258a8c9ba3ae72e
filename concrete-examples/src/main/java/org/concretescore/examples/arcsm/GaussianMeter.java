package org.concretescore.examples.arcsm;

import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.PointBatch;
import org.concretescore.core.vector.VectorObjective;
import org.concretescore.core.vector.Vectors;
import org.concretescore.nn.network.VectorNetwork;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;

/**
 * Measures a network's scores of {@code N(0, sigma^2 I)} on test rows: the mean and the variance of a row's loss, and
 * the error of the scores. Noise and directions are the same in every measurement.
 */
final class GaussianMeter implements AutoCloseable {
    /** The number of test rows if a row takes one point. */
    private static final int ROWS = 500;
    /** The most points if rows take several, unless there are fewer rows than {@link #FEWEST}. */
    private static final int POINTS = 20_000;

    private static final int FEWEST = 50;
    /** The number of rows for the variance at the true scores, which do not need a network. */
    private static final int ROWS_OF_TRUTH = 5000;

    private static final int POINTS_OF_TRUTH = 500_000;

    private final GaussianTask task;
    private final double sigma;
    private final RandomStreams streams;
    private final Vectors test;
    private final Evaluation losses;
    private final Evaluation scores;

    /**
     * A measurement of a model.
     *
     * @param loss the mean loss of a test row
     * @param lossVariance the variance of a test row's loss, over rows, directions and noise
     * @param scoreError the root mean square error of the scores divided by the root mean square score, on data without
     *     noise
     * @param targetError the same error on data with the objective's noise, of which it is the score
     */
    record Measure(double loss, double lossVariance, double scoreError, double targetError) {}

    GaussianMeter(GaussianTask task, int dimension, double sigma, RandomStreams streams) {
        this.task = task;
        this.sigma = sigma;
        this.streams = streams;
        int perRow = task.objective().pointsPerRow(dimension);
        test = Gaussians.draw(
                streams.stream("test", dimension), sigma, dimension, Math.min(ROWS, Math.max(FEWEST, POINTS / perRow)));
        losses = new Evaluation(
                task.architecture().network(dimension, task.objective().answer()), perRow);
        try {
            scores = new Evaluation(task.architecture().network(dimension, task.plain()), 1);
        } catch (RuntimeException | Error e) {
            losses.close();
            throw e;
        }
    }

    /** Measures the network with these parameters. */
    Measure at(float[] parameters) {
        losses.open.setParameters(parameters);
        scores.open.setParameters(parameters);
        double[] moments = moments(test, false);
        double scoreError = error(false);
        return new Measure(moments[0], moments[1], scoreError, task.noise() == null ? scoreError : error(true));
    }

    /** Returns the variance of a row's loss at the true scores. */
    double lossVarianceOfTruth() {
        int dimension = test.dimension();
        int count = Math.min(ROWS_OF_TRUTH, POINTS_OF_TRUTH / task.objective().pointsPerRow(dimension));
        return moments(Gaussians.draw(streams.stream("truth", dimension), sigma, dimension, Math.max(2, count)), true)[
                1];
    }

    private double error(boolean noisy) {
        int dimension = test.dimension();
        UniformRandomProvider random = streams.stream("noise of scores");
        PointBatch points = new PointBatch(dimension);
        for (int row = 0; row < test.count(); row++) {
            if (noisy) {
                task.objective().select(points, test.values(), row, 1, random);
            } else {
                points.add(test.values(), row, 1);
            }
        }
        float[] rows = new float[scores.capacity * scores.network.inputWidth()];
        double[] truth = new double[dimension];
        double errors = 0;
        double squares = 0;
        for (int from = 0; from < points.size(); from += scores.capacity) {
            int count = Math.min(scores.capacity, points.size() - from);
            scores.network.encode(points, from, count, rows);
            scores.plan.forward(rows, count, scores.outputs);
            for (int point = 0; point < count; point++) {
                truth(points, from + point, task.plain(), truth);
                for (int d = 0; d < dimension; d++) {
                    double off = scores.outputs[point * dimension + d] - truth[d];
                    errors += off * off;
                    squares += truth[d] * truth[d];
                }
            }
        }
        return Math.sqrt(errors / squares);
    }

    /** Returns mean and variance of a row's loss, at the network's scores or at the true ones. */
    private double[] moments(Vectors data, boolean ofTruth) {
        VectorObjective objective = task.objective();
        int dimension = data.dimension();
        int perRow = objective.pointsPerRow(dimension);
        int in = losses.network.inputWidth();
        int out = losses.network.outputWidth();
        UniformRandomProvider random = streams.stream("noise of losses");
        int most = losses.capacity / perRow;
        PointBatch[] points = IntStream.range(0, most)
                .mapToObj(i -> new PointBatch(dimension))
                .toArray(PointBatch[]::new);
        float[] rows = new float[losses.capacity * in];
        float[] row = new float[perRow * in];
        double[] answers = new double[perRow * out];
        double[] answer = new double[out];
        double[] gradient = new double[answers.length];
        double mean = 0;
        double squares = 0;
        int seen = 0;
        for (int from = 0; from < data.count(); from += most) {
            int count = Math.min(most, data.count() - from);
            for (int i = 0; i < count; i++) {
                points[i].clear();
                objective.select(points[i], data.values(), from + i, 1, random);
                if (!ofTruth) {
                    losses.network.encode(points[i], 0, perRow, row);
                    System.arraycopy(row, 0, rows, i * row.length, row.length);
                }
            }
            if (!ofTruth) {
                losses.plan.forward(rows, count * perRow, losses.outputs);
            }
            for (int i = 0; i < count; i++) {
                for (int point = 0; point < perRow; point++) {
                    if (ofTruth) {
                        truth(points[i], point, objective.answer(), answer);
                    }
                    for (int k = 0; k < out; k++) {
                        answers[point * out + k] = ofTruth ? answer[k] : losses.outputs[(i * perRow + point) * out + k];
                    }
                }
                double loss = objective.lossAndGradient(points[i], answers, gradient);
                // Welford's update, because the variance may be small compared with the mean.
                double off = loss - mean;
                mean += off / ++seen;
                squares += off * (loss - mean);
            }
        }
        return new double[] {mean, squares / (seen - 1)};
    }

    /**
     * Writes the scores of the data with the point's noise, and the other parts of the answer. Conditional scores equal
     * them.
     */
    private void truth(PointBatch points, int point, Answer answer, double[] to) {
        int dimension = points.dimension();
        for (int d = 0; d < dimension; d++) {
            int i = point * dimension + d;
            double slope = -1 / (sigma * sigma + points.sigma()[i] * points.sigma()[i]);
            to[d] = slope * points.x()[i];
            if (answer == Answer.SCORES_AND_PRODUCTS) {
                to[dimension + d] = slope * points.direction()[i];
            } else if (answer == Answer.CONDITIONALS_AND_DERIVATIVES) {
                to[dimension + d] = slope;
            }
        }
    }

    @Override
    public void close() {
        losses.close();
        scores.close();
    }

    /** A network that runs forward on all points of some rows. */
    private static final class Evaluation implements AutoCloseable {
        final VectorNetwork network;
        final ScoreNetwork open;
        final int capacity;
        final Plan plan;
        final float[] outputs;

        Evaluation(VectorNetwork network, int perRow) {
            this.network = network;
            capacity = Math.max(1, network.shard() / perRow) * perRow;
            outputs = new float[capacity * network.outputWidth()];
            open = network.open();
            plan = open.plan(capacity, Pass.FORWARD);
        }

        @Override
        public void close() {
            open.close();
        }
    }
}
