/**
 * Neighborhood graphs: which states are compared with which.
 *
 * <p>{@link org.concretescore.core.graph.Graphs} makes them, {@link org.concretescore.core.graph.Neighborhood} is what
 * everything else asks.
 */
package org.concretescore.core.graph;
