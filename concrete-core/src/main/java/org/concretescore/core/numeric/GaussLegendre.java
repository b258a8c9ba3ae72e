package org.concretescore.core.numeric;

/** Gauss-Legendre quadrature on [0, 1]: n nodes are exact for polynomials of degree 2n - 1. */
public final class GaussLegendre {
    private final double[] nodes;
    private final double[] weights;

    /**
     * Computes the rule.
     *
     * @param n number of nodes, at least 1
     * @throws IllegalArgumentException if n is below 1
     */
    public GaussLegendre(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("nodes must be at least 1, were " + n);
        }
        nodes = new double[n];
        weights = new double[n];
        for (int i = 0; i < n; i++) {
            // Newton's method on the Legendre polynomial, started at the classical guess, converges for every root.
            double z = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
            double slope = 0;
            for (int k = 0; k < 20; k++) {
                double last = 0;
                double p = 1;
                for (int degree = 1; degree <= n; degree++) {
                    double next = ((2 * degree - 1) * z * p - (degree - 1) * last) / degree;
                    last = p;
                    p = next;
                }
                slope = n * (z * p - last) / (z * z - 1);
                z -= p / slope;
            }
            nodes[i] = (1 - z) / 2;
            weights[i] = 1 / ((1 - z * z) * slope * slope);
        }
    }

    /**
     * Returns the number of nodes.
     *
     * @return n
     */
    public int size() {
        return nodes.length;
    }

    /**
     * Returns a node.
     *
     * @param i the number of the node, from 0
     * @return a number between 0 and 1; nodes are in ascending order
     */
    public double node(int i) {
        return nodes[i];
    }

    /**
     * Returns the weight of a node.
     *
     * @param i the number of the node, from 0
     * @return a number above 0; weights sum to 1
     */
    public double weight(int i) {
        return weights[i];
    }
}
