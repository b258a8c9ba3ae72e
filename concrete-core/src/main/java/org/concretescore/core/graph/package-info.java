/**
 * Neighborhood graphs. They say which states are compared with which.
 *
 * <p>{@link org.concretescore.core.graph.Graphs} makes them, and
 * {@link org.concretescore.core.graph.Neighborhood} is the interface that everything else uses.
 */
package org.concretescore.core.graph;
