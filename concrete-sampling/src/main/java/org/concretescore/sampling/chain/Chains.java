package org.concretescore.sampling.chain;

import java.util.Arrays;
import java.util.function.Supplier;
import org.apache.commons.rng.RestorableUniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/**
 * Many Markov chains, which a {@link TransitionKernel} advances at once. They hold exactly what the next step needs:
 * each chain's state, its own random generator, how long a {@link RejectionFree} chain still stays where it is, and the
 * model's answers at the state.
 *
 * <p>Every chain has its own generator. Results therefore depend neither on the number of chains nor on threads.
 *
 * <pre>{@code
 * StateSpace space = StateSpace.binary(10);
 * Chains random = Chains.atRandom(space, 4, new RandomStreams(1), "chains");
 * Chains zeros = Chains.startingAt(space, new int[4 * 10], 4, new RandomStreams(1), "zeros");
 * }</pre>
 */
public final class Chains {
    private final StateSpace space;
    private final int[] states;
    private final RestorableUniformRandomProvider[] random;

    /** By chain, after the first call of {@link #pendingOf}; see {@link #exponential}. The samplers hold no state. */
    private ZigguratSampler.Exponential[] exponentials;

    /** By chain; see {@link #pending}. */
    private final long[] pending;

    /** What is remembered of the model that was used last, or null. */
    private Memory memory;
    /** Numbers from a file or from other chains, until a model takes them over; or null. */
    private SavedRows saved;
    /** The model by which the pending steps were drawn; or null, if they belong to the next rejection-free kernel. */
    private ScoreModel pendingModel;

    private MetropolisHastingsOptions pendingOptions;

    private Chains(StateSpace space, int[] states, RestorableUniformRandomProvider[] random, long[] pending) {
        this.space = space;
        this.states = states;
        this.random = random;
        this.pending = pending;
    }

    /**
     * Returns chains that start at given states. Chain c draws from {@code streams.stream(name, c)}.
     *
     * @param space the state space
     * @param states {@code [count, D]}, row-major; copied
     * @param count the number of chains, at least 1
     * @param streams the source of the generators
     * @param name the name of their streams
     * @return the chains
     * @throws IllegalArgumentException if {@code count} is below 1, or a value is out of range
     */
    public static Chains startingAt(StateSpace space, int[] states, int count, RandomStreams streams, String name) {
        if (count < 1) {
            throw new IllegalArgumentException("the number of chains must be at least 1, was " + count);
        }
        space.check(states, count);
        RestorableUniformRandomProvider[] random = new RestorableUniformRandomProvider[count];
        Arrays.setAll(random, chain -> streams.stream(name, chain));
        return new Chains(space, Arrays.copyOf(states, count * space.dimension()), random, new long[count]);
    }

    /**
     * Returns chains that start at states drawn uniformly, by each chain's own generator.
     *
     * @param space the state space
     * @param count the number of chains, at least 1
     * @param streams the source of the generators; chain c draws from {@code streams.stream(name, c)}
     * @param name the name of their streams
     * @return the chains
     * @throws IllegalArgumentException if {@code count} is below 1, or no array can hold the states
     */
    public static Chains atRandom(StateSpace space, int count, RandomStreams streams, String name) {
        int dimension = space.dimension();
        int most = Integer.MAX_VALUE / dimension;
        if (count > most) {
            throw new IllegalArgumentException("the number of chains must be at most " + most + " on states of "
                    + Counts.of(dimension, "coordinate") + ", was " + count);
        }
        Chains chains = startingAt(space, new int[Math.max(count, 0) * dimension], count, streams, name);
        for (int i = 0; i < chains.states.length; i++) {
            chains.states[i] = chains.random[i / dimension].nextInt(space.cardinality(i % dimension));
        }
        return chains;
    }

    /**
     * Returns the state space.
     *
     * @return the space
     */
    public StateSpace space() {
        return space;
    }

    /**
     * Returns the number of chains.
     *
     * @return C
     */
    public int count() {
        return random.length;
    }

    /**
     * Returns the current states of all chains.
     *
     * @return a copy, {@code [C, D]}, row-major
     */
    public int[] states() {
        return states.clone();
    }

    /**
     * Writes the current state of a chain.
     *
     * @param chain the chain, {@code 0..C-1}
     * @param state receives the state
     * @param at where the state begins
     * @throws IllegalArgumentException if there is no such chain
     */
    public void read(int chain, int[] state, int at) {
        requireChain(chain);
        System.arraycopy(states, chain * space.dimension(), state, at, space.dimension());
    }

    /**
     * Moves a chain, and forgets what was known about its old state.
     *
     * @param chain the chain, {@code 0..C-1}
     * @param state holds the new state
     * @param at where it begins
     * @throws IllegalArgumentException if there is no such chain, or a value is out of range; the message names the
     *     coordinate and the value
     */
    public void move(int chain, int[] state, int at) {
        requireChain(chain);
        for (int d = 0; d < space.dimension(); d++) {
            int value = state[at + d];
            if (value < 0 || value >= space.cardinality(d)) {
                throw new IllegalArgumentException("chain " + chain + ", coordinate " + d + ": value " + value
                        + " is not in 0.." + (space.cardinality(d) - 1));
            }
        }
        System.arraycopy(state, at, states, chain * space.dimension(), space.dimension());
        moved(chain);
    }

    /**
     * Returns the number of steps of a {@link RejectionFree} chain up to and including its next move, if it is drawn
     * already. This number, the chain's state and the state of its generator determine what the kernel does next.
     *
     * @param chain the chain, {@code 0..C-1}
     * @return the number of steps; 0 if it is not drawn; {@link Long#MAX_VALUE} if the chain never moves again
     * @throws IllegalArgumentException if there is no such chain
     */
    public long pending(int chain) {
        requireChain(chain);
        return pending[chain];
    }

    /**
     * Resumes a chain of a {@link RejectionFree} kernel, after its state and its generator were restored. The steps
     * must be the answer of {@link #pending} under the kernel that continues.
     *
     * @param chain the chain, {@code 0..C-1}
     * @param steps the answer of {@link #pending}
     * @throws IllegalArgumentException if there is no such chain, or {@code steps} is negative
     */
    public synchronized void resume(int chain, long steps) {
        requireChain(chain);
        if (steps < 0) {
            throw new IllegalArgumentException("the pending steps must not be negative, were " + steps);
        }
        pending[chain] = steps;
        pendingModel = null;
        pendingOptions = null;
    }

    /**
     * Returns the generator of a chain. It is not a copy: the chain will not draw the numbers that you draw from it.
     * Its state can be saved and restored.
     *
     * @param chain the chain, {@code 0..C-1}
     * @return the generator
     * @throws IllegalArgumentException if there is no such chain
     */
    public RestorableUniformRandomProvider random(int chain) {
        requireChain(chain);
        return random[chain];
    }

    /**
     * Returns independent chains that will take the same steps as these. They have the same states, generators in the
     * same state, and the same answers of the model that was used last.
     *
     * @return the copy
     */
    public Chains copy() {
        RestorableUniformRandomProvider[] copies = new RestorableUniformRandomProvider[random.length];
        for (int chain = 0; chain < copies.length; chain++) {
            copies[chain] = new RandomStreams(0).stream("");
            copies[chain].restoreState(random[chain].saveState());
        }
        Chains copy = new Chains(space, states.clone(), copies, pending.clone());
        copy.pendingModel = pendingModel;
        copy.pendingOptions = pendingOptions;
        copy.saved = memory == null ? saved == null ? null : saved.copy() : SavedRows.of(memory, count());
        return copy;
    }

    private void requireChain(int chain) {
        if (chain < 0 || chain >= random.length) {
            throw new IllegalArgumentException("chain must be in 0.." + (random.length - 1) + ", was " + chain);
        }
    }

    /** Returns the live states. A kernel that writes them must call {@link #moved} afterwards. */
    int[] current() {
        return states;
    }

    /** Forgets what was known about a chain's old state. */
    void moved(int chain) {
        pending[chain] = 0;
        if (memory != null) {
            memory.forget(chain);
        }
        if (saved != null) {
            saved.valid()[chain] = false;
        }
    }

    /**
     * Returns what is remembered of a model. The memory of another model is forgotten. If several threads advance
     * disjoint ranges with one model, the first of them makes the memory for all.
     */
    synchronized <M extends Memory> M memory(Object key, Acceptance acceptance, Class<M> type, Supplier<M> empty) {
        if (!type.isInstance(memory) || memory.key() != key || memory.rule() != acceptance) {
            memory = empty.get();
            if (saved != null) {
                saved.fill(memory, states, space.dimension());
                saved = null;
            }
        }
        return type.cast(memory);
    }

    /** Returns the remembered score rows of a model. */
    ScoreRows rowsOf(ScoreModel model, Acceptance acceptance) {
        return memory(model, acceptance, ScoreRows.class, () -> new ScoreRows(model, acceptance, count()));
    }

    /**
     * Returns the exponential distribution of mean 1, drawn by a chain's generator. A kernel must call
     * {@link #pendingOf} before.
     */
    ZigguratSampler.Exponential exponential(int chain) {
        return exponentials[chain];
    }

    /** Keeps the rest of a stay after some of its steps. */
    void stay(int chain, long stay, long steps) {
        pending[chain] = stay == RejectionFree.FOREVER ? stay : stay - steps;
    }

    /** Returns the live pending steps for a rejection-free kernel. Steps that another kernel drew are forgotten. */
    synchronized long[] pendingOf(ScoreModel model, MetropolisHastingsOptions options) {
        boolean known = pendingModel != null;
        if (known && !(pendingModel == model && pendingOptions.equals(options))) {
            Arrays.fill(pending, 0);
        }
        pendingModel = model;
        pendingOptions = options;
        if (exponentials == null) {
            exponentials = new ZigguratSampler.Exponential[random.length];
            Arrays.setAll(exponentials, chain -> ZigguratSampler.Exponential.of(random[chain]));
        }
        return pending;
    }

    /**
     * Returns what is remembered about the chains' states, for kernels outside of this package. The numbers must follow
     * from the key and the state alone. Forgetting them then changes only the time, and the last bits of a network's
     * answers. The memory of another key is forgotten. If several threads advance disjoint ranges, the first of them
     * makes the memory for all.
     *
     * @param key what the numbers follow from, for instance the kernel; compared by identity
     * @param width how many numbers a chain has; always the same for one key
     * @return the live memory, not a copy
     */
    public ChainMemory memoryOf(Object key, int width) {
        return memory(key, null, Numbers.class, () -> new Numbers(key, new ChainMemory(count(), width)))
                .shown();
    }

    /** Returns the rows that are known, or null if there are none. */
    SavedRows savedRows() {
        SavedRows known = memory == null ? saved : SavedRows.of(memory, count());
        return known == null || known.held() == 0 ? null : known;
    }

    /** Gives back rows, which the next model that asks for its own takes over; null for no rows. */
    void restoreRows(SavedRows restored) {
        saved = restored;
    }

    /**
     * Checks the arguments of {@link TransitionKernel#advance}.
     *
     * @param kernel the kernel that will advance these chains
     * @param from the first chain
     * @param to one past the last chain
     * @param steps the number of steps
     * @throws IllegalArgumentException if the chains are on another space, the range does not lie in
     *     {@code 0..count()}, or {@code steps} is negative
     */
    public void requireAdvance(TransitionKernel kernel, int from, int to, long steps) {
        if (!space.equals(kernel.space())) {
            throw new IllegalArgumentException(
                    "the chains are on " + space + ", but the kernel is on " + kernel.space());
        }
        if (from < 0 || to > count() || from > to) {
            throw new IllegalArgumentException("chains " + from + " to " + to + " do not lie in 0 to " + count());
        }
        if (steps < 0) {
            throw new IllegalArgumentException("the number of steps must not be negative, was " + steps);
        }
    }

    @Override
    public String toString() {
        return "Chains[" + count() + " on " + space + "]";
    }
}
