package org.concretescore.examples.example;

import java.util.stream.IntStream;
import org.apache.commons.rng.sampling.distribution.*;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.vector.*;
import org.concretescore.nn.model.*;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.train.*;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.langevin.AutoregressiveLangevin;

/** Autoregressive score matching on plain arrays of doubles: a model learns points on a circle, and draws others. */
public final class ArcsmOnArrays {
    public static void main(String[] arguments) {
        RandomStreams streams = new RandomStreams(1);
        SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(streams.stream("data"));
        double[][] circle = IntStream.range(0, 2000)
                .mapToObj(i -> {
                    double radius = 1 + 0.05 * normal.sample();
                    return new double[] {radius * Math.cos(i), radius * Math.sin(i)};
                })
                .toArray(double[][]::new);
        NoiseLevels levels = NoiseLevels.of(1, 0.5, 0.25, 0.12, 0.06);
        Arcsm network = Arcsm.defaults().withContext(16, 64).withWidths(64, 64).withNoise(true);
        VectorModel model = VectorTrainer.of(VectorTrainer.defaults().withSteps(1000))
                .fit(network, new CompositeDenoising(levels), Vectors.of(circle), streams)
                .model();
        double[] points = new double[500 * 2];
        try (ArcsmModel scores = ArcsmModel.of(model)) {
            AutoregressiveLangevin.of(0.002, 60).sample(scores, 500, streams, 1, points, new Tally());
        }
        double near = IntStream.range(0, 500)
                .filter(i -> Math.abs(Math.hypot(points[2 * i], points[2 * i + 1]) - 1) < 0.3)
                .count();
        System.out.printf("%.0f %% of the drawn points lie within 0.3 of the circle%n", near / 5);
    }
}
