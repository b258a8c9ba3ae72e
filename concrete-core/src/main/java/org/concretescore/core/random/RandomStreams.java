package org.concretescore.core.random;

import java.nio.charset.StandardCharsets;
import org.apache.commons.rng.RestorableUniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Named, independent random streams from one seed.
 *
 * <p>Every stochastic call of this library takes its generator as an argument, and programs get the generators here.
 * The same seed, name and index always give the same stream, whatever other streams are in use and in whichever order
 * or thread they are made. The generators are L64X128Mix of Commons RNG. They can be split, and their state can be
 * saved and restored.
 *
 * <pre>{@code
 * RandomStreams streams = new RandomStreams(1);
 * double noise = streams.stream("noise").nextDouble();
 * double again = streams.stream("noise").nextDouble(); // the same number
 * double other = streams.stream("noise", 7).nextDouble(); // of another stream
 * }</pre>
 *
 * @param seed the seed of the whole program
 */
public record RandomStreams(long seed) {
    /**
     * Returns a stream by name.
     *
     * @param name the purpose of the stream, for instance {@code "train"}
     * @return a new generator at the stream's beginning
     */
    public RestorableUniformRandomProvider stream(String name) {
        return stream(name, 0);
    }

    /**
     * Returns one of several streams of the same name, for instance one per shard or chain.
     *
     * @param name the purpose of the streams
     * @param index the number of the stream
     * @return a new generator at the stream's beginning
     */
    public RestorableUniformRandomProvider stream(String name, long index) {
        // FNV-1a over the name, then SplitMix64's finaliser over all three, four times for a full-width seed.
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b) * 0x100000001b3L;
        }
        long[] full = new long[4];
        long state = mix(mix(mix(seed) ^ hash) ^ index);
        for (int i = 0; i < full.length; i++) {
            state += 0x9e3779b97f4a7c15L;
            full[i] = mix(state);
        }
        return RandomSource.L64_X128_MIX.create(full);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
