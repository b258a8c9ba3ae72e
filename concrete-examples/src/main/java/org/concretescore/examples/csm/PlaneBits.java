package org.concretescore.examples.csm;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.plane.GrayCode;
import org.concretescore.core.plane.PlaneDistribution;
import org.concretescore.core.plane.PlaneGrid;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;

/**
 * A problem whose states are the 32 bits of the Gray code. Models are judged by the mean negative log-likelihood of
 * fresh draws. Its normalising constant is estimated on strata, which are the cells of a coarse grid.
 */
final class PlaneBits implements PlaneProblem {
    private static final int TEST_SAMPLES = 100_000;
    /** The number of draws of the second pass that estimates log Z. */
    private static final int DRAWS = 2_000_000;
    /** The number of most significant bits of a coordinate that number the strata. */
    private static final int TOP = 8;

    private static final int[] STRATA = IntStream.range(0, 2 * TOP)
            .map(i -> i / TOP * GrayCode.BITS + i % TOP)
            .toArray();

    private final PlaneDistribution distribution;
    private final GrayCode code;
    private final RandomStreams streams;
    private final Dataset data;
    private final int[] test;
    private final double floor;

    PlaneBits(PlaneDistribution distribution, int trainSamples, RandomStreams streams) {
        this.distribution = distribution;
        this.streams = streams;
        code = GrayCode.of(distribution.halfRange());
        data = Dataset.of(schema(), draw(trainSamples, streams.stream("data")), trainSamples);
        test = draw(TEST_SAMPLES, streams.stream("test"));
        floor = distribution.entropyFloor();
    }

    private int[] draw(int count, UniformRandomProvider random) {
        double[] xy = new double[2 * count];
        distribution.sample(random, count, xy);
        int[] states = new int[Math.multiplyExact(count, 2 * GrayCode.BITS)];
        code.encode(xy, count, states);
        return states;
    }

    @Override
    public Schema schema() {
        return Schema.of(code.space());
    }

    @Override
    public Dataset data() {
        return data;
    }

    @Override
    public int cells() {
        return 1 << TOP;
    }

    @Override
    public double[] masses() {
        return distribution
                .quantised(PlaneGrid.of(cells(), distribution.halfRange()))
                .probabilities();
    }

    @Override
    public Judgement judge(LogDensity model) {
        double[] logs = new double[TEST_SAMPLES];
        model.logDensities(test, TEST_SAMPLES, logs);
        StratifiedLogZ z = StratifiedLogZ.of(model, STRATA, DRAWS, streams.stream("log-z"));
        double mean = Arrays.stream(logs).average().orElseThrow();
        double squares =
                Arrays.stream(logs).map(log -> (log - mean) * (log - mean)).sum();
        double testError = Math.sqrt(squares / (TEST_SAMPLES - 1.0) / TEST_SAMPLES);
        PlaneLikelihood likelihood = new PlaneLikelihood(
                z.logZ() - mean, Math.hypot(z.error(), testError), z.logZ(), z.error(), testError, floor);
        return new Judgement(null, null, likelihood, cells(z.masses()), null);
    }

    /** Converts the masses of strata, which Gray bits number, to masses of cells. */
    private static double[] cells(double[] strata) {
        int side = 1 << TOP;
        double[] masses = new double[strata.length];
        for (int x = 0; x < side; x++) {
            for (int y = 0; y < side; y++) {
                masses[x * side + y] = strata[(x ^ x >>> 1) * side + (y ^ y >>> 1)];
            }
        }
        return masses;
    }
}
