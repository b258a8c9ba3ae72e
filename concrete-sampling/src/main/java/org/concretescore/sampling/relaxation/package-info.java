/**
 * Draws of the Concrete distribution and its relatives, and the Gumbel-Max trick.
 *
 * <p>{@link org.concretescore.sampling.relaxation.ConcreteSampler} fills arrays with noise and with samples; {@link
 * org.concretescore.sampling.relaxation.GumbelMax} draws one category or several without replacement by their logits;
 * {@link org.concretescore.sampling.relaxation.GumbelReservoir} does so for a stream of categories, which need not be
 * stored or counted first. The distributions are in {@link org.concretescore.core.relaxation}.
 */
package org.concretescore.sampling.relaxation;
