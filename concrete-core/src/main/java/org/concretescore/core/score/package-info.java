/**
 * The Concrete score and the models that answer for it.
 *
 * <p>One unit has one name everywhere: the <em>log ratio</em> of an edge x to y is {@code log p(y)/p(x)} in nats, the
 * <em>ratio</em> is {@code p(y)/p(x)}, and the <em>score</em> is {@code p(y)/p(x) - 1} (Definition 2).
 */
package org.concretescore.core.score;
