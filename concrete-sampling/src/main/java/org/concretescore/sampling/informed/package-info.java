/**
 * Kernels that propose by the ratios of all neighbors, and correct exactly: locally balanced moves, paths of several
 * moves, and factorised moves of many coordinates at once. A proposal costs a row of the model, even if it is rejected.
 * These kernels are therefore worth their cost where one proposal changes many coordinates.
 */
package org.concretescore.sampling.informed;
