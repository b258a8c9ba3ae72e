package org.concretescore.nn.dl4j;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.data.NdData;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.model.NormalisedNetwork;
import org.concretescore.nn.plan.Backend;
import org.concretescore.nn.train.Trainer;
import org.concretescore.nn.train.TrainerOptions;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.ViewIterator;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** A net of DL4J, trained by DL4J, and a model, trained here, on the batches of one iterator. */
final class OneIteratorTest {
    private static final int ROWS = 400;

    /** Two bits for the first label and two for the second, one of them at random. */
    private static DataSetIterator batches() {
        UniformRandomProvider random = STREAMS.stream("rows");
        float[][] features = new float[ROWS][4];
        float[][] labels = new float[ROWS][2];
        for (int i = 0; i < ROWS; i++) {
            int label = random.nextInt(2);
            labels[i][label] = 1;
            features[i][2 * label] = 1;
            features[i][2 * label + 1] = random.nextInt(2);
        }
        return new ViewIterator(new DataSet(Nd4j.createFromArray(features), Nd4j.createFromArray(labels)), 50);
    }

    @Test
    void bothLearn() {
        Backend.useOneThread();
        DataSetIterator batches = batches();
        MultiLayerNetwork classifier = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.05))
                .list(new OutputLayer.Builder()
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        classifier.fit(batches, 5);
        Dataset data = NdData.dataset(batches);
        assertEquals(ROWS, data.count());
        classifier.fit(batches, 15);
        Trainer trainer = Trainer.of(TrainerOptions.defaults().withSteps(300).withLearningRate(1e-2));
        NetworkSpec spec = NetworkSpec.made(Graphs.hamming(data.space()));
        try (NeuralModel model = trainer.fit(spec, Objectives.likelihood(), data, new RandomStreams(1))
                .model()) {
            double[] logDensities = new double[ROWS];
            ((NormalisedNetwork) model).logDensities(data.states(), ROWS, logDensities);
            double mean = Arrays.stream(logDensities).average().orElseThrow();
            // Four rows are equally probable.
            assertEquals(-Math.log(4), mean, 0.1);
        }
        assertTrue(classifier.evaluate(batches).accuracy() > 0.99);
    }
}
