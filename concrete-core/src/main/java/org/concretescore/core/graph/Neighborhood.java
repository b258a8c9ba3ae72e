package org.concretescore.core.graph;

import org.concretescore.core.space.StateSpace;

/**
 * A directed neighborhood graph on a state space (Definition 1 of the Concrete score paper).
 *
 * <p>The out-edges of a state are numbered by <em>slots</em> {@code 0..slots()-1}. A slot keeps its meaning from state
 * to state ("one up in coordinate 3"), so that a network can have one output per slot. A slot is <em>empty</em> at a
 * state where it would lead out of the space. The slots of one state lead to distinct states, and none of them leads to
 * the state itself.
 *
 * <p>The cross term of Concrete score matching needs the edges that arrive at a state, too: {@link #reverseNeighbor}
 * numbers them in the same way. On a symmetric graph the two numberings agree: the k-th reverse neighbor is the
 * neighbor in slot k.
 *
 * <p>These methods are for inner loops. They check neither states nor slots, and their result for wrong ones is
 * undefined. {@link StateSpace#check(int[], int)} checks a batch of states once, before a loop.
 *
 * <p>Implementations are immutable, safe for use by several threads, and allocate nothing in these calls.
 * {@link Graphs#edges} makes a graph from a list. The test of your own graph should call
 * {@link Graphs#verify(Neighborhood)}; trainers and kernels make a {@linkplain Graphs#spotCheck spot check}.
 *
 * <pre>{@code
 * Neighborhood graph = Graphs.grid(StateSpace.uniform(2, 3));
 * int[] state = {0, 2};
 * int[] neighbor = new int[2];
 * for (int slot = 0; slot < graph.slots(); slot++) {
 *     if (graph.neighbor(state, 0, slot, neighbor, 0)) {
 *         System.out.println(Arrays.toString(neighbor)); // [1, 2] and [0, 1]; the other slots are empty
 *     }
 * }
 * }</pre>
 */
public interface Neighborhood {
    /**
     * Returns the state space.
     *
     * @return the space
     */
    StateSpace space();

    /**
     * Returns the number of slots of every state, which is the width of a score row.
     *
     * @return at least 0
     */
    int slots();

    /**
     * Writes the neighbor in a slot.
     *
     * @param states holds the state x
     * @param at where x begins
     * @param slot the slot, {@code 0..slots()-1}
     * @param neighbor receives N(x)_slot; left undefined if the slot is empty. May be {@code states} itself as long
     *     as the two states do not overlap
     * @param neighborAt where the neighbor begins
     * @return false if the slot is empty at x
     */
    boolean neighbor(int[] states, int at, int slot, int[] neighbor, int neighborAt);

    /**
     * Moves a state to its neighbor, in place.
     *
     * @param states holds the state x, and receives N(x)_slot
     * @param at where x begins
     * @param slot the slot, {@code 0..slots()-1}; nothing changes if it is empty
     * @param scratch room for one state
     * @return false if the slot is empty at x
     */
    default boolean move(int[] states, int at, int slot, int[] scratch) {
        boolean there = neighbor(states, at, slot, scratch, 0);
        if (there) {
            System.arraycopy(scratch, 0, states, at, space().dimension());
        }
        return there;
    }

    /**
     * Returns the number of reverse slots of one state, an upper bound of its in-degree.
     *
     * @param states holds the state y
     * @param at where y begins
     * @return at least 0
     */
    int reverseSlots(int[] states, int at);

    /**
     * Returns the largest value of {@link #reverseSlots} over the states.
     *
     * @return at least 0
     */
    int maxReverseSlots();

    /**
     * Writes a state z from which an edge leads to y, and names that edge: {@code N(z)_i = y}.
     *
     * @param states holds the state y
     * @param at where y begins
     * @param k the reverse slot, {@code 0..reverseSlots(y)-1}
     * @param source receives z; left undefined if the reverse slot is empty
     * @param sourceAt where z begins
     * @return the slot i with {@code N(z)_i = y}, or -1 if the reverse slot is empty
     */
    int reverseNeighbor(int[] states, int at, int k, int[] source, int sourceAt);

    /**
     * Returns the slot that leads from one state to another.
     *
     * @param states holds the state x
     * @param at where x begins
     * @param others holds the state y
     * @param othersAt where y begins
     * @return the slot i with {@code N(x)_i = y}, or -1 if no edge leads from x to y
     */
    int slotOf(int[] states, int at, int[] others, int othersAt);

    /**
     * Returns whether every edge has its opposite. Then {@code reverseSlots == slots}, and the k-th reverse neighbor is
     * the neighbor in slot k.
     *
     * @return true if the graph is symmetric; a union of directed graphs returns false even if they complete each other
     */
    boolean isSymmetric();

    /**
     * Returns whether no slot is empty at any state, so that every degree is {@code slots()}.
     *
     * @return true if this is known; false promises nothing
     */
    default boolean isFull() {
        return false;
    }

    /**
     * Returns how well the graph is connected. The answer is known in closed form for most graphs, and found by
     * enumeration for the others.
     *
     * @return the connectivity
     * @throws IllegalArgumentException if the states would have to be enumerated and are too many
     */
    Connectivity connectivity();

    /**
     * Returns a text from which {@link Graphs#parse} makes the same graph again, or the name of your own graph. Files
     * hold this text. If the graph can't be made from it, they also hold its {@link Graphs#fingerprint}, and the reader
     * of the file must give the graph.
     *
     * @return for instance {@code hamming} or {@code union(grid,star)}
     */
    String spec();

    /**
     * Returns the number of slots that are not empty.
     *
     * @param states holds the state
     * @param at where it begins
     * @param scratch room for one state
     * @return |N(x)|
     */
    default int degree(int[] states, int at, int[] scratch) {
        if (isFull()) {
            return slots();
        }
        int degree = 0;
        for (int slot = 0; slot < slots(); slot++) {
            if (neighbor(states, at, slot, scratch, 0)) {
                degree++;
            }
        }
        return degree;
    }

    /**
     * Returns the number of edges that arrive at a state.
     *
     * @param states holds the state
     * @param at where it begins
     * @param scratch room for one state
     * @return |N^-1(y)|
     */
    default int inDegree(int[] states, int at, int[] scratch) {
        int degree = 0;
        for (int k = reverseSlots(states, at) - 1; k >= 0; k--) {
            if (reverseNeighbor(states, at, k, scratch, 0) >= 0) {
                degree++;
            }
        }
        return degree;
    }
}
