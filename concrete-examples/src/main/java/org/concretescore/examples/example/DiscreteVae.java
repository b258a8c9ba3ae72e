package org.concretescore.examples.example;

import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.latent.*;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.latent.*;
import org.concretescore.nn.train.*;

/**
 * A variational autoencoder with four latent bits learns four independent bars, through Concrete relaxations and by
 * VIMCO.
 */
public final class DiscreteVae {
    public static void main(String[] arguments) {
        RandomStreams streams = new RandomStreams(1);
        UniformRandomProvider random = streams.stream("bars");
        // Pictures of 4 x 4 pixels: each of the four rows is on or off.
        int[][] pictures = IntStream.range(0, 1000)
                .mapToObj(i -> random.nextInt(16))
                .map(rows -> IntStream.range(0, 16)
                        .map(pixel -> rows >> pixel / 4 & 1)
                        .toArray())
                .toArray(int[][]::new);
        Dataset data = Dataset.of(pictures);
        // 4 latent bits and 16 pixels. One bit a row is enough, so the layers are linear. With tanh layers ("4H~16V")
        // the same training ends at worse optima, 2 to 4 nats lower.
        LatentSpec spec = LatentSpec.parse("4H-16V", 2);
        for (Estimator estimator : new Estimator[] {Estimator.CONCRETE, Estimator.VIMCO}) {
            LatentModel model = LatentTrainer.of(
                            LatentTrainer.defaults().withSteps(1000).withLearningRate(0.05))
                    .fit(spec, LatentObjective.of(estimator, 5, 2), data, streams)
                    .model();
            MultiSampleBound bound = model.bound(data, 100, streams, 2);
            System.out.printf("%s: %.2f nats a picture (at best %.2f)%n", estimator, bound.mean(), -Math.log(16));
        }
    }
}
