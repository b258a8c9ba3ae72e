/**
 * The experiments of the command line, to be run from Java as well: each is a class with a {@code run} from its options
 * to its result.
 */
package org.concretescore.examples.experiment;
