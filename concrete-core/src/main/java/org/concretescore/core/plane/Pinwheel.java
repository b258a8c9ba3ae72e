package org.concretescore.core.plane;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.concretescore.core.numeric.GaussLegendre;

/**
 * Five blades: {@code x + iy = 2 e^{-ia} (r + is)} with r and s normal and {@code a = 2 pi k/5 + exp(r)/4}.
 *
 * <p>Given r, a point moves along a line as s varies. The mass of a cell is the integral over r of the mass on the part
 * of that line in the cell. It is analytic in r except where the line passes through a corner of the cell. So the
 * integral is cut there, and each piece needs only a few Gauss nodes.
 */
final class Pinwheel implements PlaneLaw {
    private static final int BLADES = 5;
    private static final double SCALE = 2;
    private static final NormalDistribution RADIAL = NormalDistribution.of(1, 0.3);
    private static final NormalDistribution TANGENTIAL = NormalDistribution.of(0, 0.1);
    /** More than seven standard deviations of r below its mean. */
    private static final double LEAST_R = -1.2;

    private static final double MOST_R = 3.2;
    /** Eight standard deviations of s. */
    private static final double MOST_S = 0.8;
    /** Every point within reach is closer to the origin. */
    private static final double REACH = 7;
    /**
     * How far beyond the reach the s of a corner may be if a part of its cell is within reach, divided by the root of
     * the cell's diagonal. Near a fold of the map from (r, s), where 1 + s da/dr = 0, both vary as fast as that root.
     */
    private static final double FOLD = 4;
    /** The squared distance of (r, s) in standard deviations. The mass beyond it is exp(-r^2/2), 1e-11. */
    private static final double MOST_DEVIATION = 51;
    /** Larger cells are divided. This is less than half a standard deviation of 2s. */
    private static final double LARGEST_CELL = 0.09;

    private static final double SMALL_CELL = 0.02;
    private static final GaussLegendre RULE = new GaussLegendre(10);
    private static final GaussLegendre RULE_OF_SMALL_CELLS = new GaussLegendre(4);

    private static final int STEPS = 64;
    private static final double STEP = (MOST_R - LEAST_R) / STEPS;
    /** The grid on which the roots are searched, and a, its cosine and its sine there. */
    private static final double[] R = new double[STEPS + 1];

    private static final double[] TWIST = new double[STEPS + 1];
    private static final double[] COS = new double[STEPS + 1];
    private static final double[] SIN = new double[STEPS + 1];
    private static final int MOST_ROOTS = 16;

    static {
        for (int i = 0; i <= STEPS; i++) {
            R[i] = LEAST_R + i * STEP;
            TWIST[i] = twist(R[i]);
            COS[i] = Math.cos(TWIST[i]);
            SIN[i] = Math.sin(TWIST[i]);
        }
    }

    /** Returns the angle by which a blade is bent. It is its own derivative. */
    private static double twist(double r) {
        return 0.25 * Math.exp(r);
    }

    private static double angle(int blade) {
        return 2 * Math.PI * blade / BLADES;
    }

    @Override
    public void sample(UniformRandomProvider random, int count, double[] xy) {
        ContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
        for (int i = 0; i < count; i++) {
            double a = angle(random.nextInt(BLADES));
            double r = 1 + 0.3 * normal.sample();
            double s = 0.1 * normal.sample();
            a += twist(r);
            xy[2 * i] = SCALE * (r * Math.cos(a) + s * Math.sin(a));
            xy[2 * i + 1] = SCALE * (-r * Math.sin(a) + s * Math.cos(a));
        }
    }

    /** Computes the density by a change of variables: the determinant of (r, s) to (x, y) is 4 (1 + s da/dr). */
    @Override
    public double density(double x, double y) {
        double[] roots = new double[MOST_ROOTS];
        double sum = 0;
        for (int blade = 0; blade < BLADES; blade++) {
            double cos = Math.cos(angle(blade)) / SCALE;
            double sin = Math.sin(angle(blade)) / SCALE;
            double u = x * cos - y * sin;
            double v = x * sin + y * cos;
            int count = roots(u, v, MOST_S, roots);
            for (int i = 0; i < count; i++) {
                double a = twist(roots[i]);
                double s = u * Math.sin(a) + v * Math.cos(a);
                sum += RADIAL.density(roots[i]) * TANGENTIAL.density(s) / Math.abs(1 + s * a);
            }
        }
        return sum / (SCALE * SCALE * BLADES);
    }

    @Override
    public void addMasses(PlaneGrid grid, double[] masses) {
        Cuts cuts = Cuts.of(grid);
        double[] at = cuts.borders();
        double mostS = MOST_S + FOLD * Math.sqrt(Math.sqrt(2) * Math.min(LARGEST_CELL, grid.cellSide()) / SCALE);
        double[] breaks = new double[4 * MOST_ROOTS];
        for (int blade = 0; blade < BLADES; blade++) {
            double[][] left = corners(blade, at, at[0], mostS);
            for (int i = 0; i + 1 < at.length; i++) {
                double[][] right = corners(blade, at, at[i + 1], mostS);
                for (int j = 0; j + 1 < at.length; j++) {
                    int count = 0;
                    for (double[] corner : new double[][] {left[j], left[j + 1], right[j], right[j + 1]}) {
                        System.arraycopy(corner, 0, breaks, count, corner.length);
                        count += corner.length;
                    }
                    if (count > 1) {
                        Arrays.sort(breaks, 0, count);
                        masses[cuts.bins()[i] * grid.bins() + cuts.bins()[j]] +=
                                mass(blade, breaks, count, at[i], at[i + 1], at[j], at[j + 1]) / BLADES;
                    }
                }
                left = right;
            }
        }
    }

    /** The grid's cells within reach, with the large ones divided. Borders are in the units of r and s. */
    private record Cuts(double[] borders, int[] bins) {
        static Cuts of(PlaneGrid grid) {
            double[] borders = {-REACH / SCALE};
            int[] bins = {};
            for (int bin = 0; bin < grid.bins(); bin++) {
                double from = bin == 0 ? -REACH : Math.max(-REACH, grid.border(bin));
                double to = bin == grid.bins() - 1 ? REACH : Math.min(REACH, grid.border(bin + 1));
                int pieces = (int) Math.ceil(Math.max(0, to - from) / LARGEST_CELL);
                int at = bins.length;
                borders = Arrays.copyOf(borders, at + pieces + 1);
                bins = Arrays.copyOf(bins, at + pieces);
                for (int i = 0; i < pieces; i++) {
                    bins[at + i] = bin;
                    borders[at + i + 1] = (from + (to - from) * (i + 1) / pieces) / SCALE;
                }
            }
            return new Cuts(borders, bins);
        }
    }

    /** Returns, for each corner of one column of the grid, the r at which the blade's line passes through it. */
    private static double[][] corners(int blade, double[] borders, double x, double mostS) {
        double cos = Math.cos(angle(blade));
        double sin = Math.sin(angle(blade));
        double[] roots = new double[MOST_ROOTS];
        double[][] corners = new double[borders.length][];
        for (int j = 0; j < borders.length; j++) {
            double y = borders[j];
            corners[j] = Arrays.copyOf(roots, roots(x * cos - y * sin, x * sin + y * cos, mostS, roots));
        }
        return corners;
    }

    private static double mass(
            int blade, double[] breaks, int count, double fromX, double toX, double fromY, double toY) {
        double nearest = Math.hypot(Math.max(0, Math.max(fromX, -toX)), Math.max(0, Math.max(fromY, -toY)));
        // Cells beyond the grid's square are large, whatever the grid.
        boolean small = Math.max(toX - fromX, toY - fromY) < SMALL_CELL / SCALE;
        GaussLegendre rule = small ? RULE_OF_SMALL_CELLS : RULE;
        double sum = 0;
        for (int k = 1; k < count; k++) {
            if (deviation(breaks[k - 1], breaks[k], nearest) > MOST_DEVIATION) {
                continue;
            }
            double length = breaks[k] - breaks[k - 1];
            for (int i = 0; i < rule.size(); i++) {
                double r = breaks[k - 1] + length * rule.node(i);
                double a = angle(blade) + twist(r);
                double cos = Math.cos(a);
                double sin = Math.sin(a);
                double s0 = (fromX - r * cos) / sin;
                double s1 = (toX - r * cos) / sin;
                double s2 = (fromY + r * sin) / cos;
                double s3 = (toY + r * sin) / cos;
                double from = Math.max(Math.min(s0, s1), Math.min(s2, s3));
                double to = Math.min(Math.max(s0, s1), Math.max(s2, s3));
                if (!(to > from)) {
                    // Whether the line meets the cell changes only at breaks.
                    break;
                }
                double onLine = TANGENTIAL.cumulativeProbability(to) - TANGENTIAL.cumulativeProbability(from);
                sum += length * rule.weight(i) * RADIAL.density(r) * onLine;
            }
        }
        return sum;
    }

    /**
     * Returns a lower bound of the squared deviation of a point, given bounds of its r and its least distance from the
     * hub.
     */
    private static double deviation(double fromR, double toR, double distance) {
        double radial = Math.max(0, Math.max(fromR - 1, 1 - toR));
        double mostR = Math.max(Math.abs(fromR), Math.abs(toR));
        // r^2 + s^2 = x^2 + y^2
        return radial * radial / 0.09 + Math.max(0, distance * distance - mostR * mostR) / 0.01;
    }

    /**
     * Finds each r at which the line of the unturned blade passes through a point, {@code x cos a - y sin a = r}, with
     * r and s within reach.
     *
     * @return the number of roots
     */
    private static int roots(double x, double y, double mostS, double[] roots) {
        double square = x * x + y * y;
        double least = Math.sqrt(Math.max(0, square - mostS * mostS));
        // From r^2 + s^2 = x^2 + y^2: negative r are possible only near the hub.
        int from = least > -LEAST_R ? (int) ((least - LEAST_R) / STEP) : 0;
        int to = (int) Math.min(STEPS, (Math.sqrt(square) - LEAST_R) / STEP + 1);
        int count = 0;
        for (int i = from; i < to; i++) {
            double low = gap(i, x, y);
            double high = gap(i + 1, x, y);
            if (low < 0 != high < 0) {
                count = add(solve(x, y, R[i], R[i + 1], low < 0), x, y, mostS, roots, count);
            } else if (slope(i, x, y) < 0 != slope(i + 1, x, y) < 0) {
                // Two roots or none, on either side of the turning point.
                double turn = turn(x, y, R[i], R[i + 1]);
                double a = twist(turn);
                if (low < 0 != x * Math.cos(a) - y * Math.sin(a) - turn < 0) {
                    count = add(solve(x, y, R[i], turn, low < 0), x, y, mostS, roots, count);
                    count = add(solve(x, y, turn, R[i + 1], !(low < 0)), x, y, mostS, roots, count);
                }
            }
        }
        return count;
    }

    private static int add(double r, double x, double y, double mostS, double[] roots, int count) {
        double a = twist(r);
        if (count == MOST_ROOTS || Math.abs(x * Math.sin(a) + y * Math.cos(a)) > mostS) {
            return count;
        }
        roots[count] = r;
        return count + 1;
    }

    private static double gap(int i, double x, double y) {
        return x * COS[i] - y * SIN[i] - R[i];
    }

    /** Returns the derivative of the gap: -1 - s da/dr. */
    private static double slope(int i, double x, double y) {
        return -1 - (x * SIN[i] + y * COS[i]) * TWIST[i];
    }

    private static double slope(double x, double y, double r) {
        double a = twist(r);
        return -1 - (x * Math.sin(a) + y * Math.cos(a)) * a;
    }

    /** Solves by Newton's method, kept between the bounds by bisection. */
    private static double solve(double x, double y, double low, double high, boolean negativeAtLow) {
        double r = (low + high) / 2;
        for (int i = 0; i < 100; i++) {
            double a = twist(r);
            double cos = Math.cos(a);
            double sin = Math.sin(a);
            double gap = x * cos - y * sin - r;
            if (gap < 0 == negativeAtLow) {
                low = r;
            } else {
                high = r;
            }
            double step = gap / (-1 - (x * sin + y * cos) * a);
            if (Math.abs(step) < 1e-14 || high - low < 1e-15) {
                return r - step;
            }
            r = r - step > low && r - step < high ? r - step : (low + high) / 2;
        }
        return r;
    }

    private static double turn(double x, double y, double low, double high) {
        boolean negative = slope(x, y, low) < 0;
        for (int i = 0; i < 50; i++) {
            double middle = (low + high) / 2;
            if (slope(x, y, middle) < 0 == negative) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
