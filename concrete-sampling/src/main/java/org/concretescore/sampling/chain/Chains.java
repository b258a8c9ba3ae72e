package org.concretescore.sampling.chain;

import java.util.Arrays;
import org.apache.commons.rng.RestorableUniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;

/**
 * Many Markov chains, to be advanced at once by a {@link TransitionKernel}. Holds what the next step needs and nothing
 * else: each chain's state, its own random generator, and the model's score row at the state, if it is known.
 *
 * <p>As every chain has a generator of its own, results depend neither on the number of chains nor on threads.
 */
public final class Chains {
    private final StateSpace space;
    private final int[] states;
    private final RestorableUniformRandomProvider[] random;

    /** Of the model that was used last, or null. */
    private ScoreRows rows;

    /** Of the kernel of another package that was used last, or null. */
    private ChainMemory memory;

    private Chains(StateSpace space, int[] states, RestorableUniformRandomProvider[] random) {
        this.space = space;
        this.states = states;
        this.random = random;
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
        return new Chains(space, Arrays.copyOf(states, count * space.dimension()), random);
    }

    /**
     * Chains that start at states drawn uniformly, each with its own generator.
     *
     * @param space the states
     * @param count number of chains, at least 1
     * @param streams where the generators come from: chain c draws from {@code streams.stream(name, c)}
     * @param name the name of their streams
     * @return the chains
     * @throws IllegalArgumentException if {@code count} is below 1
     */
    public static Chains atRandom(StateSpace space, int count, RandomStreams streams, String name) {
        int dimension = space.dimension();
        Chains chains =
                startingAt(space, new int[Math.multiplyExact(Math.max(count, 0), dimension)], count, streams, name);
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
     */
    public void read(int chain, int[] state, int at) {
        System.arraycopy(states, chain * space.dimension(), state, at, space.dimension());
    }

    /**
     * Moves a chain. What was known of its old state is forgotten.
     *
     * @param chain the chain, {@code 0..C-1}
     * @param state holds the new state, which is not checked
     * @param at where it begins
     */
    public void move(int chain, int[] state, int at) {
        System.arraycopy(state, at, states, chain * space.dimension(), space.dimension());
        if (rows != null) {
            rows.valid[chain] = false;
        }
        if (memory != null) {
            memory.forget(chain);
        }
    }

    /**
     * The generator of a chain, itself and not a copy: what is drawn from it, the chain will not draw. Its state can
     * be saved and restored.
     *
     * @param chain the chain, {@code 0..C-1}
     * @return the generator
     */
    public RestorableUniformRandomProvider random(int chain) {
        return random[chain];
    }

    /**
     * Independent chains that will take the same steps as these: same states, and generators in the same state.
     *
     * @return the copy
     */
    public Chains copy() {
        RestorableUniformRandomProvider[] copies = new RestorableUniformRandomProvider[random.length];
        for (int chain = 0; chain < copies.length; chain++) {
            copies[chain] = new RandomStreams(0).stream("");
            copies[chain].restoreState(random[chain].saveState());
        }
        return new Chains(space, states.clone(), copies);
    }

    /** The live states, for kernels to read. */
    int[] current() {
        return states;
    }

    /**
     * What is remembered of a model. The rows of one model never serve another: they are forgotten. The first of
     * several threads that advance disjoint ranges with one model makes room for all.
     */
    synchronized ScoreRows rowsOf(ScoreModel model) {
        if (rows == null || rows.model != model) {
            rows = new ScoreRows(model, count());
        }
        return rows;
    }

    /**
     * What is remembered of the chains' states, for kernels outside of this package. It must follow from key and state
     * alone, so that forgetting it changes nothing but the time. Numbers of one key never serve another: asking with
     * another key forgets them. The first of several threads that advance disjoint ranges makes room for all.
     *
     * @param key what the numbers follow from, compared by identity: the model, say
     * @param width how many numbers a chain has
     * @return the memory, itself and not a copy
     */
    public synchronized ChainMemory memoryOf(Object key, int width) {
        if (memory == null || memory.key != key || memory.width() != width) {
            memory = new ChainMemory(key, count(), width);
        }
        return memory;
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
