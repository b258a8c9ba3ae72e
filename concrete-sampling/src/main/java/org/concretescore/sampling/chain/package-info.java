/**
 * Markov chains over discrete states: many {@link org.concretescore.sampling.chain.Chains} at once, advanced in place
 * by a {@link org.concretescore.sampling.chain.TransitionKernel} that needs only ratios between neighbors, and read out
 * as {@link org.concretescore.sampling.chain.Samples}.
 */
package org.concretescore.sampling.chain;
