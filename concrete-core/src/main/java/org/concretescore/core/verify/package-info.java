/**
 * Checks for what users implement themselves. {@link org.concretescore.core.verify.Verify} tests losses, objectives, scores,
 * densities and targets against what their interfaces promise; {@link org.concretescore.core.graph.Graphs#verify Graphs.verify}
 * does so for graphs. Statistical checks are {@link org.concretescore.core.verify.SignificanceTest significance tests} with one
 * rate of false alarms. Nothing here needs a test framework.
 */
package org.concretescore.core.verify;
