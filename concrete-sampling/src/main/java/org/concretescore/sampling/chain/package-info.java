/**
 * Markov chains over discrete states. A {@link org.concretescore.sampling.chain.TransitionKernel}, which needs only
 * ratios between neighbors, advances many {@link org.concretescore.sampling.chain.Chains} in place.
 * {@link org.concretescore.sampling.chain.Samples} hold the states that they passed through.
 */
package org.concretescore.sampling.chain;
