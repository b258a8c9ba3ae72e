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
 * Many Markov chains, to be advanced at once by a {@link TransitionKernel}. Holds what the next step needs and nothing
 * else: each chain's state, its own random generator, how long a {@link RejectionFree} chain still stays where it is, and
 * what is known of the model at the state.
 *
 * <p>As every chain has a generator of its own, results depend neither on the number of chains nor on threads.
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

    /** By chain, once a kernel draws stays: see {@link #exponential}. They have no state of their own. */
    private ZigguratSampler.Exponential[] exponentials;

    /** By chain: see {@link #pending}. */
    private final long[] pending;

    /** Of the model that was used last, or null. */
    private Memory memory;
    /** Numbers from a file, until a model takes them, or null. */
    private SavedRows saved;
    /** What the pending steps were drawn by, or null: they belong to the next rejection-free kernel. */
    private ScoreModel pendingModel;

    private MetropolisHastingsOptions pendingOptions;

    private Chains(StateSpace space, int[] states, RestorableUniformRandomProvider[] random, long[] pending) {
        this.space = space;
        this.states = states;
        this.random = random;
        this.pending = pending;
    }

    /**
     * Chains that start at given states. Chain c draws from {@code streams.stream(name, c)}.
     *
     * @param space the states
     * @param states {@code [count, D]}, row-major; copied
     * @param count number of chains, at least 1
     * @param streams where the generators come from
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
     * Chains that start at states drawn uniformly, each with its own generator.
     *
     * @param space the states
     * @param count number of chains, at least 1
     * @param streams where the generators come from: chain c draws from {@code streams.stream(name, c)}
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
     * The states that the chains move on.
     *
     * @return the space
     */
    public StateSpace space() {
        return space;
    }

    /**
     * The number of chains.
     *
     * @return C
     */
    public int count() {
        return random.length;
    }

    /**
     * The current states of all chains.
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
     * @param at where it is to begin
     * @throws IllegalArgumentException if there is no such chain
     */
    public void read(int chain, int[] state, int at) {
        requireChain(chain);
        System.arraycopy(states, chain * space.dimension(), state, at, space.dimension());
    }

    /**
     * Moves a chain. What was known of its old state is forgotten.
     *
     * @param chain the chain, {@code 0..C-1}
     * @param state holds the new state
     * @param at where it begins
     * @throws IllegalArgumentException if there is no such chain, or a value is out of range, naming coordinate and value
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
     * The steps that a chain of a {@link RejectionFree} kernel has still to go until its next move, that move included,
     * as far as they are drawn. Together with the chain's state and that of its generator they determine what the
     * kernel does next.
     *
     * @param chain the chain, {@code 0..C-1}
     * @return the steps, or 0 if nothing is drawn; {@link Long#MAX_VALUE} if the chain never moves again
     * @throws IllegalArgumentException if there is no such chain
     */
    public long pending(int chain) {
        requireChain(chain);
        return pending[chain];
    }

    /**
     * Takes a chain of a {@link RejectionFree} kernel up again, after its state and its generator were put back. The
     * steps must come from {@link #pending} under the kernel that goes on.
     *
     * @param chain the chain, {@code 0..C-1}
     * @param steps what {@link #pending} said
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
     * The generator of a chain, itself and not a copy: what is drawn from it, the chain will not draw. Its state can
     * be saved and restored.
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
     * Independent chains that will take the same steps as these: same states, generators in the same state, and what
     * is known of the model that was used last.
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

    /** The live states, for kernels to read, and to write followed by {@link #moved}. */
    int[] current() {
        return states;
    }

    /** Forgets what was known of a chain's old state. */
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
     * What is remembered of a model. What belongs to one model never serves another: it is forgotten. The first of
     * several threads that advance disjoint ranges with one model makes room for all.
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

    /** The score rows of a model. */
    ScoreRows rowsOf(ScoreModel model, Acceptance acceptance) {
        return memory(model, acceptance, ScoreRows.class, () -> new ScoreRows(model, acceptance, count()));
    }

    /** The exponential distribution of mean 1, drawn by a chain's generator; for a kernel that has asked for {@link #pendingOf}. */
    ZigguratSampler.Exponential exponential(int chain) {
        return exponentials[chain];
    }

    /** Keeps what is left of a stay after some of its steps. */
    void stay(int chain, long stay, long steps) {
        pending[chain] = stay == RejectionFree.FOREVER ? stay : stay - steps;
    }

    /** The live pending steps, for a rejection-free kernel. Those that another kernel drew are forgotten. */
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
     * What is remembered of the chains' states, for kernels outside of this package. It must follow from key and state
     * alone, so that forgetting it changes nothing but the time, and the last bits of a network's answers. What belongs to
     * one key never serves another: it is forgotten. The first of several threads that advance disjoint ranges makes room
     * for all.
     *
     * @param key what the numbers follow from, compared by identity: the kernel, say
     * @param width how many numbers a chain has; the same for one key always
     * @return the memory, itself and not a copy
     */
    public ChainMemory memoryOf(Object key, int width) {
        return memory(key, null, Numbers.class, () -> new Numbers(key, new ChainMemory(count(), width)))
                .shown();
    }

    /** The rows that are known, or null if none is. */
    SavedRows savedRows() {
        SavedRows known = memory == null ? saved : SavedRows.of(memory, count());
        return known == null || known.held() == 0 ? null : known;
    }

    /** Rows that the first model to ask for its own will take over, or null. */
    void restoreRows(SavedRows restored) {
        saved = restored;
    }

    /**
     * The checks of {@link TransitionKernel#advance}.
     *
     * @param kernel that is to advance these chains
     * @param from the first chain
     * @param to one past the last chain
     * @param steps number of steps
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
