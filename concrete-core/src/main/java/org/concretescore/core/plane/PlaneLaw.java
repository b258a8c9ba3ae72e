package org.concretescore.core.plane;

import org.apache.commons.rng.UniformRandomProvider;

/** A set of points that can be drawn from, with known density and cell masses. */
sealed interface PlaneLaw permits BlurredCurve, Pinwheel, Checkerboard {
    /** Writes {@code [count, 2]} independent points. */
    void sample(UniformRandomProvider random, int count, double[] xy);

    /** Returns the probability density at a point. */
    double density(double x, double y);

    /**
     * Adds the mass of each cell. Cells at the grid's rim reach to infinity.
     *
     * @param grid the cells
     * @param masses {@code [bins * bins]}, by rank
     */
    void addMasses(PlaneGrid grid, double[] masses);
}
