/**
 * The Concrete distribution (Maddison, Mnih and Teh, 2017) and its relatives: log densities, the deterministic part of
 * the reparameterisation, and the gradients of both.
 *
 * <p>{@link org.concretescore.core.relaxation.ExpConcrete} and {@link org.concretescore.core.relaxation.LogitBinConcrete}
 * are the forms to compute with: they live in log space, where nothing underflows.
 * {@link org.concretescore.core.relaxation.Concrete} and {@link org.concretescore.core.relaxation.BinConcrete} are the same
 * variables on the simplex and on (0, 1), {@link org.concretescore.core.relaxation.Discrete} and
 * {@link org.concretescore.core.relaxation.Bernoulli} what they become when rounded, or at temperature 0.
 * {@link org.concretescore.core.relaxation.Gumbel} and {@link org.concretescore.core.relaxation.Logistic} are the noise.
 *
 * <p>An object is a batch of distributions: a row of logits each, {@code log alpha} of the paper, not normalised. Row r
 * of the values belongs to row {@code r mod rows} of the logits, so that one row serves all values, and the logits of D
 * latent variables serve batches of {@code B D} rows. A sample is a {@code transform} of noise, which the caller
 * provides, and may use again; drawing the noise is the sampling module's work. Gradients are vector-Jacobian products:
 * they add to the caller's arrays what the upstream gradient comes to.
 *
 * <p>Temperatures from 1e-3 to 1e3, logits to +-1e4 and a million categories are within range: the log-space forms then
 * have neither infinite nor undefined values, of noise and values as they are drawn.
 */
package org.concretescore.core.relaxation;
