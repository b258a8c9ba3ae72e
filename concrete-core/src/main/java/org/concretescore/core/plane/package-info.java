/**
 * The seven two-dimensional data sets of the density estimation literature, with exact probabilities.
 *
 * <p>{@link org.concretescore.core.plane.PlaneDistribution} samples them and knows their densities;
 * {@link org.concretescore.core.plane.PlaneGrid} and {@link org.concretescore.core.plane.GrayCode} turn points into
 * states and back.
 */
package org.concretescore.core.plane;
