package org.concretescore.core.plane;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.numeric.GaussLegendre;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.verify.PearsonTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class PlaneDistributionTest {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private static List<String> names() {
        return PlaneDistribution.NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void massesSumTo1(String name) {
        PlaneDistribution plane = PlaneDistribution.of(name);
        assertEquals(0, plane.quantised(PlaneGrid.of(2)).logZ(), 1e-10);
        assertEquals(0, plane.quantised(PlaneGrid.of(91)).logZ(), 1e-10);
        // Much lies outside, and far off there is nothing.
        assertEquals(0, plane.quantised(PlaneGrid.of(7, 1.5)).logZ(), 1e-10);
        assertEquals(0, plane.quantised(PlaneGrid.of(100, 100)).logZ(), 1e-10);
    }

    @ParameterizedTest
    @MethodSource("names")
    void aCoarseCellHasTheMassOfTheFineOnesInIt(String name) {
        PlaneDistribution plane = PlaneDistribution.of(name);
        double[] fine = plane.quantised(PlaneGrid.of(91)).probabilities();
        double[] summed = new double[13 * 13];
        for (int rank = 0; rank < fine.length; rank++) {
            summed[rank / 91 / 7 * 13 + rank % 91 / 7] += fine[rank];
        }
        PlaneGrid coarse = PlaneGrid.of(13);
        assertEquals(0, plane.quantised(coarse).tv(ExactDistribution.of(coarse.space(), summed)), 1e-10);
    }

    /** On cells that the sides of the checkerboard's squares don't cut. */
    @ParameterizedTest
    @MethodSource("names")
    void theDensityIntegratesToTheMassOfACell(String name) {
        PlaneDistribution plane = PlaneDistribution.of(name);
        PlaneGrid grid = PlaneGrid.of(32);
        ExactDistribution exact = plane.quantised(grid);
        GaussLegendre rule = new GaussLegendre(16);
        UniformRandomProvider random = STREAMS.stream(name);
        for (int trial = 0; trial < 60; trial++) {
            int i = 1 + random.nextInt(30);
            int j = 1 + random.nextInt(30);
            double sum = 0;
            for (int k = 0; k < 256; k++) {
                double x = grid.border(i) + grid.cellSide() * rule.node(k / 16);
                double y = grid.border(j) + grid.cellSide() * rule.node(k % 16);
                sum += rule.weight(k / 16) * rule.weight(k % 16) * plane.density(x, y);
            }
            double area = grid.cellSide() * grid.cellSide();
            // Pinwheel's density is singular where the map from (r, s) folds, 4 standard deviations off.
            double tolerance = name.equals("pinwheel") ? 1e-8 : 1e-10;
            assertEquals(exact.probability(i * 32 + j), sum * area, tolerance, () -> "cell " + i + ", " + j);
        }
    }

    /** Against the definitions, summed by brute force. */
    @ParameterizedTest
    @CsvSource({"0.5,0.5", "-1.2,0.9", "1.9,-0.4", "-2.6,1.4", "0.1,-1.5"})
    void densitiesByTheBook(double x, double y) {
        double spirals = 0;
        double circles = 0;
        double moons = 0;
        double swissroll = 0;
        int n = 200_000;
        for (int i = 0; i < n; i++) {
            double u = (i + 0.5) / n;
            double t = Math.sqrt(u) * Math.toRadians(540);
            spirals += spiral(x + t * Math.cos(t) / 3) * spiral(y - t * Math.sin(t) / 3) / 2;
            spirals += spiral(-x + t * Math.cos(t) / 3) * spiral(-y - t * Math.sin(t) / 3) / 2;
            double turn = 2 * Math.PI * u;
            circles += normal(x - 3 * Math.cos(turn), 0.24) * normal(y - 3 * Math.sin(turn), 0.24) / 2;
            circles += normal(x - 1.5 * Math.cos(turn), 0.24) * normal(y - 1.5 * Math.sin(turn), 0.24) / 2;
            double a = Math.PI * u;
            moons += normal(x - 2 * Math.cos(a) + 1, 0.2) * normal(y - 2 * Math.sin(a) + 0.2, 0.2) / 2;
            moons += normal(x - 1 + 2 * Math.cos(a), 0.2) * normal(y - 0.8 + 2 * Math.sin(a), 0.2) / 2;
            t = 1.5 * Math.PI * (1 + 2 * u);
            swissroll += normal(x - t * Math.cos(t) / 5, 0.2) * normal(y - t * Math.sin(t) / 5, 0.2);
        }
        assertEquals(spirals / n, PlaneDistribution.of("2spirals").density(x, y), 1e-6);
        assertEquals(circles / n, PlaneDistribution.of("circles").density(x, y), 1e-6);
        assertEquals(moons / n, PlaneDistribution.of("moons").density(x, y), 1e-6);
        assertEquals(swissroll / n, PlaneDistribution.of("swissroll").density(x, y), 1e-6);
        double gaussians = 0;
        double r = Math.sqrt(0.5);
        double[][] centers = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {r, r}, {r, -r}, {-r, r}, {-r, -r}};
        for (double[] center : centers) {
            gaussians += normal(1.414 * x - 4 * center[0], 0.5) * normal(1.414 * y - 4 * center[1], 0.5) / 8;
        }
        assertEquals(
                1.414 * 1.414 * gaussians, PlaneDistribution.of("8gaussians").density(x, y), 1e-14);
    }

    private static double normal(double z, double deviation) {
        return NORMAL.density(z / deviation) / deviation;
    }

    /** Of U/6 + 0.1 N. */
    private static double spiral(double z) {
        return 6 * NORMAL.probability((z - 1 / 6.0) / 0.1, z / 0.1);
    }

    @ParameterizedTest
    @MethodSource("names")
    void samplesFollowTheMasses(String name) {
        PlaneDistribution plane = PlaneDistribution.of(name);
        PlaneGrid grid = PlaneGrid.of(45, 3.3);
        int n = 400_000;
        double[] xy = new double[2 * n];
        int[] states = new int[2 * n];
        plane.sample(STREAMS.stream("plane"), n, xy);
        grid.encode(xy, n, states);
        ExactDistribution exact = plane.quantised(grid);
        PearsonTest.of(states, n, exact).require("points of " + name);
    }

    @ParameterizedTest
    @CsvSource({
        "2spirals,20.04",
        "8gaussians,19.978",
        "circles,20.553",
        "moons,19.718",
        "pinwheel,19.547",
        "swissroll,20.142",
        "checkerboard,20.677"
    })
    void entropyFloorsOfTheLiterature(String name, double floor) {
        assertEquals(floor, PlaneDistribution.of(name).entropyFloor(), 0.005);
    }

    /** The entropy of the checkerboard is known, and that of the eight gaussians is almost that of one, plus log 8. */
    @Test
    void entropyFloorsByHand() {
        assertEquals(
                Math.log(32) - 2 * Math.log(12.0 / 65536),
                PlaneDistribution.of("checkerboard").entropyFloor(),
                1e-9);
        double apart = Math.log(8) + 1 + Math.log(2 * Math.PI) + 2 * Math.log(0.5 / 1.414);
        double overlap = apart
                - 2 * Math.log(12.4 / 65536)
                - PlaneDistribution.of("8gaussians").entropyFloor();
        // By a sum over a grid of 1600 x 1600 points, in Python, from the definition.
        assertEquals(0.006299, overlap, 1e-5);
    }

    @Test
    void unknownNamesAndBadArgumentsAreRefused() {
        assertEquals(
                "unknown data set 'spirals'; the known names are 2spirals, 8gaussians, circles, moons, pinwheel,"
                        + " swissroll,"
                        + " checkerboard",
                messageOf(() -> PlaneDistribution.of("spirals")));
        PlaneDistribution plane = PlaneDistribution.of("moons");
        assertEquals(
                "bins of an exact distribution must be at most 1024, were 1025",
                messageOf(() -> plane.quantised(PlaneGrid.of(1025))));
        assertEquals(
                "the coordinates of a point must be numbers, were (NaN, 1.0)",
                messageOf(() -> plane.density(Double.NaN, 1)));
        assertEquals(
                "xy holds 3 values, too few for 2 rows of 2",
                messageOf(() -> plane.sample(new RandomStreams(1).stream("plane"), 2, new double[3])));
    }

    @ParameterizedTest
    @MethodSource("names")
    void farAwayThereIsNothing(String name) {
        PlaneDistribution plane = PlaneDistribution.of(name);
        assertEquals(0, plane.density(50, -50));
        assertEquals(0, plane.density(Double.POSITIVE_INFINITY, 0));
        assertEquals(name, plane.name());
    }

    private static String messageOf(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }
}
