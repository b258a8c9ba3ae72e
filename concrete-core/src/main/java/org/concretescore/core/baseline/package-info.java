/** Normalised densities that are counted, not trained: what a learned model of tabular data has to be better than. */
package org.concretescore.core.baseline;
