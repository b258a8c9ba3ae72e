/**
 * Samplers from much noise to little, and bounds of the likelihood, for models that know the posteriors of clean
 * coordinates at every level of noise.
 *
 * <p>A {@link org.concretescore.sampling.denoising.ReverseStep} leads from a level to a lower one, and a
 * {@link org.concretescore.sampling.denoising.DenoisingSampler} takes all levels of a
 * {@link org.concretescore.sampling.denoising.NoiseSchedule}. On small spaces it computes the exact law of its samples.
 */
package org.concretescore.sampling.denoising;
