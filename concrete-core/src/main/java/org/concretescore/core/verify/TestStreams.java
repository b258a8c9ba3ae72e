package org.concretescore.core.verify;

import org.concretescore.core.random.RandomStreams;

/**
 * The random streams of tests. The system property {@value #PROPERTY} sets their seed, so that one option repeats all
 * statistical tests of a program with other random numbers.
 */
public final class TestStreams {
    /** The system property that holds the seed. Without it, the seed is 1. */
    public static final String PROPERTY = "concrete.seed";

    /** The streams. */
    public static final RandomStreams STREAMS = new RandomStreams(Long.getLong(PROPERTY, 1));

    private TestStreams() {}
}
