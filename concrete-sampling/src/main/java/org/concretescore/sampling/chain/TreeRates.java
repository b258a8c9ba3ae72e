package org.concretescore.sampling.chain;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.LocalScore;

/**
 * The rates of a local score on a symmetric graph without empty slots. Every chain has a binary tree of sums. A move
 * changes the leaves of the slots that it affects, and the nodes above them. A node is always the sum of its two
 * children, so rounding errors do not accumulate.
 */
final class TreeRates implements SlotRates {
    private final LocalScore model;
    private final Acceptance rule;
    private final Neighborhood graph;
    private final int slots;
    /** The number of leaves: the smallest power of two that is at least {@code slots}. */
    private final int leaves;
    /**
     * {@code [C, 2 leaves]}: the root is node 1, node k has the children 2k and 2k + 1, leaf s is {@code leaves + s}.
     */
    private final double[] trees;

    private final boolean[] valid;

    TreeRates(LocalScore model, Acceptance rule, int chains) {
        this.model = model;
        this.rule = rule;
        graph = model.neighborhood();
        slots = graph.slots();
        leaves = slots <= 1 ? 1 : Integer.highestOneBit(slots - 1) << 1;
        trees = new double[Math.multiplyExact(chains, Math.multiplyExact(2, leaves))];
        valid = new boolean[chains];
    }

    @Override
    public Object key() {
        return model;
    }

    @Override
    public Acceptance rule() {
        return rule;
    }

    @Override
    public void forget(int chain) {
        valid[chain] = false;
    }

    @Override
    public boolean knows(int chain) {
        return valid[chain];
    }

    @Override
    public double sum(int chain) {
        return trees[chain * 2 * leaves + 1];
    }

    @Override
    public int degree(int chain) {
        return slots;
    }

    @Override
    public int draw(int chain, double sum, UniformRandomProvider random) {
        int tree = chain * 2 * leaves;
        double rest = random.nextDouble() * sum;
        int node = 1;
        while (node < leaves) {
            double left = trees[tree + 2 * node];
            // Rounding may leave a rest even if the right child is 0.
            if (rest < left || trees[tree + 2 * node + 1] == 0) {
                node = 2 * node;
            } else {
                rest -= left;
                node = 2 * node + 1;
            }
        }
        return node - leaves;
    }

    @Override
    public void move(Chains chains, int chain, int slot, RateWork work) {
        int dimension = graph.space().dimension();
        work.reserveState(dimension);
        work.reserveSlots(model.maxAffected());
        int[] states = chains.current();
        int at = chain * dimension;
        int count = model.affected(states, at, slot, work.slots);
        graph.move(states, at, slot, work.there);
        chains.moved(chain);
        // Each affected slot costs as many additions as the tree is deep.
        if (count * (long) (32 - Integer.numberOfLeadingZeros(leaves)) > leaves) {
            build(chain, states, at);
        } else {
            int tree = chain * 2 * leaves;
            for (int i = 0; i < count; i++) {
                int node = leaves + work.slots[i];
                trees[tree + node] = probability(states, at, work.slots[i]);
                for (node >>= 1; node >= 1; node >>= 1) {
                    trees[tree + node] = trees[tree + 2 * node] + trees[tree + 2 * node + 1];
                }
            }
        }
        valid[chain] = true;
    }

    @Override
    public int fill(Chains chains, int[] waiting, int count, RateWork work) {
        for (int i = 0; i < count; i++) {
            build(waiting[i], chains.current(), waiting[i] * graph.space().dimension());
            valid[waiting[i]] = true;
        }
        return 0;
    }

    private void build(int chain, int[] states, int at) {
        int tree = chain * 2 * leaves;
        for (int slot = 0; slot < slots; slot++) {
            trees[tree + leaves + slot] = probability(states, at, slot);
        }
        for (int node = leaves - 1; node >= 1; node--) {
            trees[tree + node] = trees[tree + 2 * node] + trees[tree + 2 * node + 1];
        }
    }

    private double probability(int[] states, int at, int slot) {
        double probability = rule.probability(model.logRatio(states, at, slot));
        if (!(probability >= 0)) {
            throw Refusals.notANumber(model, states, at, slot);
        }
        return probability;
    }
}
