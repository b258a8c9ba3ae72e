package org.concretescore.sampling.tempering;

import java.util.Arrays;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;

/** The exact transition probabilities of a step of {@link Tempering}, on a product space that can be enumerated. */
final class TemperingLaw {
    private final ScoreModel model;
    private final Neighborhood graph;
    private final StateSpace target;
    private final StateSpace product;
    private final int dimension;
    private final int slots;
    private final int replicas;
    /** The number of states of the target's space. */
    private final int n;
    /** {@code [n, D]}: the states of the target's space by rank. */
    private final int[] all;

    TemperingLaw(ScoreModel model, StateSpace product, int replicas) {
        this.model = model;
        this.graph = model.neighborhood();
        this.target = graph.space();
        this.product = product;
        this.dimension = target.dimension();
        this.slots = graph.slots();
        this.replicas = replicas;
        this.n = target.enumerableSize(1 << 20, "the law of a tempering step");
        this.all = new int[n * dimension];
        for (int x = 0; x < n; x++) {
            target.unrank(x, all, x * dimension);
        }
    }

    /**
     * Writes the probabilities of one step.
     *
     * @param law receives a probability for each state of the product space, by rank
     * @param rank the rank of the state before the step
     */
    void write(double[] law, int rank, ReplicaMoves replicaMoves, long moves, Swaps swaps, LogDensity density) {
        Arrays.fill(law, 0, (int) product.size(), 0);
        law[rank] = 1;
        double[] rows = replicaMoves.rows(all, n);
        double[] logDensities = new double[n];
        density.logDensities(all, n, logDensities);
        for (int t = 0; t < replicas; t++) {
            double[] accepted = acceptances(replicaMoves, t, rows);
            for (long move = 0; move < moves; move++) {
                move(law, t, accepted);
            }
        }
        for (int parity = 0; parity < 2; parity++) {
            for (int t = parity; t < swaps.pairs(); t += 2) {
                exchange(law, t, swaps, logDensities);
            }
        }
    }

    /** {@code [n, slots]}: the probabilities with which replica t accepts. */
    private double[] acceptances(ReplicaMoves replicaMoves, int t, double[] rows) {
        double[] accepted = new double[n * slots];
        for (int i = 0; i < accepted.length; i++) {
            accepted[i] = replicaMoves.acceptance(t, all, i / slots, i % slots, rows);
        }
        return accepted;
    }

    /** The difference between the ranks of two product states whose replicas t differ by one rank. */
    private int stride(int t) {
        int stride = 1;
        for (int i = t + 1; i < replicas; i++) {
            stride *= n;
        }
        return stride;
    }

    /** Applies one move of replica t to the law. */
    private void move(double[] law, int t, double[] accepted) {
        int stride = stride(t);
        double[] before = Arrays.copyOf(law, (int) product.size());
        int[] there = new int[dimension];
        for (int rank = 0; rank < before.length; rank++) {
            int x = rank / stride % n;
            for (int slot = 0; slot < slots && before[rank] > 0; slot++) {
                double probability = ReplicaMoves.require(accepted[x * slots + slot], model, all, x * dimension, slot);
                if (probability > 0 && graph.neighbor(all, x * dimension, slot, there, 0)) {
                    int y = (int) target.rank(there, 0);
                    double flow = before[rank] / slots * probability;
                    law[rank + (y - x) * stride] += flow;
                    law[rank] -= flow;
                }
            }
        }
        for (int rank = 0; rank < before.length; rank++) {
            // Rounding can make a probability slightly negative.
            law[rank] = Math.max(0, law[rank]);
        }
    }

    /** Applies the exchange of replicas t and t + 1 to the law. */
    private void exchange(double[] law, int t, Swaps swaps, double[] logDensities) {
        int stride = stride(t);
        int next = stride(t + 1);
        double[] before = Arrays.copyOf(law, (int) product.size());
        for (int rank = 0; rank < before.length; rank++) {
            if (before[rank] > 0) {
                int x = rank / stride % n;
                int y = rank / next % n;
                double flow = before[rank] * swaps.probability(t, logDensities[x], logDensities[y]);
                law[rank + (y - x) * stride + (x - y) * next] += flow;
                law[rank] -= flow;
            }
        }
    }
}
