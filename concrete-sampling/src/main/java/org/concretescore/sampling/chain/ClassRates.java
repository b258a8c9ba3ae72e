package org.concretescore.sampling.chain;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ClassedScore;

/**
 * Rates of a score in classes on a symmetric graph without empty slots (the n-fold way of Bortz, Kalos and Lebowitz
 * 1975): the sum follows from the number of slots of each probability, and a move is drawn by its probability, then among
 * the slots that have it.
 *
 * <p>Classes of one probability share a list of slots. A slot that changes to another list leaves its place to the last
 * and goes to the end of that list. The order is that of the moves that led there, so that files and copies of chains
 * hold it.
 */
final class ClassRates implements Rates {
    private final ClassedScore model;
    private final Acceptance rule;
    private final Lists lists;
    /** How many lists a chain has. */
    private final int count;

    private final Neighborhood graph;
    private final int slots;
    /** By chain, {@code [lists, 2^shift]}: the slots of each list, in the first places. */
    private final int[][] members;
    /** By chain and list: where among the members it ends. */
    private final int[][] ends;
    /** By chain and slot: where among the members it stands. Shifted to the right, that is the number of its list. */
    private final int[][] place;

    private final int shift;
    private final boolean[] valid;

    ClassRates(ClassedScore model, Acceptance rule, Lists lists, int chains) {
        this.model = model;
        this.rule = rule;
        this.lists = lists;
        graph = model.neighborhood();
        slots = graph.slots();
        shift = shift(slots);
        count = lists.probability.length;
        members = new int[chains][count << shift];
        ends = new int[chains][count];
        place = new int[chains][slots];
        valid = new boolean[chains];
    }

    /** Lists have room for a power of two of slots, so that a place tells the list. */
    private static int shift(int slots) {
        return 32 - Integer.numberOfLeadingZeros(Math.max(0, slots - 1));
    }

    /** The distinct acceptance probabilities of a score's classes. */
    static final class Lists {
        /** More than this, and their sum costs more than a tree. */
        private static final int MOST = 64;

        /** The most places in the lists of a chain, 4 MiB. Of a chain, since its steps must not depend on the others. */
        private static final long MOST_PLACES = 1L << 20;

        /** By list, from the largest to the smallest. */
        private final double[] probability;

        private final double[] inverse;
        /** By class: its list. */
        private final int[] listOf;

        private Lists(double[] probability, int[] listOf) {
            this.probability = probability;
            this.listOf = listOf;
            inverse = Arrays.stream(probability).map(p -> 1 / p).toArray();
        }

        /**
         * Those of a score.
         *
         * @throws IllegalArgumentException if the log ratio of a class is NaN
         */
        static Lists of(ClassedScore model, Acceptance rule) {
            AcceptanceTable table = AcceptanceTable.of(model, rule);
            double[] distinct = IntStream.range(0, model.classes())
                    .mapToDouble(c -> -table.probability(c))
                    .distinct()
                    .sorted()
                    .toArray();
            int[] listOf = new int[model.classes()];
            Arrays.setAll(listOf, c -> Arrays.binarySearch(distinct, -table.probability(c)));
            return new Lists(Arrays.stream(distinct).map(p -> -p).toArray(), listOf);
        }

        /** Whether lists of so many slots are worth their time and memory. */
        boolean fit(int slots) {
            return probability.length <= MOST && probability.length * (1L << shift(slots)) <= MOST_PLACES;
        }
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

    /**
     * One loop, whole, on a copy of the state that begins at 0: cut into several methods it takes half as long again, and
     * within the states of all chains a tenth.
     */
    @Override
    public long run(Chains chains, int chain, double moving, long steps, RateWork work, Tally tally) {
        int dimension = graph.space().dimension();
        work.reserveState(dimension);
        work.reserveSlots(model.maxAffected());
        work.reserveWeights(count + 1);
        work.reserveRows(1, dimension, 1);
        int[] states = work.states;
        chains.read(chain, states, 0);
        int[] affected = work.slots;
        int[] members = this.members[chain];
        int[] ends = this.ends[chain];
        int[] place = this.place[chain];
        double[] probability = lists.probability;
        double[] inverse = lists.inverse;
        int[] listOf = lists.listOf;
        double[] before = work.weights;
        before[0] = 0;
        int[] there = work.there;
        double each = moving / slots;
        UniformRandomProvider random = chains.random(chain);
        ZigguratSampler.Exponential exponential = chains.exponential(chain);
        long stay = chains.pending(chain);
        // Until the end, so that nothing stale is left where the model fails on the way.
        chains.moved(chain);
        long left = steps;
        long moves = 0;
        while (true) {
            double sum = 0;
            for (int list = 0; list < count; list++) {
                sum += (ends[list] - (list << shift)) * probability[list];
                before[list + 1] = sum;
            }
            if (stay == 0) {
                stay = RejectionFree.stay(each * sum, exponential);
            }
            if (stay > left || stay == RejectionFree.FOREVER) {
                break;
            }
            left -= stay;
            stay = 0;
            moves++;
            double number = random.nextDouble() * sum;
            // Counting takes no branch that a processor would mispredict.
            int drawn = 0;
            for (int list = 1; list < count; list++) {
                drawn += before[list] <= number ? 1 : 0;
            }
            // Rounding may have used the sum up: then the last list that has a share in it.
            while (before[drawn] == before[drawn + 1]) {
                drawn--;
            }
            // What is left of the number says which member.
            int member = (drawn << shift) + (int) ((number - before[drawn]) * inverse[drawn]);
            int slot = members[Math.min(member, ends[drawn] - 1)];
            int changes = model.affected(states, 0, slot, affected);
            graph.move(states, 0, slot, there);
            for (int i = 0; i < changes; i++) {
                int changed = affected[i];
                int after = listOf[model.edgeClass(states, 0, changed)];
                int gap = place[changed];
                // Even where a slot stays in its list. The ends first, since the next slot waits for them.
                int end = --ends[gap >>> shift];
                int next = ends[after]++;
                int last = members[end];
                members[gap] = last;
                place[last] = gap;
                members[next] = changed;
                place[changed] = next;
            }
        }
        System.arraycopy(states, 0, chains.current(), chain * dimension, dimension);
        chains.stay(chain, stay, left);
        valid[chain] = true;
        tally.add(moves, moves, 0);
        return 0;
    }

    @Override
    public int fill(Chains chains, int[] waiting, int waits, RateWork work) {
        for (int i = 0; i < waits; i++) {
            int chain = waiting[i];
            clear(chain);
            for (int slot = 0; slot < slots; slot++) {
                append(chain, slot, chains.current(), chain * graph.space().dimension());
            }
            valid[chain] = true;
        }
        return 0;
    }

    private void clear(int chain) {
        Arrays.setAll(ends[chain], list -> list << shift);
    }

    private void append(int chain, int slot, int[] states, int at) {
        int next = ends[chain][lists.listOf[model.edgeClass(states, at, slot)]]++;
        members[chain][next] = slot;
        place[chain][slot] = next;
    }

    /** All slots, list by list. */
    @Override
    public int width() {
        return slots;
    }

    @Override
    public double[] numbers() {
        double[] numbers = new double[Math.multiplyExact(valid.length, slots)];
        for (int chain = 0; chain < valid.length; chain++) {
            int next = chain * slots;
            for (int list = 0; list < count; list++) {
                for (int i = list << shift; i < ends[chain][list]; i++) {
                    numbers[next++] = members[chain][i];
                }
            }
        }
        return numbers;
    }

    @Override
    public void restore(int chain, int[] states, int at, double[] numbers, int from) {
        boolean[] seen = new boolean[slots];
        clear(chain);
        for (int i = 0; i < slots; i++) {
            int slot = (int) numbers[from + i];
            if (!(slot >= 0 && slot < slots) || seen[slot]) {
                // No order of slots: not what was written here.
                return;
            }
            seen[slot] = true;
            append(chain, slot, states, at);
        }
        valid[chain] = true;
    }
}
