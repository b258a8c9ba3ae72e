/**
 * Checks for your own implementations, and the statistical tests that they use. All
 * {@link org.concretescore.core.verify.SignificanceTest significance tests} have one rate of false alarms.
 * {@link org.concretescore.core.graph.Graphs#verify(org.concretescore.core.graph.Neighborhood) Graphs.verify} checks
 * graphs. This package does not need a test framework.
 */
package org.concretescore.core.verify;
