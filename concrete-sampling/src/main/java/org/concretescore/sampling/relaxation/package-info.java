/**
 * Draws of the Concrete distribution and its relatives, and the Gumbel-Max trick.
 *
 * <p>{@link org.concretescore.sampling.relaxation.ConcreteSampler} fills arrays with noise and with samples;
 * {@link org.concretescore.sampling.relaxation.GumbelMax} draws categories by their logits, one or several without
 * replacement; {@link org.concretescore.sampling.relaxation.GumbelReservoir} does so in a stream, whose categories need
 * neither be stored nor counted beforehand. The distributions themselves are
 * {@link org.concretescore.core.relaxation}'s.
 */
package org.concretescore.sampling.relaxation;
