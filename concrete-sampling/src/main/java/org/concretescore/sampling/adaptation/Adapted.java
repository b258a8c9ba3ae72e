package org.concretescore.sampling.adaptation;

import org.concretescore.sampling.chain.TransitionKernel;

/**
 * The result of {@link Adaptation#tune}.
 *
 * @param <K> the type of the kernel
 * @param value the number
 * @param kernel its kernel, which does not change any more
 * @param acceptance the acceptance rate of this kernel, measured after the last change; NaN if it proposed nothing. It
 *     is far from the target if the target cannot be reached within the bounds, or the warm-up was too short
 */
public record Adapted<K extends TransitionKernel>(double value, K kernel, double acceptance) {}
