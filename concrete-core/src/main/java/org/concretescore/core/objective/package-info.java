/**
 * Objectives. They say how far a score is from the data and in which direction it should move.
 *
 * <p>An objective never sees a network. It {@linkplain org.concretescore.core.objective.Objective#select selects} the
 * edges at which a model must answer, and turns the answers into a mean loss and its gradient with respect to them.
 */
package org.concretescore.core.objective;
