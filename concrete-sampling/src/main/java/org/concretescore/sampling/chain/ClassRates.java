package org.concretescore.sampling.chain;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ClassedScore;

/**
 * Rates of a score in classes on a symmetric graph without empty slots (the n-fold way of Bortz, Kalos and Lebowitz
 * 1975): the sum follows from the number of slots in each class, and a move is drawn by its class, then among the slots
 * of that class.
 *
 * <p>The slots of a class stand in a list; one that changes to another class leaves its place to the last and goes to the
 * end of the other list. The order is that of the moves that led there, so that files and copies of chains hold it.
 */
final class ClassRates implements Rates {
    /** More classes than this, and their sum costs more than a tree. */
    static final int MOST_CLASSES = 64;

    /** The most places in the lists of all chains, 512 MiB. */
    private static final long MOST_PLACES = 1L << 27;

    private final ClassedScore model;
    private final Acceptance rule;
    private final double[] probability;
    private final Neighborhood graph;
    private final int slots;
    private final int classes;
    /** {@code [C, classes, slots]}: the slots of each class, in the first places. */
    private final int[] members;
    /** {@code [C, classes]}: how many they are. */
    private final int[] counts;
    /** {@code [C, slots]}: where among the members a slot stands. */
    private final int[] place;
    /** {@code [C, slots]}: {@code chain * classes} and its class. */
    private final int[] setOf;

    private final boolean[] valid;

    ClassRates(ClassedScore model, Acceptance rule, AcceptanceTable table, int chains) {
        this.model = model;
        this.rule = rule;
        graph = model.neighborhood();
        slots = graph.slots();
        classes = model.classes();
        probability = new double[classes];
        for (int c = 0; c < classes; c++) {
            probability[c] = table.probability(c);
        }
        int size = Math.multiplyExact(chains, slots);
        members = new int[Math.multiplyExact(size, classes)];
        counts = new int[Math.multiplyExact(chains, classes)];
        place = new int[size];
        setOf = new int[size];
        valid = new boolean[chains];
    }

    /** Whether lists of so many slots are worth their memory. */
    static boolean fit(ClassedScore model, int chains) {
        int classes = model.classes();
        return classes <= MOST_CLASSES
                && (double) classes * model.neighborhood().slots() * chains <= MOST_PLACES;
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
        int set = chain * classes;
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += counts[set + c] * probability[c];
        }
        return sum;
    }

    @Override
    public int degree(int chain) {
        return slots;
    }

    @Override
    public int draw(int chain, double sum, UniformRandomProvider random) {
        int set = chain * classes;
        double rest = random.nextDouble() * sum;
        int drawn = -1;
        for (int c = 0; c < classes; c++) {
            double weight = counts[set + c] * probability[c];
            if (weight > 0) {
                drawn = c;
                if (rest < weight) {
                    break;
                }
                rest -= weight;
            }
        }
        // What is left of the number says which member. Rounding may have used the sum up: then the last one.
        int member = Math.min((int) (rest / probability[drawn]), counts[set + drawn] - 1);
        return members[(set + drawn) * slots + member];
    }

    @Override
    public void move(Chains chains, int chain, int slot, RateWork work) {
        int dimension = graph.space().dimension();
        work.reserveState(dimension);
        work.reserveSlots(model.maxAffected());
        int[] states = chains.current();
        int at = chain * dimension;
        int[] affected = work.slots;
        int count = model.affected(states, at, slot, affected);
        graph.move(states, at, slot, work.there);
        chains.moved(chain);
        int base = chain * slots;
        for (int i = 0; i < count; i++) {
            int changed = affected[i];
            int before = setOf[base + changed];
            int after = chain * classes + model.edgeClass(states, at, changed);
            if (before != after) {
                int last = members[before * slots + --counts[before]];
                int gap = place[base + changed];
                members[before * slots + gap] = last;
                place[base + last] = gap;
                append(base, changed, after);
            }
        }
        valid[chain] = true;
    }

    private void append(int base, int slot, int set) {
        int end = counts[set]++;
        members[set * slots + end] = slot;
        place[base + slot] = end;
        setOf[base + slot] = set;
    }

    @Override
    public int fill(Chains chains, int[] waiting, int count, RateWork work) {
        for (int i = 0; i < count; i++) {
            int chain = waiting[i];
            Arrays.fill(counts, chain * classes, (chain + 1) * classes, 0);
            for (int slot = 0; slot < slots; slot++) {
                appendByState(
                        chain, slot, chains.current(), chain * graph.space().dimension());
            }
            valid[chain] = true;
        }
        return 0;
    }

    private void appendByState(int chain, int slot, int[] states, int at) {
        append(chain * slots, slot, chain * classes + model.edgeClass(states, at, slot));
    }

    /** All slots, class by class in the order of their lists. */
    @Override
    public int width() {
        return slots;
    }

    @Override
    public double[] numbers() {
        double[] numbers = new double[place.length];
        for (int chain = 0; chain < valid.length; chain++) {
            int next = chain * slots;
            for (int set = chain * classes; set < (chain + 1) * classes; set++) {
                for (int i = 0; i < counts[set]; i++) {
                    numbers[next++] = members[set * slots + i];
                }
            }
        }
        return numbers;
    }

    @Override
    public void restore(int chain, int[] states, int at, double[] numbers, int from) {
        boolean[] seen = new boolean[slots];
        Arrays.fill(counts, chain * classes, (chain + 1) * classes, 0);
        for (int i = 0; i < slots; i++) {
            int slot = (int) numbers[from + i];
            if (!(slot >= 0 && slot < slots) || seen[slot]) {
                // No order of slots: not what was written here.
                return;
            }
            seen[slot] = true;
            appendByState(chain, slot, states, at);
        }
        valid[chain] = true;
    }
}
