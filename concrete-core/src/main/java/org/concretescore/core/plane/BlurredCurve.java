package org.concretescore.core.plane;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.concretescore.core.numeric.GaussLegendre;

/**
 * A random point of a curve plus noise that is independent in x and y. The noise is normal, or normal plus uniform.
 *
 * <p>Given the point of the curve, the mass of a rectangle is a product of differences of the noise's distribution
 * function, so one quadrature along the curve remains. Its integrand is entire and varies on the scale of the noise.
 * Panels that are no longer than one standard deviation, with {@value #NODES} Gauss nodes each, leave only rounding
 * errors.
 */
final class BlurredCurve implements PlaneLaw {
    private static final int NODES = 8;
    /** In standard deviations. The mass beyond this distance is 2e-17. */
    private static final double REACH = 8.5;

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    /** Several branches, all equally likely, each a function on [0, 1]. */
    @FunctionalInterface
    private interface Curve {
        /** Writes the point of a branch at a parameter. */
        void at(int branch, double v, double[] point);
    }

    private final Curve curve;
    private final int branches;
    /** True if the parameter is the root of a uniform variable, with density 2v; false if it is uniform itself. */
    private final boolean root;

    private final double deviation;
    /** The width of the uniform noise, which is centered; 0 if there is none. */
    private final double width;

    private final double reach;
    /** The quadrature: points of the curve, and their probabilities. */
    private final double[] x;

    private final double[] y;
    private final double[] weight;

    /**
     * Makes a curve and its noise.
     *
     * @param panels the number of panels of each branch: the top speed of the curve in standard deviations
     */
    private BlurredCurve(Curve curve, int branches, int panels, boolean root, double deviation, double width) {
        this.curve = curve;
        this.branches = branches;
        this.root = root;
        this.deviation = deviation;
        this.width = width;
        this.reach = REACH * deviation + width / 2;
        GaussLegendre rule = new GaussLegendre(NODES);
        x = new double[branches * panels * NODES];
        y = new double[x.length];
        weight = new double[x.length];
        double[] point = new double[2];
        for (int i = 0; i < x.length; i++) {
            double v = (i / NODES % panels + rule.node(i % NODES)) / panels;
            curve.at(i / NODES / panels, v, point);
            x[i] = point[0];
            y[i] = point[1];
            weight[i] = rule.weight(i % NODES) / (branches * panels) * (root ? 2 * v : 1);
        }
    }

    static BlurredCurve twoSpirals() {
        // (-n cos n + U/2, n sin n + U'/2) / 3 and its opposite: the uniform noise is centered here.
        double width = 0.5 / 3;
        Curve curve = (branch, v, point) -> {
            double n = 3 * Math.PI * v;
            double sign = branch == 0 ? 1 : -1;
            point[0] = sign * (-n * Math.cos(n) / 3 + width / 2);
            point[1] = sign * (n * Math.sin(n) / 3 + width / 2);
        };
        return new BlurredCurve(curve, 2, 300, true, 0.1, width);
    }

    static BlurredCurve eightGaussians() {
        // The literature divides by 1.414, not by the root of 2. A branch is a point.
        Curve curve = (branch, v, point) -> {
            point[0] = 4 / 1.414 * Math.cos(branch * Math.PI / 4);
            point[1] = 4 / 1.414 * Math.sin(branch * Math.PI / 4);
        };
        return new BlurredCurve(curve, 8, 1, false, 0.5 / 1.414, 0);
    }

    static BlurredCurve circles() {
        Curve curve = (branch, v, point) -> {
            double radius = branch == 0 ? 3 : 1.5;
            point[0] = radius * Math.cos(2 * Math.PI * v);
            point[1] = radius * Math.sin(2 * Math.PI * v);
        };
        return new BlurredCurve(curve, 2, 80, false, 0.24, 0);
    }

    static BlurredCurve moons() {
        Curve curve = (branch, v, point) -> {
            double cos = Math.cos(Math.PI * v);
            double sin = Math.sin(Math.PI * v);
            point[0] = 2 * (branch == 0 ? cos : 1 - cos) - 1;
            point[1] = 2 * (branch == 0 ? sin : 0.5 - sin) - 0.2;
        };
        return new BlurredCurve(curve, 2, 32, false, 0.2, 0);
    }

    static BlurredCurve swissroll() {
        Curve curve = (branch, v, point) -> {
            double t = 1.5 * Math.PI * (1 + 2 * v);
            point[0] = t * Math.cos(t) / 5;
            point[1] = t * Math.sin(t) / 5;
        };
        return new BlurredCurve(curve, 1, 135, false, 0.2, 0);
    }

    @Override
    public void sample(UniformRandomProvider random, int count, double[] xy) {
        ContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
        double[] point = new double[2];
        for (int i = 0; i < count; i++) {
            double u = random.nextDouble();
            curve.at(random.nextInt(branches), root ? Math.sqrt(u) : u, point);
            for (int d = 0; d < 2; d++) {
                double noise = deviation * normal.sample();
                xy[2 * i + d] = point[d] + noise + (width > 0 ? width * (random.nextDouble() - 0.5) : 0);
            }
        }
    }

    @Override
    public double density(double atX, double atY) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            if (Math.abs(atX - x[i]) < reach && Math.abs(atY - y[i]) < reach) {
                sum += weight[i] * noiseDensity(atX - x[i]) * noiseDensity(atY - y[i]);
            }
        }
        return sum;
    }

    @Override
    public void addMasses(PlaneGrid grid, double[] masses) {
        int bins = grid.bins();
        double[] alongX = new double[bins];
        double[] alongY = new double[bins];
        for (int node = 0; node < x.length; node++) {
            int fromX = grid.cell(x[node] - reach);
            int toX = cut(grid, x[node], alongX);
            int fromY = grid.cell(y[node] - reach);
            int toY = cut(grid, y[node], alongY);
            for (int i = fromX; i <= toX; i++) {
                double share = weight[node] * alongX[i];
                for (int j = fromY; j <= toY; j++) {
                    masses[i * bins + j] += share * alongY[j];
                }
            }
        }
    }

    /**
     * Writes the mass of the noise in each cell along one coordinate. The masses sum to 1, because the cells at either
     * end include everything beyond.
     *
     * @return the last cell in reach
     */
    private int cut(PlaneGrid grid, double center, double[] along) {
        int last = grid.cell(center + reach);
        double below = 0;
        for (int i = grid.cell(center - reach); i <= last; i++) {
            double above = i == last ? 1 : noiseCumulative(grid.border(i + 1) - center);
            along[i] = Math.max(0, above - below);
            below = above;
        }
        return last;
    }

    private double noiseDensity(double z) {
        if (width == 0) {
            return NORMAL.density(z / deviation) / deviation;
        }
        return NORMAL.probability((z - width / 2) / deviation, (z + width / 2) / deviation) / width;
    }

    private double noiseCumulative(double z) {
        if (width == 0) {
            return NORMAL.cumulativeProbability(z / deviation);
        }
        double upper = integratedCumulative((z + width / 2) / deviation);
        return deviation / width * (upper - integratedCumulative((z - width / 2) / deviation));
    }

    private static double integratedCumulative(double z) {
        return z * NORMAL.cumulativeProbability(z) + NORMAL.density(z);
    }
}
