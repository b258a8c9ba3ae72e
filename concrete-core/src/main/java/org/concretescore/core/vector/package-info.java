/**
 * Vectors of real numbers: their data, the objectives for learning scores on them, and the conditional scores of
 * autoregressive models.
 *
 * <p>The score is that of Stein, {@code d log p(x) / dx}. As with discrete states, an objective never sees a network.
 * It {@linkplain org.concretescore.core.vector.VectorObjective#select selects} the points at which a model must answer,
 * says {@linkplain org.concretescore.core.vector.Answer which answer} it needs, and turns the answers into a mean loss
 * and its gradient with respect to them.
 */
package org.concretescore.core.vector;
