/** Distributions small enough to enumerate: the oracle of the tests and of the small experiments. */
package org.concretescore.core.exact;
