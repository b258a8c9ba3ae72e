/**
 * Kernels have names, and their chains run as long as their measured mixing needs.
 * {@link org.concretescore.sampling.measured.Kernels} makes kernels by their names.
 * {@link org.concretescore.sampling.measured.MeasuredSampler} draws samples of a model and finds the number of chains,
 * the burn-in and the thinning. {@link org.concretescore.sampling.measured.ConditionalSampler} draws the missing values
 * of rows of data.
 */
package org.concretescore.sampling.measured;
