/**
 * Normalising constants and likelihoods by annealing: from a {@link org.concretescore.sampling.annealing.AnnealingPath}
 * and a {@link org.concretescore.sampling.annealing.Schedule},
 * {@link org.concretescore.sampling.annealing.Ais} bounds log Z from below and, where exact samples exist, from above;
 * {@link org.concretescore.sampling.annealing.Raise} bounds the log-likelihood of data from below.
 */
package org.concretescore.sampling.annealing;
