package org.concretescore.core.score;

/** What a number that belongs to an edge from x to y means. */
public enum Unit {
    /** {@code log p(y)/p(x)}, in nats. */
    LOG_RATIO,
    /** {@code p(y)/p(x) - 1}: the Concrete score itself. */
    SCORE
}
