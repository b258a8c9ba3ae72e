/**
 * Checks for what users implement themselves, and the statistical tests that they are made of: all
 * {@link org.concretescore.core.verify.SignificanceTest significance tests} have one rate of false alarms. Graphs are checked by
 * {@link org.concretescore.core.graph.Graphs#verify(org.concretescore.core.graph.Neighborhood) Graphs.verify}. Nothing here needs
 * a test framework.
 */
package org.concretescore.core.verify;
