package org.concretescore.core.score;

/** The meaning of a number that belongs to an edge from x to y. */
public enum Unit {
    /** {@code log p(y)/p(x)}, in nats. */
    LOG_RATIO,
    /** {@code p(y)/p(x) - 1}: the Concrete score itself. */
    SCORE
}
