/**
 * From the Concrete score of one ordered coordinate to a density on the line or the circle, and Langevin samplers for
 * it: triangular noise turns the ratios into a {@link org.concretescore.sampling.langevin.TriangularBridge} with an
 * exact Stein score, and its posterior turns samples back into states.
 * {@link org.concretescore.sampling.langevin.AnnealedLangevin} follows scores of any kind over falling levels of noise.
 */
package org.concretescore.sampling.langevin;
