/**
 * The experiments of the paper on Concrete score matching (2022), and the comparison of samplers, each a class with a
 * {@code run} from its options to its result.
 */
package org.concretescore.examples.csm;
