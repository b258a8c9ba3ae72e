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
 * <p>The slots of a class are a set of bits, not a list: the k-th of them in ascending order follows from the state
 * alone, where a list would depend on the moves that led there.
 */
final class ClassRates implements Rates {
    /** More classes than this, and sets of bits cost more than a tree. */
    static final int MOST_CLASSES = 64;

    /** A class with more than this part of the slots is drawn from by trial. */
    private static final int DENSE = 4;

    private final ClassedScore model;
    private final Acceptance rule;
    private final AcceptanceTable table;
    private final Neighborhood graph;
    private final int slots;
    private final int classes;
    private final int words;
    /** A class's slots are counted by blocks of {@code 2^shift} words, about as many as there are blocks. */
    private final int shift;

    private final int blocks;
    /** {@code [C, slots]}. */
    private final byte[] classOf;
    /** {@code [C, classes, words]}. */
    private final long[] members;
    /** {@code [C, classes, blocks]}: members in each block of words. */
    private final int[] blockCounts;
    /** {@code [C, classes]}. */
    private final int[] counts;

    private final boolean[] valid;

    ClassRates(ClassedScore model, Acceptance rule, AcceptanceTable table, int chains) {
        this.model = model;
        this.rule = rule;
        this.table = table;
        graph = model.neighborhood();
        slots = graph.slots();
        classes = model.classes();
        words = (slots + Long.SIZE - 1) / Long.SIZE;
        shift = (Integer.SIZE - Integer.numberOfLeadingZeros(words)) / 2;
        blocks = (words >> shift) + 1;
        int sets = Math.multiplyExact(chains, classes);
        classOf = new byte[Math.multiplyExact(chains, slots)];
        members = new long[Math.multiplyExact(sets, words)];
        blockCounts = new int[Math.multiplyExact(sets, blocks)];
        counts = new int[sets];
        valid = new boolean[chains];
    }

    @Override
    public boolean isOf(Object key, Acceptance otherRule) {
        return model == key && rule == otherRule;
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
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += counts[chain * classes + c] * table.probability(c);
        }
        return sum;
    }

    @Override
    public int degree(int chain) {
        return slots;
    }

    @Override
    public int draw(int chain, double sum, UniformRandomProvider random) {
        double rest = random.nextDouble() * sum;
        int drawn = -1;
        for (int c = 0; c < classes; c++) {
            double weight = counts[chain * classes + c] * table.probability(c);
            if (weight > 0) {
                // The last one, where rounding has used the sum up.
                drawn = c;
                if (rest < weight) {
                    break;
                }
                rest -= weight;
            }
        }
        int set = chain * classes + drawn;
        if (counts[set] > slots / DENSE) {
            // Most slots belong to it: sooner found by trial than by counting.
            int slot = random.nextInt(slots);
            while (classOf[chain * slots + slot] != drawn) {
                slot = random.nextInt(slots);
            }
            return slot;
        }
        return member(set, random.nextInt(counts[set]));
    }

    /** The k-th slot of a set, from 0. */
    private int member(int set, int k) {
        int block = 0;
        while (k >= blockCounts[set * blocks + block]) {
            k -= blockCounts[set * blocks + block++];
        }
        int word = set * words + (block << shift);
        int inWord = Long.bitCount(members[word]);
        while (k >= inWord) {
            k -= inWord;
            inWord = Long.bitCount(members[++word]);
        }
        long bits = members[word];
        for (; k > 0; k--) {
            bits &= bits - 1;
        }
        return (word - set * words) * Long.SIZE + Long.numberOfTrailingZeros(bits);
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
        int base = chain * classes;
        for (int i = 0; i < count; i++) {
            int changed = work.slots[i];
            int before = classOf[chain * slots + changed];
            int after = model.edgeClass(states, at, changed);
            if (before != after) {
                classOf[chain * slots + changed] = (byte) after;
                int word = changed / Long.SIZE;
                int block = word >> shift;
                long bit = 1L << changed;
                members[(base + before) * words + word] ^= bit;
                members[(base + after) * words + word] ^= bit;
                blockCounts[(base + before) * blocks + block]--;
                blockCounts[(base + after) * blocks + block]++;
                counts[base + before]--;
                counts[base + after]++;
            }
        }
        valid[chain] = true;
    }

    @Override
    public int fill(Chains chains, int[] waiting, int count, RateWork work) {
        for (int i = 0; i < count; i++) {
            int chain = waiting[i];
            int set = chain * classes;
            Arrays.fill(members, set * words, (set + classes) * words, 0);
            Arrays.fill(blockCounts, set * blocks, (set + classes) * blocks, 0);
            Arrays.fill(counts, set, set + classes, 0);
            for (int slot = 0; slot < slots; slot++) {
                int c = model.edgeClass(chains.current(), chain * graph.space().dimension(), slot);
                int word = slot / Long.SIZE;
                members[(set + c) * words + word] |= 1L << slot;
                blockCounts[(set + c) * blocks + (word >> shift)]++;
                counts[set + c]++;
                classOf[chain * slots + slot] = (byte) c;
            }
            valid[chain] = true;
        }
        return 0;
    }
}
