package org.concretescore.nn.network;

import org.concretescore.nn.plan.CompiledNetwork;
import org.concretescore.nn.plan.NetworkGraph;
import org.concretescore.nn.plan.ScoreNetwork;
import org.nd4j.linalg.api.buffer.DataType;

/** A network given as a SameDiff graph. */
public interface GraphNetwork extends Network {
    /**
     * Builds the graph.
     *
     * @param type FLOAT for use; DOUBLE for tests of gradients
     * @return a new graph
     */
    NetworkGraph graph(DataType type);

    @Override
    default ScoreNetwork open() {
        return CompiledNetwork.of(graph(DataType.FLOAT));
    }
}
