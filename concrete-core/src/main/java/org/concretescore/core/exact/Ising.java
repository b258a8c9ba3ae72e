package org.concretescore.core.exact;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ClassedScore;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.space.StateSpace;

/**
 * The Ising model on a torus, {@code p(x) ~ exp(K sum_edges x_i x_j + h sum_i x_i)}, where the spin x_i is -1 for bit 0
 * and +1 for bit 1. Sites are numbered row by row. The score on bit flips has ten classes, by the spin and the number
 * of its four neighbors that are up. The log density is multilinear in the one-hot inputs; the differences of its
 * gradient are the log ratios.
 *
 * <p>Exact answers come from the transfer matrix along the shorter side w, at most 14. With {@code N = 2^w} and {@code
 * l} the longer side, they take about {@code N^2 l} multiplications once, and {@code 2 w l N} multiplications and
 * {@code 8 l N} bytes per sample. A torus of 10 x 10 takes 0.1 seconds of one core, 12 x 12 takes 0.3, 14 x 14 takes 5;
 * a sample takes 0.4, 1.2 and 6 milliseconds. The answers are exact except for rounding: log Z and the mean energy have
 * a relative error of about 1e-12.
 */
public final class Ising implements Target, ClassedScore, GradientDensity {
    /** The classes of one spin: 0 to 4 neighbors up. */
    private static final int SUMS = 5;

    private final Torus torus;
    private final int[] neighbors;
    private final int sites;
    private final double coupling;
    private final double field;
    private final Neighborhood graph;
    private final double[] classLogRatios;
    private final Lazy<TorusTransfer> transfer;

    private Ising(Torus torus, double coupling, double field) {
        this.torus = torus;
        this.neighbors = torus.neighbors();
        this.sites = torus.sites();
        this.coupling = coupling;
        this.field = field;
        this.graph = Graphs.hamming(StateSpace.binary(sites));
        this.classLogRatios = new double[2 * SUMS];
        for (int up = 0; up < SUMS; up++) {
            double toUp = 2 * (coupling * (2 * up - 4) + field);
            classLogRatios[up] = toUp;
            classLogRatios[SUMS + up] = -toUp;
        }
        // Spins that agree contribute K, others -K. This is a Potts model of coupling 2 K, and a constant.
        this.transfer = new Lazy<>(() -> TorusTransfer.of(
                this, torus.shorterSide(), torus.longerSide(), 2, 2 * this.coupling, -this.field, this.field));
    }

    /**
     * Returns a model without a field.
     *
     * @param rows at least 3, because a side of 2 would have two edges between the same sites
     * @param columns at least 3
     * @param coupling K, between -10 and 10; positive if spins tend to agree
     * @return the model
     * @throws IllegalArgumentException if a side is too short, there are more than 2^24 sites, or the coupling is out
     *     of range
     */
    public static Ising of(int rows, int columns, double coupling) {
        return of(rows, columns, coupling, 0);
    }

    /**
     * Returns a model in a field.
     *
     * @param rows at least 3, because a side of 2 would have two edges between the same sites
     * @param columns at least 3
     * @param coupling K, between -10 and 10; positive if spins tend to agree
     * @param field h, between -10 and 10; positive if spins tend to be up
     * @return the model
     * @throws IllegalArgumentException if a side is too short, there are more than 2^24 sites, or a number is out of
     *     range
     */
    public static Ising of(int rows, int columns, double coupling, double field) {
        Torus torus = new Torus(rows, columns);
        return new Ising(torus, Torus.requireModerate("coupling", coupling), Torus.requireModerate("field", field));
    }

    /** Returns this model itself, on bit flips. */
    @Override
    public ClassedScore score() {
        return this;
    }

    @Override
    public StateSpace space() {
        return graph.space();
    }

    @Override
    public Neighborhood neighborhood() {
        return graph;
    }

    @Override
    public int classes() {
        return classLogRatios.length;
    }

    @Override
    public double classLogRatio(int edgeClass) {
        return classLogRatios[edgeClass];
    }

    @Override
    public int edgeClass(int[] states, int at, int slot) {
        return SUMS * states[at + slot] + up(states, at, slot);
    }

    /** Returns how many neighbors of a site are up. */
    private int up(int[] states, int at, int site) {
        int i = 4 * site;
        return states[at + neighbors[i]]
                + states[at + neighbors[i + 1]]
                + states[at + neighbors[i + 2]]
                + states[at + neighbors[i + 3]];
    }

    @Override
    public void logRatios(int[] states, int count, double[] logRatios) {
        space().check(states, count, "logRatios", logRatios, neighborhood().slots());
        for (int row = 0; row < count; row++) {
            int at = row * sites;
            for (int site = 0; site < sites; site++) {
                logRatios[at + site] = classLogRatios[edgeClass(states, at, site)];
            }
        }
    }

    /** Writes the site and its four neighbors. */
    @Override
    public int affected(int[] states, int at, int slot, int[] slots) {
        System.arraycopy(neighbors, 4 * slot, slots, 0, 4);
        slots[4] = slot;
        return 5;
    }

    @Override
    public int maxAffected() {
        return 5;
    }

    @Override
    public void logDensities(int[] states, int count, double[] logDensities) {
        space().check(states, count, "logDensities", logDensities, 1);
        for (int row = 0; row < count; row++) {
            int at = row * sites;
            long edges = 0;
            long spins = 0;
            for (int site = 0; site < sites; site++) {
                int spin = 2 * states[at + site] - 1;
                // Each edge is counted once, from its left or upper end.
                int ahead = states[at + neighbors[4 * site + 1]] + states[at + neighbors[4 * site + 3]];
                edges += spin * (2L * ahead - 2);
                spins += spin;
            }
            logDensities[row] = coupling * edges + field * spins;
        }
    }

    @Override
    public void gradients(int[] states, int count, double[] logDensities, double[] gradients) {
        space().check(states, count, "gradients", gradients, GradientDensity.inputs(space()));
        logDensities(states, count, logDensities);
        for (int row = 0; row < count; row++) {
            int at = row * sites;
            for (int site = 0; site < sites; site++) {
                double slope = coupling * (2 * up(states, at, site) - 4) + field;
                gradients[2 * (at + site)] = -slope;
                gradients[2 * (at + site) + 1] = slope;
            }
        }
    }

    @Override
    public double logZ() {
        return transfer.get().logZ() - 2 * sites * coupling;
    }

    @Override
    public double meanStatistic() {
        return -coupling * meanEdgeSum() - transfer.get().meanField();
    }

    /**
     * Returns the exact expectation of {@code sum_edges x_i x_j}.
     *
     * @return between -2 and 2 times the number of sites
     * @throws IllegalStateException if the shorter side is above 14
     */
    public double meanEdgeSum() {
        return 2 * transfer.get().meanAgreeing() - 2 * sites;
    }

    @Override
    public void sample(UniformRandomProvider random, int count, int[] states) {
        Draws.requireRoom(space(), count, states);
        transfer.get().sample(random, count, states, torus.strideAcross(), torus.strideDown());
    }

    /** Returns a text like {@code Ising[10 x 10, coupling 0.2, field 0.0]}. */
    @Override
    public String toString() {
        return "Ising[" + torus + ", coupling " + coupling + ", field " + field + "]";
    }
}
