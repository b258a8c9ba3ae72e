package org.concretescore.examples.example;

import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.graph.*;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.data.NdData;
import org.concretescore.nn.dl4j.Dl4jArchitecture;
import org.concretescore.nn.model.*;
import org.concretescore.nn.plan.Backend;
import org.concretescore.nn.train.*;
import org.concretescore.sampling.chain.*;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.Builder;
import org.deeplearning4j.nn.conf.layers.*;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * A DL4J classifier and a score network of DL4J layers learn from one iterator; the classifier judges what the other
 * draws.
 */
public final class Dl4jScoreNetwork {
    public static void main(String[] arguments) {
        Backend.useOneThread(); // before the first use of ND4J; one native thread is quickest for small nets
        RandomStreams streams = new RandomStreams(1);
        UniformRandomProvider random = streams.stream("bars");
        DataSetIterator bars = new ListDataSetIterator<>(
                Stream.generate(() -> bar(random)).limit(1000).toList(), 50);
        DenseLayer hidden = new DenseLayer.Builder()
                .nIn(9)
                .nOut(32)
                .activation(Activation.TANH)
                .build();

        OutputLayer kinds = new OutputLayer.Builder().nIn(32).nOut(2).build();
        Builder options = new Builder().updater(new Adam(0.01)).activation(Activation.SOFTMAX);
        MultiLayerNetwork classifier =
                new MultiLayerNetwork(options.list(hidden, kinds).build());
        classifier.fit(bars, 10);

        Dataset data = NdData.dataset(bars);
        DenseLayer energy = new DenseLayer.Builder().nIn(32).nOut(1).build();
        Dl4jArchitecture net = Dl4jArchitecture.of(new Builder()
                .activation(Activation.IDENTITY)
                .list(hidden, energy)
                .build());
        NetworkSpec spec = NetworkSpec.energy(Graphs.hamming(data.space())).withArchitecture(net);
        Trainer trainer = Trainer.of(TrainerOptions.defaults().withSteps(500).withLearningRate(0.01));
        try (NeuralModel model =
                trainer.fit(spec, Objectives.csm(), data, streams).model()) {
            Chains chains = Chains.atRandom(data.space(), 100, streams, "chains");
            Samples.draw(MetropolisHastings.of(model.score()), chains, SamplingOptions.of(200_000));
            Dataset drawn = Dataset.of(data.schema(), chains.states(), chains.count());
            INDArray answers = classifier.output(NdData.array(drawn).castTo(Nd4j.dataType()));
            INDArray sure = answers.max(1).gt(0.9).castTo(Nd4j.dataType());
            System.out.println("The classifier is sure of " + sure.sumNumber().intValue() + " of 100 drawn pictures.");
        }
    }

    private static DataSet bar(UniformRandomProvider random) {
        int way = random.nextInt(2);
        int at = random.nextInt(3);
        float[][] pixels = new float[1][9]; // one picture of 3 x 3
        for (int i = 0; i < 9; i++) {
            pixels[0][i] = (way == 0 ? i / 3 : i % 3) == at || random.nextInt(20) == 0 ? 1 : 0;
        }
        return new DataSet(Nd4j.createFromArray(pixels), Nd4j.createFromArray(new float[][] {{1 - way, way}}));
    }
}
