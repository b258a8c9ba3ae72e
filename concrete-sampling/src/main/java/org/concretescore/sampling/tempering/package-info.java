/**
 * Samplers that cross between the modes of a target. {@link org.concretescore.sampling.tempering.Tempering} runs
 * replicas at the temperatures of a {@link org.concretescore.sampling.tempering.Ladder}, and the replicas exchange
 * their states. {@link org.concretescore.sampling.tempering.LadderTuning} finds the ladder.
 * {@link org.concretescore.sampling.tempering.Annealed} takes chains through a sequence of kernels, for instance
 * through falling levels of noise.
 */
package org.concretescore.sampling.tempering;
