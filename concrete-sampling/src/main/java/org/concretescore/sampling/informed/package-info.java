/**
 * Proposals that go by the ratios of all neighbors, with exact corrections: locally balanced moves, paths of several, and
 * factorised moves of many coordinates at once. A proposal costs a row of the model whether it is accepted or not, so
 * these kernels pay where one proposal changes many coordinates.
 */
package org.concretescore.sampling.informed;
