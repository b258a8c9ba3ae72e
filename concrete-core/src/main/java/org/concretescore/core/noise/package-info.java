/**
 * Noise kernels of denoising Concrete score matching. They say how a clean state becomes a noisy one.
 *
 * <p>{@link org.concretescore.core.noise.Noise} names a kind of noise and its level.
 * {@link org.concretescore.core.noise.NoiseKernel} is that noise on a state space: draws, probabilities and the ratios
 * that are the targets of the denoising score.
 */
package org.concretescore.core.noise;
