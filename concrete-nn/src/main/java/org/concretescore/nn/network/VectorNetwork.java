package org.concretescore.nn.network;

import org.concretescore.core.vector.PointBatch;

/** A {@link Network} that answers at vectors of real numbers. */
public interface VectorNetwork extends Network {
    /**
     * Writes points as rows of input.
     *
     * @param points holds the points
     * @param from the first point
     * @param count the number of points
     * @param rows receives {@code [count, inputWidth]}
     */
    void encode(PointBatch points, int from, int count, float[] rows);
}
