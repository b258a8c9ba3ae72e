package org.concretescore.core.plane;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;

/**
 * The two-dimensional data sets of the density estimation literature, as the toy data of FFJORD (Grathwohl et al. 2019)
 * define them. All points are independent. Immutable.
 */
public final class PlaneDistribution {
    /** The names that {@link #of} knows. */
    public static final List<String> NAMES =
            List.of("2spirals", "8gaussians", "circles", "moons", "pinwheel", "swissroll", "checkerboard");

    /** The largest number of cells per side for {@link #quantised}. */
    public static final int MAX_BINS = 1024;

    /** Cells per side for the entropy. The sides of the checkerboard's squares are borders of cells. */
    private static final int ENTROPY_BINS = 384;

    private final String name;
    private final double halfRange;
    private final PlaneLaw law;

    private PlaneDistribution(String name, double halfRange, PlaneLaw law) {
        this.name = name;
        this.halfRange = halfRange;
        this.law = law;
    }

    /**
     * Returns a data set by its name.
     *
     * @param name one of {@link #NAMES}
     * @return the distribution
     * @throws IllegalArgumentException if the name is unknown
     */
    public static PlaneDistribution of(String name) {
        return switch (name) {
            case "2spirals" -> new PlaneDistribution(name, 5.47, BlurredCurve.twoSpirals());
            case "8gaussians" -> new PlaneDistribution(name, 6.20, BlurredCurve.eightGaussians());
            case "circles" -> new PlaneDistribution(name, 5.78, BlurredCurve.circles());
            case "moons" -> new PlaneDistribution(name, 5.67, BlurredCurve.moons());
            case "pinwheel" -> new PlaneDistribution(name, 5.95, new Pinwheel());
            case "swissroll" -> new PlaneDistribution(name, 5.26, BlurredCurve.swissroll());
            case "checkerboard" -> new PlaneDistribution(name, 6.00, new Checkerboard());
            default ->
                throw new IllegalArgumentException(
                        "unknown data set '" + name + "'; the known names are " + String.join(", ", NAMES));
        };
    }

    /**
     * Returns the name.
     *
     * @return one of {@link #NAMES}
     */
    public String name() {
        return name;
    }

    /**
     * Returns half the side of the square of the set's {@link GrayCode}. The literature uses the largest absolute
     * coordinate of one sample of a few thousand points, plus 2, and does not state it. For most sets that number
     * varies from sample to sample by 0.1. These constants are the values, to 0.01, at which {@link #entropyFloor} is
     * the floor that its results are compared with: 2spirals 5.47, 8gaussians 6.20, circles 5.78, moons 5.67, pinwheel
     * 5.95, swissroll 5.26 and checkerboard 6.
     *
     * @return a constant
     */
    public double halfRange() {
        return halfRange;
    }

    /**
     * Draws independent points.
     *
     * @param random the generator
     * @param count number of points
     * @param xy receives {@code [count, 2]}, row-major
     * @throws IllegalArgumentException if the array is too short
     */
    public void sample(UniformRandomProvider random, int count, double[] xy) {
        PlaneGrid.requireLength("xy", xy.length, 2, count);
        law.sample(random, count, xy);
    }

    /**
     * Returns the probability density.
     *
     * @param x the first coordinate
     * @param y the second
     * @return the density per unit of area
     * @throws IllegalArgumentException if a coordinate is NaN
     */
    public double density(double x, double y) {
        if (Double.isNaN(x + y)) {
            throw new IllegalArgumentException(
                    "the coordinates of a point must be numbers, were (" + x + ", " + y + ")");
        }
        return law.density(x, y);
    }

    /**
     * Returns the exact distribution of the cell of a point. The error is about 1e-10 in total variation.
     *
     * @param grid the cells, at most {@value #MAX_BINS} per side
     * @return the distribution on {@link PlaneGrid#space}
     * @throws IllegalArgumentException if there are more cells
     */
    public ExactDistribution quantised(PlaneGrid grid) {
        if (grid.bins() > MAX_BINS) {
            throw new IllegalArgumentException(
                    "bins of an exact distribution must be at most " + MAX_BINS + ", were " + grid.bins());
        }
        double[] masses = new double[grid.bins() * grid.bins()];
        law.addMasses(grid, masses);
        return ExactDistribution.of(grid.space(), masses);
    }

    /**
     * Returns the entropy of the 32 bits of the {@link GrayCode} of this set's half range. No model has a mean negative
     * log likelihood below it. The error is below 1e-3.
     *
     * @return nats
     */
    public double entropyFloor() {
        // The density does not vary within a cell of the code, which is small. The floor is the differential entropy
        // minus the logarithm of the cell's area. The bias of coarse cells is of second order in their side, so it can
        // be extrapolated away.
        double entropy = (4 * differentialEntropy(ENTROPY_BINS) - differentialEntropy(ENTROPY_BINS / 2)) / 3;
        return entropy - 2 * Math.log(GrayCode.of(halfRange).grid().cellSide());
    }

    private double differentialEntropy(int bins) {
        PlaneGrid grid = PlaneGrid.of(bins, halfRange);
        return quantised(grid).entropy() + 2 * Math.log(grid.cellSide());
    }

    @Override
    public String toString() {
        return name;
    }
}
