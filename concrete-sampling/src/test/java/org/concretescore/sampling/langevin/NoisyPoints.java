package org.concretescore.sampling.langevin;

import org.concretescore.core.vector.ConditionalScores;
import org.concretescore.core.vector.NoiseLevels;

/** The exact conditional scores of a few points with Gaussian noise: a mixture of Gaussians. */
final class NoisyPoints implements ConditionalScores {
    private final double[][] points;
    private final double[] masses;
    private final NoiseLevels levels;
    private final double last;
    private final boolean reads;

    /**
     * With several levels the noise is part of the model; with {@code reads} false it is its one law, without levels.
     */
    NoisyPoints(double[][] points, double[] masses, NoiseLevels levels, boolean reads) {
        this.points = points;
        this.masses = masses;
        this.levels = levels;
        this.reads = reads;
        last = levels.sigma(levels.size() - 1);
    }

    double logDensity(double[] x) {
        double sum = 0;
        for (int k = 0; k < points.length; k++) {
            double squares = 0;
            for (int d = 0; d < x.length; d++) {
                squares += Math.pow((x[d] - points[k][d]) / last, 2);
            }
            sum += masses[k] * Math.exp(-squares / 2);
        }
        return Math.log(sum) - x.length * Math.log(last * Math.sqrt(2 * Math.PI));
    }

    @Override
    public int dimension() {
        return points[0].length;
    }

    @Override
    public NoiseLevels levels() {
        return reads ? levels : NoiseLevels.none();
    }

    @Override
    public Walk walk(int rows) {
        double[][] logWeights = new double[rows][points.length];
        for (double[] row : logWeights) {
            for (int k = 0; k < row.length; k++) {
                row[k] = Math.log(masses[k]);
            }
        }
        return new Walk() {
            private final double[] logs = new double[points.length];
            private int coordinate;

            @Override
            public int coordinate() {
                return coordinate;
            }

            @Override
            public void scores(int level, double[] x, double[] scores) {
                double sigma = reads ? levels.sigma(level) : last;
                for (int i = 0; i < rows; i++) {
                    double largest = Double.NEGATIVE_INFINITY;
                    for (int k = 0; k < points.length; k++) {
                        logs[k] = logWeight(i, k, sigma, x[i]);
                        largest = Math.max(largest, logs[k]);
                    }
                    double sum = 0;
                    double slope = 0;
                    for (int k = 0; k < points.length; k++) {
                        double share = Math.exp(logs[k] - largest);
                        sum += share;
                        slope += share * (points[k][coordinate] - x[i]) / (sigma * sigma);
                    }
                    scores[i] = slope / sum;
                }
            }

            private double logWeight(int i, int k, double sigma, double x) {
                return logWeights[i][k] - Math.pow((x - points[k][coordinate]) / sigma, 2) / 2;
            }

            @Override
            public void fix(double[] x) {
                for (int i = 0; i < rows; i++) {
                    for (int k = 0; k < points.length; k++) {
                        logWeights[i][k] = logWeight(i, k, last, x[i]);
                    }
                }
                coordinate++;
            }
        };
    }
}
