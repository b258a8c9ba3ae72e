package org.concretescore.nn.network;

import java.util.function.Function;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.nn.plan.NetworkGraph;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** A network that is built with {@link Layers}. */
final class LayeredNetwork implements GraphNetwork {
    private final int inputWidth;
    private final int outputWidth;
    private final int shard;
    private final Function<Layers, SDVariable> build;
    private int parameterCount = -1;

    /** Makes a network from a function that adds the layers and returns the output, of shape [B, outputWidth]. */
    LayeredNetwork(int inputWidth, int outputWidth, int shard, Function<Layers, SDVariable> build) {
        this.build = build;
        this.inputWidth = inputWidth;
        this.outputWidth = outputWidth;
        this.shard = shard;
    }

    @Override
    public int inputWidth() {
        return inputWidth;
    }

    @Override
    public int outputWidth() {
        return outputWidth;
    }

    @Override
    public int shard() {
        return shard;
    }

    @Override
    public NetworkGraph graph(DataType type) {
        Layers layers = new Layers(type, inputWidth);
        return layers.finish(build.apply(layers), outputWidth);
    }

    @Override
    public synchronized int parameterCount() {
        if (parameterCount < 0) {
            parameterCount = counted().parameterCount();
        }
        return parameterCount;
    }

    @Override
    public float[] initialParameters(UniformRandomProvider random) {
        return counted().initialParameters(random);
    }

    /** The layers themselves remember what is built; the last one's output is of no use here. */
    @SuppressWarnings("ReturnValueIgnored")
    private Layers counted() {
        Layers layers = Layers.counting(inputWidth);
        build.apply(layers);
        return layers;
    }
}
