package org.concretescore.nn.file;

import java.util.Map;
import org.concretescore.core.space.Counts;
import org.concretescore.core.vector.Columns;
import org.concretescore.nn.model.VectorModel;

/**
 * A model on vectors, the standardised columns that it was trained on, and how it was made.
 *
 * @param model the model
 * @param columns the columns
 * @param notes how it was made: version, seed, options and other notes of the writer
 */
public record SavedVectors(VectorModel model, Columns columns, Map<String, String> notes) implements SavedModel {
    /**
     * Checks that model and columns fit.
     *
     * @param model the model
     * @param columns the columns
     * @param notes how it was made: version, seed, options and other notes of the writer
     * @throws IllegalArgumentException if their dimensions differ
     */
    public SavedVectors {
        notes = Map.copyOf(notes);
        if (model.dimension() != columns.dimension()) {
            throw new IllegalArgumentException("the model is of " + Counts.of(model.dimension(), "number")
                    + ", but there are " + Counts.of(columns.dimension(), "column"));
        }
    }

    /** Does nothing: a model on vectors does not hold native memory until it is opened. */
    @Override
    public void close() {}
}
