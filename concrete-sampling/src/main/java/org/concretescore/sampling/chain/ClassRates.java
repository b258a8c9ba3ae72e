package org.concretescore.sampling.chain;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.score.ClassedScore;

/**
 * The rates of a score in classes on a symmetric graph without empty slots (the n-fold way of Bortz, Kalos and Lebowitz
 * 1975). The sum follows from the number of slots of each probability. A draw chooses a probability first, and then one
 * of the slots that have it.
 *
 * <p>Classes of one probability share a list of slots. A slot that changes to another list is replaced by the last slot
 * of its list, and goes to the end of the other list. The order of a list depends on the moves that led to it, so files
 * and copies of chains hold it.
 */
final class ClassRates implements Rates {
    private final ClassedScore model;
    private final Acceptance rule;
    private final Lists lists;
    private final Neighborhood graph;
    private final int slots;
    private final int shift;
    private final Walker[] walkers;

    ClassRates(ClassedScore model, Acceptance rule, Lists lists, int chains) {
        this.model = model;
        this.rule = rule;
        this.lists = lists;
        graph = model.neighborhood();
        slots = graph.slots();
        shift = shift(slots);
        walkers = new Walker[chains];
        Arrays.setAll(walkers, chain -> new Walker());
    }

    /** Returns the logarithm of the room of a list. It is a power of two, so that a place determines its list. */
    private static int shift(int slots) {
        return 32 - Integer.numberOfLeadingZeros(Math.max(0, slots - 1));
    }

    /** The distinct acceptance probabilities of a score's classes. */
    static final class Lists {
        /** The largest number of lists. The sum over more of them costs more than a tree. */
        private static final int MOST = 64;

        /**
         * The most places in the lists of one chain, 4 MiB. The limit is per chain, so that chains do not affect
         * others.
         */
        private static final long MOST_PLACES = 1L << 20;

        /** The probability of each list, from the largest to the smallest. */
        private final double[] probability;

        private final double[] inverse;
        /** The list of each class. */
        private final int[] listOf;

        private Lists(double[] probability, int[] listOf) {
            this.probability = probability;
            this.listOf = listOf;
            inverse = Arrays.stream(probability).map(p -> 1 / p).toArray();
        }

        /**
         * Returns the lists of a score.
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

        /** Returns whether lists of so many slots are worth their time and memory. */
        boolean fit(int slots) {
            return probability.length <= MOST && probability.length * (1L << shift(slots)) <= MOST_PLACES;
        }
    }

    /** One chain and the lists of its slots. */
    private final class Walker {
        /** {@code [lists, 2^shift]}: the slots of each list, in its first places. */
        private final int[] members = new int[lists.probability.length << shift];
        /** Where each list ends among the members. */
        private final int[] ends = new int[lists.probability.length];
        /** The place of each slot among the members. Shifted to the right, it is the number of the list. */
        private final int[] place = new int[slots];
        /** The sum of the lists before each list. */
        private final double[] before = new double[lists.probability.length + 1];
        /** A copy of the state during a run. A small array is faster than a part of the array of all chains. */
        private final int[] state = new int[graph.space().dimension()];

        private final int[] affected = new int[model.maxAffected()];
        private final int[] there = new int[graph.space().dimension()];
        private boolean valid;
        private UniformRandomProvider random;
        private ZigguratSampler.Exponential exponential;
        private long stay;
        private long left;
        private long moves;
        /** The slot of the next move. */
        private int slot;

        void begin(Chains chains, int chain, long steps) {
            chains.read(chain, state, 0);
            random = chains.random(chain);
            exponential = chains.exponential(chain);
            stay = chains.pending(chain);
            left = steps;
            moves = 0;
            // The rates count as unknown until the end, so that nothing stale is left if the model fails on the way.
            chains.moved(chain);
        }

        void end(Chains chains, int chain) {
            System.arraycopy(state, 0, chains.current(), chain * state.length, state.length);
            chains.stay(chain, stay, left);
            valid = true;
        }

        /**
         * Draws the next move.
         *
         * @param each the probability that a step proposes a certain slot
         * @return false if the move lies beyond the steps that are left
         */
        boolean draw(double each) {
            double[] probability = lists.probability;
            double sum = 0;
            for (int list = 0; list < ends.length; list++) {
                sum += (ends[list] - (list << shift)) * probability[list];
                before[list + 1] = sum;
            }
            if (stay == 0) {
                stay = RejectionFree.stay(each * sum, exponential);
            }
            if (stay > left || stay == RejectionFree.FOREVER) {
                return false;
            }
            left -= stay;
            stay = 0;
            if ((++moves & LocalSteps.BETWEEN_STOPS) == 0) {
                StoppedException.throwIfInterrupted("sampling");
            }
            double number = random.nextDouble() * sum;
            // Counting avoids a branch that the processor would often mispredict.
            int drawn = 0;
            for (int list = 1; list < ends.length; list++) {
                drawn += before[list] <= number ? 1 : 0;
            }
            // If rounding has used up the sum, the last list that has a share in it is drawn.
            while (before[drawn] == before[drawn + 1]) {
                drawn--;
            }
            // The rest of the number determines the member.
            int member = (drawn << shift) + (int) ((number - before[drawn]) * lists.inverse[drawn]);
            slot = members[Math.min(member, ends[drawn] - 1)];
            return true;
        }

        void move() {
            int changes = model.affected(state, 0, slot, affected);
            graph.move(state, 0, slot, there);
            for (int i = 0; i < changes; i++) {
                int changed = affected[i];
                int after = lists.listOf[model.edgeClass(state, 0, changed)];
                int gap = place[changed];
                // This is done even if a slot stays in its list. The ends come first, because the next slot waits for
                // them.
                int end = --ends[gap >>> shift];
                int next = ends[after]++;
                int last = members[end];
                members[gap] = last;
                place[last] = gap;
                members[next] = changed;
                place[changed] = next;
            }
        }

        void clear() {
            Arrays.setAll(ends, list -> list << shift);
        }

        void append(int slot, int[] states, int at) {
            int next = ends[lists.listOf[model.edgeClass(states, at, slot)]]++;
            members[next] = slot;
            place[slot] = next;
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
        walkers[chain].valid = false;
    }

    @Override
    public boolean knows(int chain) {
        return walkers[chain].valid;
    }

    /** Advances two chains in turn. A move waits for the move before it, but not for the move of another chain. */
    @Override
    public int run(Chains chains, int active, double moving, RateWork work, Tally tally) {
        double each = moving / slots;
        for (int i = 0; i < active; i += 2) {
            int chain = work.active[i];
            Walker walker = walkers[chain];
            walker.begin(chains, chain, work.stepsLeft[i]);
            if (i + 1 == active) {
                alone(walker, walker.draw(each), each);
            } else {
                int second = work.active[i + 1];
                Walker other = walkers[second];
                other.begin(chains, second, work.stepsLeft[i + 1]);
                inTurn(walker, other, each);
                other.end(chains, second);
                tally.add(other.moves, other.moves, 0);
            }
            walker.end(chains, chain);
            tally.add(walker.moves, walker.moves, 0);
        }
        return 0;
    }

    private static void inTurn(Walker walker, Walker other, double each) {
        boolean moves = walker.draw(each);
        boolean othersMoves = other.draw(each);
        while (moves && othersMoves) {
            walker.move();
            other.move();
            moves = walker.draw(each);
            othersMoves = other.draw(each);
        }
        alone(walker, moves, each);
        alone(other, othersMoves, each);
    }

    private static void alone(Walker walker, boolean drawn, double each) {
        boolean moves = drawn;
        while (moves) {
            walker.move();
            moves = walker.draw(each);
        }
    }

    @Override
    public int fill(Chains chains, int[] waiting, int waits, RateWork work) {
        for (int i = 0; i < waits; i++) {
            int chain = waiting[i];
            Walker walker = walkers[chain];
            walker.clear();
            for (int slot = 0; slot < slots; slot++) {
                walker.append(slot, chains.current(), chain * graph.space().dimension());
            }
            walker.valid = true;
        }
        return 0;
    }

    /** Returns the number of slots: the numbers are all slots, list by list. */
    @Override
    public int width() {
        return slots;
    }

    @Override
    public double[] numbers() {
        double[] numbers = new double[Math.multiplyExact(walkers.length, slots)];
        for (int chain = 0; chain < walkers.length; chain++) {
            Walker walker = walkers[chain];
            int next = chain * slots;
            for (int list = 0; list < walker.ends.length; list++) {
                for (int i = list << shift; i < walker.ends[list]; i++) {
                    numbers[next++] = walker.members[i];
                }
            }
        }
        return numbers;
    }

    @Override
    public void restore(int chain, int[] states, int at, double[] numbers, int from) {
        boolean[] seen = new boolean[slots];
        Walker walker = walkers[chain];
        walker.clear();
        for (int i = 0; i < slots; i++) {
            int slot = (int) numbers[from + i];
            if (!(slot >= 0 && slot < slots) || seen[slot]) {
                // The numbers are not an order of slots, so they were not written here.
                return;
            }
            seen[slot] = true;
            walker.append(slot, states, at);
        }
        walker.valid = true;
    }
}
