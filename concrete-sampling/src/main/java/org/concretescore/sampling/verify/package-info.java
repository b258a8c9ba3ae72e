/**
 * Checks for transition kernels and proposals that users implement themselves:
 * {@link org.concretescore.sampling.verify.VerifyKernel}.
 */
package org.concretescore.sampling.verify;
