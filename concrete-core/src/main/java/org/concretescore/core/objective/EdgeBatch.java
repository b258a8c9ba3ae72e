package org.concretescore.core.objective;

import java.util.Arrays;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.space.StateSpace;

/**
 * The edges at which a model must answer for a batch of data rows, and the distinct states that they touch.
 *
 * <p>An edge leads from the state {@link #source} by {@link #slot} to the state {@link #target}. A free model answers
 * with output {@code slot} at the source; a tied model answers with the difference of its log densities at target and
 * source. The {@link Role} of an edge says what an objective needs of it. Edges may be put together in groups, for
 * losses that are not a sum over edges. A state is a point of the space at a noise level, so the same point at two
 * levels is two states. The batch is filled anew for every step. Once it has grown to its working size, it allocates
 * nothing. It is not safe for use by several threads.
 *
 * <p>These methods are for inner loops. They check neither states nor slots nor the numbers of edges, states and
 * groups, and their result for wrong ones is undefined. {@link StateSpace#check(int[], int)} checks the data rows once,
 * before they are added.
 */
public final class EdgeBatch {
    /** The terms of an {@link EdgeLoss} that an edge from x to y stands for, where v is the model's answer at x. */
    public enum Role {
        /** {@code out(v) + r in(v)} with the edge's {@link #ratio} r, which is 0 for an edge that leaves a data row. */
        OUT,
        /** {@code in(v)}: the edge arrives at a data row. */
        IN,
        /** {@code out(v) + in(-v)}: the edge and its opposite, for which a tied model answers {@code -v}. */
        MUTUAL
    }

    private static final Role[] ROLES = Role.values();

    private final Neighborhood graph;
    private final boolean withTargets;
    private final DistinctStates states;

    private int[] sources = new int[16];
    private int[] slots = new int[16];
    private int[] targets = new int[16];
    private double[] weights = new double[16];
    private double[] ratios = new double[16];
    private byte[] roles = new byte[16];
    private int size;

    private int[] groupEnds = new int[16];
    private int groupCount;

    private final int[] scratch;
    private final int[] other;
    private final int[] noisy;

    /**
     * Makes an empty batch.
     *
     * @param graph the graph
     * @param withTargets whether the target states are needed, as for tied models; a free model answers only at the
     *     sources, and targets are then -1
     */
    public EdgeBatch(Neighborhood graph, boolean withTargets) {
        this.graph = graph;
        this.withTargets = withTargets;
        int dimension = graph.space().dimension();
        this.states = new DistinctStates(dimension);
        this.scratch = new int[dimension];
        this.other = new int[dimension];
        this.noisy = new int[dimension];
    }

    /** Removes all edges and states. */
    public void clear() {
        size = 0;
        groupCount = 0;
        states.clear();
    }

    /**
     * Sets the noise level of the states that are added from now on; 0 after {@link #clear}.
     *
     * @param value the level, as a network reads it; finite, which is not checked
     */
    public void noiseLevel(double value) {
        states.level(value);
    }

    /**
     * Returns the graph that the slots belong to.
     *
     * @return the graph
     */
    public Neighborhood graph() {
        return graph;
    }

    /**
     * Returns whether the model is a tied one, which answers for an edge and its opposite at once, and for any two
     * states.
     *
     * @return true if target states are needed
     */
    public boolean isTied() {
        return withTargets;
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
        return addEdge(rows, at, slot, weight, 0, Role.OUT);
    }

    /**
     * Adds the edge from a data row to its neighbor in a slot together with the opposite edge.
     *
     * @param rows holds the data row x
     * @param at where x begins
     * @param slot the slot, on a symmetric graph
     * @param weight the weight of both terms in the loss
     * @return false, and nothing is added, if the slot is empty
     * @throws IllegalStateException if the model is not tied: a free model answers for the opposite edge elsewhere
     */
    public boolean addMutual(int[] rows, int at, int slot, double weight) {
        requireTied();
        return addEdge(rows, at, slot, weight, 0, Role.MUTUAL);
    }

    private boolean addEdge(int[] rows, int at, int slot, double weight, double ratio, Role role) {
        if (!graph.neighbor(rows, at, slot, scratch, 0)) {
            return false;
        }
        int source = states.addRow(rows, at);
        add(source, slot, withTargets ? states.add(scratch, 0) : -1, weight, ratio, role);
        return true;
    }

    /**
     * Adds an edge whose true ratio is known on average. Its terms are {@code out(v) + ratio in(v)}.
     *
     * @param rows holds the edge's source
     * @param at where the source begins
     * @param slot the slot, not empty
     * @param neighbors holds the neighbor in that slot
     * @param neighborAt where the neighbor begins
     * @param weight the weight of both terms in the loss
     * @param ratio the ratio, at least 0
     */
    public void addTowards(int[] rows, int at, int slot, int[] neighbors, int neighborAt, double weight, double ratio) {
        int source = states.addRow(rows, at);
        add(source, slot, withTargets ? states.add(neighbors, neighborAt) : -1, weight, ratio, Role.OUT);
    }

    /** Returns the position of a row, which is added if it is new. */
    int position(int[] rows, int at) {
        return states.addRow(rows, at);
    }

    /** Adds an edge whose true ratio is known on average, for a free model, which does not need the neighbor. */
    void addTowards(int source, int slot, double weight, double ratio) {
        add(source, slot, -1, weight, ratio, Role.OUT);
    }

    /**
     * Adds a pair of two arbitrary states as an edge without a slot.
     *
     * @param rows holds the first state
     * @param at where the first state begins
     * @param others holds the second state
     * @param othersAt where the second state begins
     * @param weight the weight in the loss
     * @throws IllegalStateException if the model is not tied: a free model answers only for neighbors
     */
    public void addPair(int[] rows, int at, int[] others, int othersAt, double weight) {
        requireTied();
        int source = states.addRow(rows, at);
        add(source, -1, states.add(others, othersAt), weight, 0, Role.OUT);
    }

    private void requireTied() {
        if (!withTargets) {
            throw new IllegalStateException("a free model answers only for the edges that leave a state, one by one");
        }
    }

    /** Ends a group. All edges since the end of the last group, or since the beginning, belong to it. */
    public void endGroup() {
        if (groupCount == groupEnds.length) {
            groupEnds = Arrays.copyOf(groupEnds, 2 * groupCount);
        }
        groupEnds[groupCount++] = size;
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
        int source = states.add(scratch, 0);
        add(source, slot, withTargets ? states.addRow(rows, at) : -1, weight, 0, Role.IN);
        return true;
    }

    /**
     * Adds a single state, for which a normalised model answers with its log density. It counts as an edge that only
     * has a {@link #source}: slot and target are -1.
     *
     * @param rows holds the state
     * @param at where the state begins
     * @param weight the weight of its term in the loss
     */
    public void addState(int[] rows, int at, double weight) {
        add(states.addRow(rows, at), -1, -1, weight, 0, Role.OUT);
    }

    /**
     * Adds a clean value of one coordinate of a noisy state, for which a denoiser answers with its log posterior. It
     * counts as an edge whose {@link #slot} is the place of the value among all values of all coordinates.
     *
     * @param rows holds the noisy state
     * @param at where the state begins
     * @param value {@code K_0 + ... + K_(d-1) + k} for the value k of coordinate d
     * @param weight the weight of its term in the loss
     */
    public void addPosterior(int[] rows, int at, int value, double weight) {
        add(states.addRow(rows, at), value, -1, weight, 0, Role.OUT);
    }

    /** Returns room for one state, for code that walks the graph between two additions. */
    int[] scratch() {
        return other;
    }

    /** Returns room for another state. */
    int[] noisy() {
        return noisy;
    }

    @SuppressWarnings("EnumOrdinal") // one byte an edge, and ROLES leads back
    private void add(int source, int slot, int target, double weight, double ratio, Role role) {
        if (size == sources.length) {
            int capacity = 2 * size;
            sources = Arrays.copyOf(sources, capacity);
            slots = Arrays.copyOf(slots, capacity);
            targets = Arrays.copyOf(targets, capacity);
            weights = Arrays.copyOf(weights, capacity);
            ratios = Arrays.copyOf(ratios, capacity);
            roles = Arrays.copyOf(roles, capacity);
        }
        sources[size] = source;
        slots[size] = slot;
        targets[size] = target;
        weights[size] = weight;
        ratios[size] = ratio;
        roles[size] = (byte) role.ordinal();
        size++;
    }

    /**
     * Returns the number of distinct states.
     *
     * @return at least 0
     */
    public int stateCount() {
        return states.count();
    }

    /**
     * Returns the distinct states.
     *
     * @return {@code [stateCount, D]} and perhaps unused room behind it; valid until the next change, not to be written
     */
    public int[] states() {
        return states.states();
    }

    /**
     * Returns the number of edges.
     *
     * @return at least 0
     */
    public int size() {
        return size;
    }

    /**
     * Returns where an edge begins.
     *
     * @param edge the edge, {@code 0..size()-1}
     * @return a position in {@link #states}
     */
    public int source(int edge) {
        return sources[edge];
    }

    /**
     * Returns the slot of an edge at its source.
     *
     * @param edge the edge, {@code 0..size()-1}
     * @return the slot, -1 for a single state
     */
    public int slot(int edge) {
        return slots[edge];
    }

    /**
     * Returns where an edge ends.
     *
     * @param edge the edge, {@code 0..size()-1}
     * @return a position in {@link #states}, or -1 for a single state or if targets are not needed
     */
    public int target(int edge) {
        return targets[edge];
    }

    /**
     * Returns the weight of an edge's term in the loss.
     *
     * @param edge the edge, {@code 0..size()-1}
     * @return the weight
     */
    public double weight(int edge) {
        return weights[edge];
    }

    /**
     * Returns the noise level of a state.
     *
     * @param state the state, {@code 0..stateCount()-1}
     * @return the level, 0 where there is no noise
     */
    public double level(int state) {
        return states.levelAt(state);
    }

    /**
     * Returns what an objective needs of an edge.
     *
     * @param edge the edge, {@code 0..size()-1}
     * @return the role
     */
    public Role role(int edge) {
        return ROLES[roles[edge]];
    }

    /**
     * Returns the weight of {@code in(v)} relative to {@code out(v)} in the terms of an edge of role {@code OUT}.
     *
     * @param edge the edge, {@code 0..size()-1}
     * @return the ratio, 0 for an edge that leaves a data row
     */
    public double ratio(int edge) {
        return ratios[edge];
    }

    /**
     * Returns the number of groups.
     *
     * @return at least 0
     */
    public int groupCount() {
        return groupCount;
    }

    /**
     * Returns where a group ends and the next one begins. The first group begins at edge 0.
     *
     * @param group the group, {@code 0..groupCount()-1}
     * @return the number of the group's last edge, plus one
     */
    public int groupEnd(int group) {
        return groupEnds[group];
    }
}
