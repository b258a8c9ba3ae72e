/**
 * Annealed chains estimate and bound normalising constants and likelihoods. Chains follow an
 * {@link org.concretescore.sampling.annealing.AnnealingPath} at the temperatures of a
 * {@link org.concretescore.sampling.annealing.Schedule}. {@link org.concretescore.sampling.annealing.Ais} bounds log Z
 * from below and, if there are exact samples, from above. {@link org.concretescore.sampling.annealing.Raise} bounds the
 * log-likelihood of data under the annealed model from below.
 * {@link org.concretescore.sampling.annealing.LogZEstimator} estimates log Z of a model from data.
 */
package org.concretescore.sampling.annealing;
