/**
 * The experiments of the paper on Concrete score matching (2022), and the comparison of samplers. Each experiment is a
 * class with a method {@code run} that takes options and returns a result.
 */
package org.concretescore.examples.csm;
