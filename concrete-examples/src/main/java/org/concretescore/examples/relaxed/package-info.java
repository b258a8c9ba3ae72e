/**
 * The experiments of the paper on the Concrete distribution (2017). {@link org.concretescore.examples.relaxed.Relaxed}
 * and {@link org.concretescore.examples.relaxed.RelaxedGradients} have a method {@code run} that takes options and
 * returns a result.
 */
package org.concretescore.examples.relaxed;
