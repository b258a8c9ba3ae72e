/** Normalised densities that are counted, not trained. A learned model of tabular data must be better than these. */
package org.concretescore.core.baseline;
