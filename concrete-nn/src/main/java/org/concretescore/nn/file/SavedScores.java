package org.concretescore.nn.file;

import java.util.Map;
import org.concretescore.core.data.Schema;
import org.concretescore.nn.model.NeuralModel;

/**
 * A score model, the columns of its data, and how it was made.
 *
 * @param model the model
 * @param schema the columns of the data that it was trained on; its space is the graph's
 * @param notes how it was made: version, seed, options and other notes of the writer
 */
public record SavedScores(NeuralModel model, Schema schema, Map<String, String> notes) implements SavedModel {
    /**
     * Checks that model and columns fit.
     *
     * @param model the model
     * @param schema the columns of the data that it was trained on; its space is the graph's
     * @param notes how it was made: version, seed, options and other notes of the writer
     * @throws IllegalArgumentException if their spaces differ
     */
    public SavedScores {
        notes = Map.copyOf(notes);
        if (!schema.space().equals(model.spec().graph().space())) {
            throw new IllegalArgumentException("the columns are on " + schema.space() + ", but the model on "
                    + model.spec().graph().space());
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
