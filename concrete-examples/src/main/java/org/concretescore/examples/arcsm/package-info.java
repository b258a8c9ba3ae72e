/**
 * The experiments of the paper on autoregressive score matching (2020), each a class with a {@code run} from its options to
 * its result.
 */
package org.concretescore.examples.arcsm;
