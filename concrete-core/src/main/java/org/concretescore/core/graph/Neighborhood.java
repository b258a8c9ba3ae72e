package org.concretescore.core.graph;

import org.concretescore.core.space.StateSpace;

/**
 * A directed neighborhood graph on a state space (Definition 1 of the Concrete score paper).
 *
 * <p>The out-edges of a state are numbered by <em>slots</em> {@code 0..slots()-1}. A slot keeps its meaning from state
 * to state ("one up in coordinate 3"), so that a network can have one output a slot; where it would lead out of the
 * space it is <em>empty</em>. The slots of one state lead to distinct states, none of them the state itself.
 *
 * <p>The cross term of Concrete score matching needs the edges that arrive at a state, too: {@link #reverseNeighbor}
 * numbers them in the same way. On a symmetric graph the two numberings agree: the k-th reverse neighbor is the
 * neighbor in slot k.
 *
 * <p>These methods are for inner loops: they check neither states nor slots, and what they answer where these are wrong is
 * undefined. {@link StateSpace#check(int[], int)} checks a batch of states once, before a loop.
 *
 * <p>Implementations are immutable, safe for use by several threads, and allocate nothing in these calls. {@link Graphs#edges}
 * makes a graph from a list. The test of a graph of one's own should call {@link Graphs#verify(Neighborhood)}; trainers and kernels
 * make a {@linkplain Graphs#spotCheck spot check}.
 */
public interface Neighborhood {
    /**
     * The states.
     *
     * @return the space
     */
    StateSpace space();

    /**
     * The number of slots of every state: the width of a score row.
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
     * @param neighborAt where it is to begin
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
     * The number of reverse slots of one state: a bound of its in-degree.
     *
     * @param states holds the state y
     * @param at where y begins
     * @return at least 0
     */
    int reverseSlots(int[] states, int at);

    /**
     * The largest value of {@link #reverseSlots} over the states.
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
     * @param sourceAt where it is to begin
     * @return the slot i with {@code N(z)_i = y}, or -1 if the reverse slot is empty
     */
    int reverseNeighbor(int[] states, int at, int k, int[] source, int sourceAt);

    /**
     * The slot that leads from one state to another.
     *
     * @param states holds the state x
     * @param at where x begins
     * @param others holds the state y
     * @param othersAt where y begins
     * @return the slot i with {@code N(x)_i = y}, or -1 if no edge leads from x to y
     */
    int slotOf(int[] states, int at, int[] others, int othersAt);

    /**
     * Whether every edge has its opposite. Then {@code reverseSlots == slots}, and the k-th reverse neighbor is the
     * neighbor in slot k.
     *
     * @return true if so; a union of directed graphs says false even if they happen to complete each other
     */
    boolean isSymmetric();

    /**
     * Whether no slot is empty at any state, so that every degree is {@code slots()}.
     *
     * @return true if that is known; false promises nothing
     */
    default boolean isFull() {
        return false;
    }

    /**
     * Whether the graph hangs together. Known in closed form for most graphs, found by enumeration for the others.
     *
     * @return the connectivity
     * @throws IllegalArgumentException if the states would have to be enumerated and are too many
     */
    Connectivity connectivity();

    /**
     * A text from which {@link Graphs#parse} makes the same graph again; of a graph of one's own its name. Files hold this
     * text, and of a graph that can't be made from it {@link Graphs#fingerprint}: whoever reads them gives the graph.
     *
     * @return for instance {@code hamming} or {@code union(grid,star)}
     */
    String spec();

    /**
     * The number of slots that are not empty.
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
     * The number of edges that arrive at a state.
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
