package org.concretescore.core.plane;

import org.apache.commons.rng.UniformRandomProvider;

/** What the seven sets have in common: they can be drawn from, and their density and cell masses are known. */
sealed interface PlaneLaw permits BlurredCurve, Pinwheel, Checkerboard {
    /** Writes {@code [count, 2]} independent points. */
    void sample(UniformRandomProvider random, int count, double[] xy);

    /** The probability density at a point. */
    double density(double x, double y);

    /**
     * Adds the mass of each cell. Cells at the grid's rim reach to infinity.
     *
     * @param grid the cells
     * @param masses {@code [bins * bins]}, by rank
     */
    void addMasses(PlaneGrid grid, double[] masses);
}
