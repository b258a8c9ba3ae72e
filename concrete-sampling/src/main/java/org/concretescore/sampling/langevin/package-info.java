/**
 * From the Concrete score of ordered coordinates to a density, and Langevin samplers for it: triangular noise turns the
 * ratios of one coordinate into a {@link org.concretescore.sampling.langevin.TriangularBridge}, the log density of several
 * into a {@link org.concretescore.sampling.langevin.LatticeBridge}, with an exact Stein score, and the posterior turns
 * samples back into states. {@link org.concretescore.sampling.langevin.AnnealedLangevin} follows scores of any kind over
 * falling levels of noise.
 */
package org.concretescore.sampling.langevin;
