package org.concretescore.nn.dl4j;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A DL4J net of one plan, without an updater. It offers what both kinds of nets can do. */
sealed interface Replica {
    /** Returns the flat vector of parameters, [1, n], which is written in place. */
    INDArray parameters();

    /** Returns the outputs for inputs [B, in], and keeps the arrays that backward needs. */
    INDArray forward(INDArray inputs);

    /** Returns the outputs for inputs [B, in], and keeps nothing. */
    INDArray infer(INDArray inputs);

    /** Returns the gradients at the parameters, [1, n], and at the inputs, [B, in], for the last forward pass. */
    Pair<INDArray, INDArray> backward(INDArray outputGradients);

    static Replica of(MultiLayerConfiguration configuration, INDArray parameters) {
        MultiLayerNetwork net = new MultiLayerNetwork(configuration);
        net.init(parameters, false);
        return new Layers(net);
    }

    static Replica of(ComputationGraphConfiguration configuration, INDArray parameters) {
        OpenGraph net = new OpenGraph(configuration);
        net.init(parameters, false);
        return new Graph(net);
    }

    /** A stack of layers. */
    record Layers(MultiLayerNetwork net) implements Replica {
        @Override
        public INDArray parameters() {
            return net.params();
        }

        @Override
        public INDArray forward(INDArray inputs) {
            net.setInput(inputs);
            List<INDArray> activations = net.feedForward(true, false);
            return activations.get(activations.size() - 1);
        }

        @Override
        public INDArray infer(INDArray inputs) {
            return net.output(inputs, false);
        }

        @Override
        public Pair<INDArray, INDArray> backward(INDArray outputGradients) {
            Pair<Gradient, INDArray> both = net.backpropGradient(outputGradients, null);
            return Pair.of(both.getFirst().gradient(), both.getSecond());
        }
    }

    /** A graph of one input and one output. */
    record Graph(OpenGraph net) implements Replica {
        @Override
        public INDArray parameters() {
            return net.params();
        }

        @Override
        public INDArray forward(INDArray inputs) {
            String output = net.getConfiguration().getNetworkOutputs().get(0);
            return net.feedForward(new INDArray[] {inputs}, true, false).get(output);
        }

        @Override
        public INDArray infer(INDArray inputs) {
            return net.outputSingle(false, inputs);
        }

        @Override
        public Pair<INDArray, INDArray> backward(INDArray outputGradients) {
            return net.backward(outputGradients);
        }
    }

    /** A graph that returns the gradient at its input. The public methods clear it before they return. */
    final class OpenGraph extends ComputationGraph {
        private static final long serialVersionUID = 1;

        OpenGraph(ComputationGraphConfiguration configuration) {
            super(configuration);
        }

        Pair<INDArray, INDArray> backward(INDArray outputGradients) {
            calcBackpropGradients(false, false, outputGradients);
            INDArray atInput =
                    getVertex(getConfiguration().getNetworkInputs().get(0)).getEpsilon();
            for (GraphVertex vertex : vertices) {
                vertex.clear();
            }
            return Pair.of(gradient.gradient(), atInput);
        }
    }
}
