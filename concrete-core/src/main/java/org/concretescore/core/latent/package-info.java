/**
 * Objectives of latent variable models: the multi-sample bound on the log-likelihood (equation 8 of the Concrete
 * paper), and estimators of its gradient for discrete latent variables.
 *
 * <p>Nothing here sees a network or draws a latent variable. For each data row x, a model answers with one row of
 * numbers, from samples z_1 to z_m of the posterior {@code q(z | x)}:
 *
 * <pre>[ logWeight_1 .. logWeight_m, logPosterior_1 .. logPosterior_m, baseline ]</pre>
 *
 * <p>in nats, with {@code logWeight_i = log p(x, z_i) - log q(z_i | x)} and {@code logPosterior_i = log q(z_i | x)}.
 * The baseline estimates the log weight from x alone. {@link org.concretescore.core.latent.BoundLoss} turns such rows
 * into a loss and its gradient, by the method of an {@link org.concretescore.core.latent.Estimator}.
 * {@link org.concretescore.core.latent.MultiSampleBound} is the bound itself.
 */
package org.concretescore.core.latent;
