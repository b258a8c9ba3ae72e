package org.concretescore.nn.model;

import java.util.Map;
import org.concretescore.core.data.Schema;

/**
 * What a model file holds.
 *
 * @param model the model
 * @param schema the columns of the data that it was trained on; its space is the graph's
 * @param notes how it was made: version, seed, options and whatever else the writer wants remembered
 */
public record SavedModel(NeuralModel model, Schema schema, Map<String, String> notes) {
    /**
     * Checks that model and columns fit.
     *
     * @param model the model
     * @param schema the columns of the data that it was trained on; its space is the graph's
     * @param notes how it was made: version, seed, options and whatever else the writer wants remembered
     * @throws IllegalArgumentException if their spaces differ
     */
    public SavedModel {
        notes = Map.copyOf(notes);
        if (!schema.space().equals(model.spec().graph().space())) {
            throw new IllegalArgumentException("the columns are on " + schema.space() + ", but the model on "
                    + model.spec().graph().space());
        }
    }
}
