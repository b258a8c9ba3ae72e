/**
 * The experiments of the paper on autoregressive score matching (2020). Each experiment is a class with a method {@code
 * run} that takes options and returns a result.
 */
package org.concretescore.examples.arcsm;
