/** Numerical functions that several packages share: sums in log space, and quadrature. */
package org.concretescore.core.numeric;
