package org.concretescore.examples;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.vector.CompositeScoreMatching;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.core.vector.Vectors;
import org.concretescore.nn.model.ArcsmModel;
import org.concretescore.nn.model.VectorModel;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.network.ConvolutionalContext;
import org.concretescore.nn.train.VectorTrainer;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.langevin.AutoregressiveLangevin;
import org.concretescore.sampling.langevin.ConditionalIntegrals;
import org.junit.jupiter.api.Test;

/** From images to a model with a convolutional context, its samples and its log-likelihood. */
final class ConvolutionalScoresTest {

    /** Images of 2 x 3 whose rows are chains: the first pixel ~ N(0, 1), the others ~ N(0.8 left, 0.6^2). */
    private static Vectors images(int n) {
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(STREAMS.stream("images"));
        float[] values = new float[6 * n];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (i % 3 == 0 ? normal.sample() : 0.8 * values[i - 1] + 0.6 * normal.sample());
        }
        return Vectors.of(6, values);
    }

    @Test
    void samplesAndIntegrals() {
        Arcsm arcsm = Arcsm.defaults()
                .withContext(ConvolutionalContext.of(2, 3, 1).withLength(4).withBlocks(6, 1))
                .withWidths(16, 16)
                .withActivation(Activation.TANH);
        Vectors data = images(10_000);
        VectorModel fit = VectorTrainer.of(
                        VectorTrainer.defaults().withSteps(200).withBatch(128).withLearningRate(2e-2))
                .fit(arcsm, new CompositeScoreMatching(NoiseLevels.none()), data, STREAMS)
                .model();
        int n = 512;
        double[] drawn = new double[6 * n];
        double[] rows = new double[6 * n];
        Arrays.setAll(rows, i -> data.values()[i]);
        double[] logDensities = new double[n];
        try (ArcsmModel model = ArcsmModel.of(fit)) {
            AutoregressiveLangevin.of(0.05, 100).sample(model, n, STREAMS, 2, drawn, new Tally());
            new ConditionalIntegrals(-8, 8, 64).logDensities(model, rows, n, logDensities, null);
        }
        double product = 0;
        double squares = 0;
        for (int i = 0; i < drawn.length; i++) {
            squares += drawn[i] * drawn[i] / drawn.length;
            product += i % 3 == 0 ? 0 : drawn[i] * drawn[i - 1] / (4 * n);
        }
        // Five standard deviations of either mean are below 0.2; the rest is the model's.
        assertEquals(1, squares, 0.3);
        assertEquals(0.8, product, 0.3);
        double entropy = 3 * Math.log(2 * Math.PI * Math.E) + 4 * Math.log(0.6);
        double mean = Arrays.stream(logDensities).average().orElseThrow();
        // A mean of 512 log densities, each with a variance of 6 / 2: five standard deviations are 0.38.
        assertEquals(-entropy, mean, 0.5);
        assertTrue(Arrays.stream(logDensities).allMatch(Double::isFinite));
    }
}
