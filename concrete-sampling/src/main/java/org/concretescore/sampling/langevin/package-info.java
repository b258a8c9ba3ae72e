/**
 * Triangular noise turns the Concrete score of ordered coordinates into a continuous density, which Langevin samplers
 * draw from. The ratios of one coordinate become a {@link org.concretescore.sampling.langevin.TriangularBridge}, and
 * the log density of several coordinates becomes a {@link org.concretescore.sampling.langevin.LatticeBridge}. Both have
 * an exact Stein score, and their posterior turns samples back into states.
 * {@link org.concretescore.sampling.langevin.AnnealedLangevin} follows scores of any kind over falling levels of noise.
 */
package org.concretescore.sampling.langevin;
