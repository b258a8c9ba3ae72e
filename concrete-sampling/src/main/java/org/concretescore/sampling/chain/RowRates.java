package org.concretescore.sampling.chain;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ScoreModel;

/** The rates of any model. Every move costs one row, and one call evaluates the rows of all chains that wait. */
final class RowRates implements SlotRates {
    private final ScoreModel model;
    private final Acceptance rule;
    private final Neighborhood graph;
    private final int slots;
    private final double[] acceptance;
    private final double[] sum;
    private final int[] degree;
    private final boolean[] valid;

    RowRates(ScoreModel model, Acceptance rule, int chains) {
        this.model = model;
        this.rule = rule;
        graph = model.neighborhood();
        slots = graph.slots();
        acceptance = new double[Math.multiplyExact(chains, slots)];
        sum = new double[chains];
        degree = new int[chains];
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
    public int width() {
        return slots;
    }

    @Override
    public double[] numbers() {
        return acceptance;
    }

    @Override
    public void restore(int chain, int[] states, int at, double[] numbers, int from) {
        System.arraycopy(numbers, from, acceptance, chain * slots, slots);
        degree[chain] = graph.degree(states, at, new int[graph.space().dimension()]);
        // This is the order in which the sum of the row was computed.
        sum[chain] = 0;
        for (int slot = 0; slot < slots; slot++) {
            sum[chain] += numbers[from + slot];
        }
        valid[chain] = true;
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
        return sum[chain];
    }

    @Override
    public int degree(int chain) {
        return degree[chain];
    }

    @Override
    public int draw(int chain, double sum, UniformRandomProvider random) {
        double rest = random.nextDouble() * sum;
        int last = -1;
        for (int slot = 0; slot < slots; slot++) {
            double probability = acceptance[chain * slots + slot];
            if (probability > 0) {
                if (rest < probability) {
                    return slot;
                }
                rest -= probability;
                last = slot;
            }
        }
        // Rounding has used up the sum.
        return last;
    }

    @Override
    public void move(Chains chains, int chain, int slot, RateWork work) {
        int dimension = graph.space().dimension();
        work.reserveState(dimension);
        graph.move(chains.current(), chain * dimension, slot, work.there);
        chains.moved(chain);
    }

    @Override
    public int fill(Chains chains, int[] waiting, int count, RateWork work) {
        int dimension = graph.space().dimension();
        work.reserveState(dimension);
        work.reserveRows(count, dimension, slots);
        for (int i = 0; i < count; i++) {
            chains.read(waiting[i], work.states, i * dimension);
        }
        model.logRatios(work.states, count, work.rows);
        for (int i = 0; i < count; i++) {
            int chain = waiting[i];
            degree[chain] = graph.degree(work.states, i * dimension, work.scratch);
            sum[chain] = row(rule, model, work.states, i * dimension, work.rows, i * slots, degree[chain], work);
            System.arraycopy(work.rows, i * slots, acceptance, chain * slots, slots);
            valid[chain] = true;
        }
        return count;
    }

    /**
     * Turns a row of log ratios into acceptance probabilities, in place. An empty slot gets 0. Chains and their exact
     * law both use it.
     *
     * @return the sum of the probabilities
     */
    static double row(
            Acceptance rule,
            ScoreModel model,
            int[] states,
            int at,
            double[] rows,
            int row,
            int degree,
            RateWork work) {
        Neighborhood graph = model.neighborhood();
        int slots = graph.slots();
        boolean full = graph.isFull();
        double sum = 0;
        for (int slot = 0; slot < slots; slot++) {
            double probability = 0;
            if (full) {
                probability = rule.probability(rows[row + slot]);
            } else if (graph.neighbor(states, at, slot, work.there, 0)) {
                int degreeThere = graph.degree(work.there, 0, work.scratch);
                probability = rule.probability(rows[row + slot], degree, degreeThere);
            }
            if (!(probability >= 0)) {
                throw Refusals.notANumber(model, states, at, slot);
            }
            rows[row + slot] = probability;
            sum += probability;
        }
        return sum;
    }
}
