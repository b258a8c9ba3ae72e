package org.concretescore.sampling.tempering;

import java.util.Arrays;
import org.concretescore.sampling.chain.ChainMemory;
import org.concretescore.sampling.chain.Chains;

/**
 * The replicas of several chains side by side, as one thread advances them: replica t of the i-th chain has the number
 * {@code i T + t}. Every replica has a state and some numbers, which are its score row (if rows are kept) and, last,
 * its log density. A batch holds no reference to its kernel, because a thread of a pool would keep the kernel alive.
 */
final class ReplicaBatch {
    /** The number of coordinates of the target's space. */
    final int dimension;
    /** The number of numbers of a replica. */
    final int width;
    /** T. */
    private final int replicas;

    int[] states = new int[0];
    double[] numbers = new double[0];
    /** Whether the log density of a replica belongs to a state that it left. */
    boolean[] moved = new boolean[0];
    /** How many moves each replica still proposes in this step. */
    long[] left = new long[0];
    /** The replicas that wait for an answer of the model or of the density. */
    int[] waiting = new int[0];
    /** The states of these replicas. */
    int[] batch = new int[0];
    /** The model's rows at these states. Between evaluations it is room for one replica's numbers. */
    double[] rows = new double[0];
    /** The log densities of these states. */
    double[] logDensities = new double[0];
    /** Room for one state. */
    int[] scratch = new int[0];

    ReplicaBatch(int dimension, int width, int replicas) {
        this.dimension = dimension;
        this.width = width;
        this.replicas = replicas;
    }

    /** Makes room for the replicas of some chains. */
    void reserve(int chains) {
        int count = Math.multiplyExact(chains, replicas);
        if (moved.length < count) {
            states = new int[Math.multiplyExact(count, dimension)];
            numbers = new double[Math.multiplyExact(count, width)];
            moved = new boolean[count];
            left = new long[count];
            waiting = new int[count];
            batch = new int[states.length];
            rows = new double[Math.max(width, Math.multiplyExact(count, width - 1))];
            logDensities = new double[count];
            scratch = new int[dimension];
        }
    }

    /**
     * Takes over the states of chains and the numbers that they remember.
     *
     * @return how many replicas wait because their numbers are not known; they count as moved
     */
    int load(Chains chains, int from, int to, ChainMemory memory) {
        int unknown = 0;
        for (int chain = from; chain < to; chain++) {
            int first = (chain - from) * replicas;
            chains.read(chain, states, first * dimension);
            boolean known = memory.knows(chain);
            if (known) {
                System.arraycopy(memory.values(), chain * replicas * width, numbers, first * width, replicas * width);
            }
            for (int r = first; r < first + replicas; r++) {
                moved[r] = !known;
                if (!known) {
                    waiting[unknown++] = r;
                }
            }
        }
        return unknown;
    }

    /** Gives the states back to the chains, and lets them remember the numbers. */
    void store(Chains chains, int from, int to, ChainMemory memory) {
        for (int chain = from; chain < to; chain++) {
            int first = (chain - from) * replicas;
            chains.move(chain, states, first * dimension);
            memory.keep(chain, numbers, first * width);
        }
    }

    /** Lets all replicas that moved wait, and returns their number. */
    int awaitMoved(int count) {
        int n = 0;
        for (int r = 0; r < count; r++) {
            if (moved[r]) {
                waiting[n++] = r;
            }
        }
        return n;
    }

    /** Copies the states of the first replicas that wait into the batch. */
    void gather(int count) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(states, waiting[i] * dimension, batch, i * dimension, dimension);
        }
    }

    /** Hands the rows of the batch to the replicas that wait. */
    void keepRows(int count) {
        int slots = width - 1;
        for (int i = 0; i < count; i++) {
            System.arraycopy(rows, i * slots, numbers, waiting[i] * width, slots);
        }
    }

    /** Hands the log densities of the batch to the replicas that wait. */
    void keepLogDensities(int count) {
        for (int i = 0; i < count; i++) {
            numbers[(waiting[i] + 1) * width - 1] = logDensities[i];
        }
    }

    double logDensity(int r) {
        return numbers[(r + 1) * width - 1];
    }

    /** Exchanges the states and the numbers of replicas r and r + 1. */
    void exchange(int r) {
        System.arraycopy(states, r * dimension, scratch, 0, dimension);
        System.arraycopy(states, (r + 1) * dimension, states, r * dimension, dimension);
        System.arraycopy(scratch, 0, states, (r + 1) * dimension, dimension);
        System.arraycopy(numbers, r * width, rows, 0, width);
        System.arraycopy(numbers, (r + 1) * width, numbers, r * width, width);
        System.arraycopy(rows, 0, numbers, (r + 1) * width, width);
    }

    /** Forgets which replicas moved. */
    void settle(int count) {
        Arrays.fill(moved, 0, count, false);
    }
}
