package org.concretescore.nn.latent.internal;

import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.latent.Relaxation;
import org.concretescore.nn.latent.Temperatures;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.StopGradient;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What all parts of a latent variable model's graph are made from.
 *
 * @param graph the graph
 * @param type the type of its numbers
 * @param spec the layers
 * @param relaxation the form of the nodes
 * @param temperatures the temperatures of relaxed nodes
 * @param samples the number of samples of a row
 * @param input the rows of the input, as {@link LatentGraph} describes them
 */
record LatentParts(
        SameDiff graph,
        DataType type,
        LatentSpec spec,
        Relaxation relaxation,
        Temperatures temperatures,
        int samples,
        SDVariable input) {
    /** Returns some columns of the input. */
    SDVariable columns(int from, int width) {
        return graph.slice(input, new int[] {0, from}, new int[] {-1, width});
    }

    /** Returns a variable that is not differentiated. */
    SDVariable stop(SDVariable x) {
        return new StopGradient(graph, x).outputVariable();
    }

    SDVariable constant(double[][] matrix) {
        return graph.constant(Nd4j.createFromArray(matrix).castTo(type));
    }
}
