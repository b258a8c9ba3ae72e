package org.concretescore.examples.csm;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.plane.PlaneDistribution;
import org.concretescore.core.plane.PlaneGrid;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;

/** A problem whose states are the cells of a grid. There are so few that models are judged exactly. */
final class PlaneBins implements PlaneProblem {
    private final Schema schema;
    private final ExactDistribution truth;
    private final Dataset data;
    private final int bins;

    PlaneBins(PlaneDistribution distribution, int bins, int trainSamples, RandomStreams streams) {
        this.bins = bins;
        truth = distribution.quantised(PlaneGrid.of(bins));
        schema = Schema.of(truth.space());
        data = Dataset.of(schema, truth.sample(trainSamples, streams.stream("data")), trainSamples);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public Dataset data() {
        return data;
    }

    @Override
    public int cells() {
        return bins;
    }

    @Override
    public double[] masses() {
        return truth.probabilities();
    }

    @Override
    public Judgement judge(LogDensity model) {
        ExactDistribution learned;
        try {
            learned = ExactDistribution.of(model);
        } catch (IllegalArgumentException e) {
            // The densities are not finite. This must not end the other trainings.
            double[] none = new double[bins * bins];
            Arrays.fill(none, Double.NaN);
            return new Judgement(Double.NaN, Double.NaN, null, none, none);
        }
        double[] logs = IntStream.range(0, bins * bins)
                .mapToDouble(learned::logProbability)
                .toArray();
        return new Judgement(truth.kl(learned), truth.tv(learned), null, learned.probabilities(), logs);
    }

    @Override
    public List<EstimatorVariance> variances(PlaneTask task, Judgement judgement, RandomStreams streams) {
        return EstimatorVariance.of(task, truth, judgement.logs(), streams);
    }
}
