/**
 * The experiments of the paper on the Concrete distribution (2017), each a class with a {@code run} from its options to its
 * result.
 */
package org.concretescore.examples.relaxed;
