/**
 * The Concrete distribution (Maddison, Mnih and Teh, 2017) and its relatives: log densities, the deterministic part of
 * the reparameterisation, and the gradients of both.
 *
 * <p>Compute with {@link org.concretescore.core.relaxation.ExpConcrete} and
 * {@link org.concretescore.core.relaxation.LogitBinConcrete}: they are in log space, where nothing underflows.
 * {@link org.concretescore.core.relaxation.Concrete} and {@link org.concretescore.core.relaxation.BinConcrete} are the
 * same variables on the simplex and on (0, 1). They become {@link org.concretescore.core.relaxation.Discrete} and
 * {@link org.concretescore.core.relaxation.Bernoulli} variables when they are rounded, or at temperature 0.
 * {@link org.concretescore.core.relaxation.Gumbel} and {@link org.concretescore.core.relaxation.Logistic} are the
 * noise.
 *
 * <p>An object is a batch of distributions. Each has a row of logits, the {@code log alpha} of the paper, not
 * normalised. Row r of the values belongs to row {@code r mod rows} of the logits, so that one row can serve all
 * values, and the logits of D latent variables serve batches of {@code B D} rows. A sample is a {@code transform} of
 * noise. The caller provides the noise and may use it again; the sampling module draws it. Gradients are
 * vector-Jacobian products, which are added to the caller's arrays.
 *
 * <p>Temperatures from 1e-3 to 1e3, logits up to +-1e4 and a million categories are within range: for noise and values
 * as they are drawn, the log-space forms have neither infinite nor undefined values.
 */
package org.concretescore.core.relaxation;
