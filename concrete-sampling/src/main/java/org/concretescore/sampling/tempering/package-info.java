/**
 * Chains that don't get stuck: {@link org.concretescore.sampling.tempering.Tempering} runs replicas at several temperatures
 * that exchange their states, on a {@link org.concretescore.sampling.tempering.Ladder} that
 * {@link org.concretescore.sampling.tempering.LadderTuning} finds; {@link org.concretescore.sampling.tempering.Annealed}
 * takes chains through a sequence of kernels, say through falling levels of noise.
 */
package org.concretescore.sampling.tempering;
