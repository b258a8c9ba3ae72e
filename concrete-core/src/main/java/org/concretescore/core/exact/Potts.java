package org.concretescore.core.exact;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ClassedScore;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.space.StateSpace;

/**
 * The Potts model on a torus, {@code p(x) ~ exp(K sum_edges [x_i = x_j])}. All sites have the same number of values.
 * Sites are numbered row by row. The score on the Hamming graph has nine classes, by the change of the number of
 * agreeing neighbors, -4 to 4. The log density is multilinear in the one-hot inputs; the differences of its gradient
 * are the log ratios.
 *
 * <p>Exact answers come from the transfer matrix along the shorter side w. With {@code N = values^w}, at most 2^14, and
 * {@code l} the longer side, they take about {@code N^2 l values / 2} multiplications once, and {@code w l N values}
 * multiplications and {@code 8 l N} bytes per sample. 8 x 8 sites of three values take 3 seconds of one core. The
 * answers are exact except for rounding.
 */
public final class Potts implements Target, ClassedScore, GradientDensity {
    /** A change of -4 is class 0. */
    private static final int UNCHANGED = 4;

    private static final int MOST_VALUES = 256;

    private final Torus torus;
    private final int[] neighbors;
    private final int sites;
    private final int values;
    private final double coupling;
    private final Neighborhood graph;
    private final Lazy<TorusTransfer> transfer;

    private Potts(Torus torus, int values, double coupling) {
        this.torus = torus;
        this.neighbors = torus.neighbors();
        this.sites = torus.sites();
        this.values = values;
        this.coupling = coupling;
        this.graph = Graphs.hamming(StateSpace.uniform(sites, values));
        this.transfer = new Lazy<>(() -> TorusTransfer.of(
                this, torus.shorterSide(), torus.longerSide(), this.values, this.coupling, new double[this.values]));
    }

    /**
     * Returns a model.
     *
     * @param rows at least 3, because a side of 2 would have two edges between the same sites
     * @param columns at least 3
     * @param values the number of values of a site, 2 to 256
     * @param coupling K, between -10 and 10; positive if sites tend to agree
     * @return the model
     * @throws IllegalArgumentException if a side is too short, there are more than 2^24 sites or slots, or a number is
     *     out of range
     */
    public static Potts of(int rows, int columns, int values, double coupling) {
        Torus torus = new Torus(rows, columns);
        if (values < 2 || values > MOST_VALUES) {
            throw new IllegalArgumentException("values must be 2 to " + MOST_VALUES + ", was " + values);
        }
        return new Potts(torus, values, Torus.requireModerate("coupling", coupling));
    }

    /** Returns this model itself, on the Hamming graph. */
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
        return 2 * UNCHANGED + 1;
    }

    @Override
    public double classLogRatio(int edgeClass) {
        return coupling * (edgeClass - UNCHANGED);
    }

    @Override
    public int edgeClass(int[] states, int at, int slot) {
        int site = slot / (values - 1);
        // Slot j of a site adds j + 1 modulo the number of values.
        int old = states[at + site];
        int target = old + slot - site * (values - 1) + 1;
        target = target < values ? target : target - values;
        return UNCHANGED + agreeing(states, at, site, target) - agreeing(states, at, site, old);
    }

    /** Returns how many neighbors of a site have a value. */
    private int agreeing(int[] states, int at, int site, int value) {
        int i = 4 * site;
        return (states[at + neighbors[i]] == value ? 1 : 0)
                + (states[at + neighbors[i + 1]] == value ? 1 : 0)
                + (states[at + neighbors[i + 2]] == value ? 1 : 0)
                + (states[at + neighbors[i + 3]] == value ? 1 : 0);
    }

    @Override
    public void logRatios(int[] states, int count, double[] logRatios) {
        space().check(states, count, "logRatios", logRatios, neighborhood().slots());
        int slots = graph.slots();
        for (int row = 0; row < count; row++) {
            for (int slot = 0; slot < slots; slot++) {
                logRatios[row * slots + slot] = logRatio(states, row * sites, slot);
            }
        }
    }

    /** Writes all slots of the site and of its four neighbors. */
    @Override
    public int affected(int[] states, int at, int slot, int[] slots) {
        int ofSite = values - 1;
        int site = slot / ofSite;
        int n = 0;
        for (int k = 0; k < 5; k++) {
            int first = (k == 4 ? site : neighbors[4 * site + k]) * ofSite;
            for (int j = 0; j < ofSite; j++) {
                slots[n++] = first + j;
            }
        }
        return n;
    }

    @Override
    public int maxAffected() {
        return 5 * (values - 1);
    }

    @Override
    public void logDensities(int[] states, int count, double[] logDensities) {
        space().check(states, count, "logDensities", logDensities, 1);
        for (int row = 0; row < count; row++) {
            int at = row * sites;
            long edges = 0;
            for (int site = 0; site < sites; site++) {
                int value = states[at + site];
                // Each edge is counted once, from its left or upper end.
                edges += (states[at + neighbors[4 * site + 1]] == value ? 1 : 0)
                        + (states[at + neighbors[4 * site + 3]] == value ? 1 : 0);
            }
            logDensities[row] = coupling * edges;
        }
    }

    @Override
    public void gradients(int[] states, int count, double[] logDensities, double[] gradients) {
        space().check(states, count, "gradients", gradients, GradientDensity.inputs(space()));
        logDensities(states, count, logDensities);
        for (int row = 0; row < count; row++) {
            int at = row * sites;
            for (int site = 0; site < sites; site++) {
                for (int value = 0; value < values; value++) {
                    gradients[(at + site) * values + value] = coupling * agreeing(states, at, site, value);
                }
            }
        }
    }

    @Override
    public double logZ() {
        return transfer.get().logZ();
    }

    @Override
    public double meanStatistic() {
        return -coupling * meanAgreeing();
    }

    /**
     * Returns the exact expectation of the number of edges with equal ends.
     *
     * @return at most 2 times the number of sites
     * @throws IllegalStateException if the shorter side has more than 2^14 states
     */
    public double meanAgreeing() {
        return transfer.get().meanAgreeing();
    }

    @Override
    public void sample(UniformRandomProvider random, int count, int[] states) {
        Draws.requireRoom(space(), count, states);
        transfer.get().sample(random, count, states, torus.strideAcross(), torus.strideDown());
    }

    /** Returns a text like {@code Potts[10 x 10, 3 values, coupling 1.0]}. */
    @Override
    public String toString() {
        return "Potts[" + torus + ", " + values + " values, coupling " + coupling + "]";
    }
}
