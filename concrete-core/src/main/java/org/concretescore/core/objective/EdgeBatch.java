package org.concretescore.core.objective;

import java.util.Arrays;
import org.concretescore.core.graph.Neighborhood;

/**
 * The edges at which a model must answer for a batch of data rows, and the distinct states that they touch.
 *
 * <p>An edge leads from the state {@link #source} by {@link #slot} to the state {@link #target}; a free model answers
 * with output {@code slot} at the source, a tied one with the difference of its log densities at target and source.
 * Filled anew for every batch; once grown to its working size, it allocates nothing. Not safe for use by several
 * threads.
 */
public final class EdgeBatch {
    private final Neighborhood graph;
    private final boolean withTargets;
    private final int dimension;

    private int[] states = new int[0];
    private int stateCount;
    /** Open addressing: positions of states, plus one; 0 is free. */
    private int[] table = new int[16];

    private int[] sources = new int[16];
    private int[] slots = new int[16];
    private int[] targets = new int[16];
    private double[] weights = new double[16];
    private boolean[] incoming = new boolean[16];
    private int size;

    private final int[] scratch;

    /**
     * An empty batch.
     *
     * @param graph the graph
     * @param withTargets whether the target states are wanted, as tied models do; a free model answers at the sources
     *     alone, and targets are then -1
     */
    public EdgeBatch(Neighborhood graph, boolean withTargets) {
        this.graph = graph;
        this.withTargets = withTargets;
        this.dimension = graph.space().dimension();
        this.scratch = new int[dimension];
        this.states = new int[16 * dimension];
    }

    /** Forgets all edges and states. */
    public void clear() {
        size = 0;
        stateCount = 0;
        Arrays.fill(table, 0);
    }

    /**
     * The graph.
     *
     * @return the graph that the slots belong to
     */
    public Neighborhood graph() {
        return graph;
    }

    /**
     * Adds the edge from a data row to its neighbor in a slot.
     *
     * @param rows holds the data row x
     * @param at where x begins
     * @param slot the slot
     * @param weight the weight of the edge's term in the loss
     * @return false, and nothing is added, if the slot is empty
     */
    public boolean addOutgoing(int[] rows, int at, int slot, double weight) {
        if (!graph.neighbor(rows, at, slot, scratch, 0)) {
            return false;
        }
        int target = withTargets ? intern(scratch, 0) : -1;
        add(intern(rows, at), slot, target, weight, false);
        return true;
    }

    /**
     * Adds an edge that arrives at a data row.
     *
     * @param rows holds the data row y
     * @param at where y begins
     * @param k the reverse slot of y
     * @param weight the weight of the edge's term in the loss
     * @return false, and nothing is added, if the reverse slot is empty
     */
    public boolean addIncoming(int[] rows, int at, int k, double weight) {
        int slot = graph.reverseNeighbor(rows, at, k, scratch, 0);
        if (slot < 0) {
            return false;
        }
        int source = intern(scratch, 0);
        add(source, slot, withTargets ? intern(rows, at) : -1, weight, true);
        return true;
    }

    /**
     * Adds a single state, at which a normalised model answers with its log density. It counts as an edge with
     * {@link #source} alone: slot and target are -1.
     *
     * @param rows holds the state
     * @param at where it begins
     * @param weight the weight of its term in the loss
     */
    public void addState(int[] rows, int at, double weight) {
        add(intern(rows, at), -1, -1, weight, false);
    }

    /** Room for one state, for those who walk the graph between two additions. */
    int[] scratch() {
        return scratch;
    }

    private void add(int source, int slot, int target, double weight, boolean in) {
        if (size == sources.length) {
            int capacity = 2 * size;
            sources = Arrays.copyOf(sources, capacity);
            slots = Arrays.copyOf(slots, capacity);
            targets = Arrays.copyOf(targets, capacity);
            weights = Arrays.copyOf(weights, capacity);
            incoming = Arrays.copyOf(incoming, capacity);
        }
        sources[size] = source;
        slots[size] = slot;
        targets[size] = target;
        weights[size] = weight;
        incoming[size] = in;
        size++;
    }

    /** The position of a state among the distinct ones. */
    private int intern(int[] from, int at) {
        int mask = table.length - 1;
        int hash = 1;
        for (int d = 0; d < dimension; d++) {
            hash = 31 * hash + from[at + d];
        }
        hash *= 0x9e3779b9;
        int i = (hash ^ (hash >>> 16)) & mask;
        while (table[i] != 0) {
            int position = table[i] - 1;
            int begin = position * dimension;
            if (Arrays.equals(states, begin, begin + dimension, from, at, at + dimension)) {
                return position;
            }
            i = (i + 1) & mask;
        }
        if (2 * (stateCount + 1) > table.length) {
            grow();
            return intern(from, at);
        }
        if ((stateCount + 1) * dimension > states.length) {
            states = Arrays.copyOf(states, 2 * states.length);
        }
        System.arraycopy(from, at, states, stateCount * dimension, dimension);
        table[i] = ++stateCount;
        return stateCount - 1;
    }

    private void grow() {
        table = new int[2 * table.length];
        int known = stateCount;
        stateCount = 0;
        int[] old = states;
        for (int i = 0; i < known; i++) {
            intern(old, i * dimension);
        }
    }

    /**
     * The number of distinct states.
     *
     * @return at least 0
     */
    public int stateCount() {
        return stateCount;
    }

    /**
     * The distinct states.
     *
     * @return {@code [stateCount, D]} and perhaps unused room behind it; valid until the next change, not to be written
     */
    public int[] states() {
        return states;
    }

    /**
     * The number of edges.
     *
     * @return at least 0
     */
    public int size() {
        return size;
    }

    /**
     * Where an edge begins.
     *
     * @param edge the edge, {@code 0..size()-1}
     * @return a position in {@link #states}
     */
    public int source(int edge) {
        return sources[edge];
    }

    /**
     * The slot of an edge at its source.
     *
     * @param edge the edge, {@code 0..size()-1}
     * @return the slot, -1 for a single state
     */
    public int slot(int edge) {
        return slots[edge];
    }

    /**
     * Where an edge ends.
     *
     * @param edge the edge, {@code 0..size()-1}
     * @return a position in {@link #states}, or -1 if targets were not wanted and for a single state
     */
    public int target(int edge) {
        return targets[edge];
    }

    /**
     * The weight of an edge's term in the loss.
     *
     * @param edge the edge, {@code 0..size()-1}
     * @return the weight
     */
    public double weight(int edge) {
        return weights[edge];
    }

    /**
     * Whether the data row is the edge's end.
     *
     * @param edge the edge, {@code 0..size()-1}
     * @return true if the edge was added by {@link #addIncoming}
     */
    public boolean isIncoming(int edge) {
        return incoming[edge];
    }
}
