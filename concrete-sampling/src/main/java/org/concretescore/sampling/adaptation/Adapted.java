package org.concretescore.sampling.adaptation;

import org.concretescore.sampling.chain.TransitionKernel;

/**
 * What {@link Adaptation#tune} found.
 *
 * @param <K> the type of the kernel
 * @param value the number
 * @param kernel its kernel, which changes no more
 * @param acceptance the acceptance rate of this kernel, measured after the last change; NaN if it proposed nothing. Far from
 *     the target where that can't be reached within the bounds, or the warm-up was too short
 */
public record Adapted<K extends TransitionKernel>(double value, K kernel, double acceptance) {}
