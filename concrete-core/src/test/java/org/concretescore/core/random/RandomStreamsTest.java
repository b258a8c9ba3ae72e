package org.concretescore.core.random;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.commons.rng.RandomProviderState;
import org.apache.commons.rng.RestorableUniformRandomProvider;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.verify.MeanTest;
import org.junit.jupiter.api.Test;

final class RandomStreamsTest {
    private static long[] draw(UniformRandomProvider random) {
        return LongStream.generate(random::nextLong).limit(100).toArray();
    }

    @Test
    void aStreamIsGivenBySeedNameAndIndex() {
        RandomStreams streams = new RandomStreams(7);
        long[] expected = draw(streams.stream("train", 3));
        // Other streams in use, another instance, another thread: no matter.
        draw(streams.stream("train", 2));
        draw(streams.stream("other"));
        assertArrayEquals(expected, draw(streams.stream("train", 3)));
        assertArrayEquals(expected, draw(new RandomStreams(7).stream("train", 3)));
        assertArrayEquals(draw(streams.stream("train")), draw(streams.stream("train", 0)));
    }

    /** Checkpoints rely on it: a change here is a change of every seeded result. */
    @Test
    void streamsAreTheSameInEveryRelease() {
        assertEquals(8656287474691452468L, new RandomStreams(1).stream("train").nextLong());
    }

    @Test
    void streamsDiffer() {
        Set<Long> first = new HashSet<>();
        int streams = 0;
        for (long seed : new long[] {0, 1, 2, -1, Long.MIN_VALUE, 1L << 32}) {
            for (String name : new String[] {"", "a", "b", "ab", "ba", "train", "sample", "Zufall \u00e4"}) {
                for (long index = -2; index < 100; index++) {
                    first.add(new RandomStreams(seed).stream(name, index).nextLong());
                    streams++;
                }
            }
        }
        assertEquals(streams, first.size());
    }

    /** First draws of consecutive streams against each other. */
    @Test
    void consecutiveStreamsAreUncorrelated() {
        RandomStreams streams = STREAMS;
        int n = 20_000;
        double sum = 0;
        double product = 0;
        double last = streams.stream("chain", n).nextDouble() - 0.5;
        for (int i = 0; i < n; i++) {
            double next = streams.stream("chain", i).nextDouble() - 0.5;
            sum += next;
            product += next * last;
            last = next;
        }
        new MeanTest(sum / n, 0, Math.sqrt(1 / 12.0 / n)).require("mean of the streams' first draws");
        new MeanTest(product / n, 0, Math.sqrt(1 / 144.0 / n)).require("covariance of neighbors' first draws");
    }

    @Test
    void aStreamGoesOnWhereItWasSaved() {
        RestorableUniformRandomProvider random = new RandomStreams(1).stream("train");
        draw(random);
        random.nextInt();
        RandomProviderState state = random.saveState();
        long[] expected = draw(random);
        random.restoreState(state);
        assertArrayEquals(expected, draw(random));
        RestorableUniformRandomProvider other = new RandomStreams(2).stream("else");
        other.restoreState(state);
        assertArrayEquals(expected, draw(other));
    }
}
