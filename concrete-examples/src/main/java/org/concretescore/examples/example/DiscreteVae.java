package org.concretescore.examples.example;

import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.latent.*;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.latent.*;
import org.concretescore.nn.train.*;

/** A variational autoencoder with three latent bits, trained through Concrete relaxations and by VIMCO. */
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
        LatentSpec spec = LatentSpec.parse("4H~16V", 2); // 4 latent bits, 16 pixels, tanh layers between
        for (Estimator estimator : new Estimator[] {Estimator.CONCRETE, Estimator.VIMCO}) {
            LatentModel model = LatentTrainer.of(
                            LatentTrainer.defaults().withSteps(1500).withLearningRate(0.01))
                    .fit(spec, LatentObjective.of(estimator, 5, 2), data, streams)
                    .model();
            MultiSampleBound bound = model.bound(data, 100, streams, 2);
            System.out.printf("%s: %.2f nats a picture (at best %.2f)%n", estimator, bound.mean(), -Math.log(16));
        }
    }
}
