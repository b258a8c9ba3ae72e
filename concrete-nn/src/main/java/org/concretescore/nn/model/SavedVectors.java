package org.concretescore.nn.model;

import org.concretescore.core.continuous.Columns;

/**
 * A model and the columns that it was trained on, standardised.
 *
 * @param model the model
 * @param columns the columns
 */
public record SavedVectors(VectorModel model, Columns columns) {
    /**
     * Checks that they fit.
     *
     * @param model the model
     * @param columns the columns
     * @throws IllegalArgumentException if their numbers differ
     */
    public SavedVectors {
        if (model.dimension() != columns.dimension()) {
            throw new IllegalArgumentException("the model is of " + model.dimension() + " numbers, but there are "
                    + columns.dimension() + " columns");
        }
    }
}
