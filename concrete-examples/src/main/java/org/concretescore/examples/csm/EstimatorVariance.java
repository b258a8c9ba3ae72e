package org.concretescore.examples.csm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.objective.EdgeBatch;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.Unit;

/**
 * The variance of the estimates of an objective from one data row each, at a given model.
 *
 * @param objective the objective, without {@code -mc}
 * @param estimator {@code full} for the sum over all neighbors, {@code mc-m} for m sampled ones
 * @param statesPerRow the mean number of states at which the model is evaluated
 * @param loss the mean of the estimates, which differs between estimators only by sampling noise
 * @param lossVariance the variance of the estimates
 * @param gradientVariance the trace of the covariance matrix of their gradients. A gradient is taken with respect to
 *     the log densities of the model, which has one for each state
 */
public record EstimatorVariance(
        String objective,
        String estimator,
        double statesPerRow,
        double loss,
        double lossVariance,
        double gradientVariance) {
    /** The number of data rows that are drawn. */
    static final int ROWS = 20_000;

    private static final String FULL = "full";
    private static final int[] NEIGHBORS = {1, 2, 4};

    /**
     * Measures all estimators of an objective on the same rows.
     *
     * @param task the training
     * @param truth the distribution that the rows are drawn from
     * @param logs the model's log densities by rank
     * @param streams the random streams, which draw rows and neighbors
     */
    static List<EstimatorVariance> of(PlaneTask task, ExactDistribution truth, double[] logs, RandomStreams streams) {
        String base = task.base();
        Neighborhood graph = task.spec().graph();
        int[] rows = truth.sample(ROWS, streams.stream("variance rows"));
        List<EstimatorVariance> variances = new ArrayList<>();
        boolean hasSampledForm = Objectives.hasSampledForm(base);
        Objective full = hasSampledForm ? Objectives.parse(base, Unit.LOG_RATIO, task.options()) : task.objective();
        variances.add(of(base, FULL, full, graph, rows, logs, streams.stream("variance", 0)));
        if (hasSampledForm) {
            for (int m : NEIGHBORS) {
                Objective sampled = Objectives.parse(
                        base + PlaneTask.SAMPLED, Unit.LOG_RATIO, task.options().withNeighbors(m));
                variances.add(of(base, "mc-" + m, sampled, graph, rows, logs, streams.stream("variance", m)));
            }
        }
        return variances;
    }

    private static EstimatorVariance of(
            String base,
            String estimator,
            Objective objective,
            Neighborhood graph,
            int[] rows,
            double[] logs,
            UniformRandomProvider random) {
        EdgeBatch edges = new EdgeBatch(graph, true);
        int dimension = graph.space().dimension();
        int count = rows.length / dimension;
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        double[] losses = new double[count];
        double[] meanGradient = new double[logs.length];
        double squares = 0;
        long states = 0;
        for (int row = 0; row < count; row++) {
            StoppedException.throwIfInterrupted("the variance of an estimator");
            edges.clear();
            objective.select(edges, rows, row, 1, ones, random);
            states += edges.stateCount();
            double[] gradient = new double[edges.stateCount()];
            losses[row] = lossAndGradient(objective, edges, graph, logs, gradient);
            for (int i = 0; i < gradient.length; i++) {
                squares += gradient[i] * gradient[i] / count;
                meanGradient[rank(edges, graph, i)] += gradient[i] / count;
            }
        }
        double unbiased = count / (count - 1.0);
        double ofMean = 0;
        for (double mean : meanGradient) {
            ofMean += mean * mean;
        }
        double loss = Arrays.stream(losses).average().orElseThrow();
        double deviations = Arrays.stream(losses)
                .map(value -> (value - loss) * (value - loss))
                .average()
                .orElseThrow();
        return new EstimatorVariance(
                base, estimator, (double) states / count, loss, unbiased * deviations, unbiased * (squares - ofMean));
    }

    /** Returns the loss, and adds its gradient with respect to the log densities of the batch's states. */
    private static double lossAndGradient(
            Objective objective, EdgeBatch edges, Neighborhood graph, double[] logs, double[] gradient) {
        double[] values = new double[edges.size()];
        for (int e = 0; e < values.length; e++) {
            values[e] = logs[rank(edges, graph, edges.target(e))] - logs[rank(edges, graph, edges.source(e))];
        }
        double[] slopes = new double[values.length];
        double loss = objective.lossAndGradient(edges, values, slopes);
        for (int e = 0; e < slopes.length; e++) {
            gradient[edges.target(e)] += slopes[e];
            gradient[edges.source(e)] -= slopes[e];
        }
        return loss;
    }

    private static int rank(EdgeBatch edges, Neighborhood graph, int state) {
        return (int) graph.space().rank(edges.states(), state * graph.space().dimension());
    }
}
