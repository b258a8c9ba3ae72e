/**
 * JMH benchmarks; {@code docs/performance.md} says how to run them. JMH subclasses its state classes, which are
 * therefore not final.
 */
package org.concretescore.benchmarks;
