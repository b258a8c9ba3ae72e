/**
 * A kernel by its name, run for as long as its measured mixing asks.
 * {@link org.concretescore.sampling.measured.Kernels} makes kernels by their names,
 * {@link org.concretescore.sampling.measured.MeasuredSampler} draws samples of a model and finds number of chains, burn-in and
 * thinning itself, and {@link org.concretescore.sampling.measured.ConditionalSampler} draws the missing values of rows of data.
 */
package org.concretescore.sampling.measured;
