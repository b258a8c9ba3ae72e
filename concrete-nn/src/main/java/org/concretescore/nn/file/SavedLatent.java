package org.concretescore.nn.file;

import java.util.Map;
import java.util.Objects;
import org.concretescore.nn.latent.LatentModel;

/**
 * A model with latent variables, and how it was made.
 *
 * @param model the model
 * @param notes how it was made: version, seed, options and other notes of the writer
 */
public record SavedLatent(LatentModel model, Map<String, String> notes) implements SavedModel {
    /**
     * Keeps a copy of the notes.
     *
     * @param model the model
     * @param notes how it was made: version, seed, options and other notes of the writer
     */
    public SavedLatent {
        Objects.requireNonNull(model, "model");
        notes = Map.copyOf(notes);
    }

    /** Does nothing: a latent model does not hold native memory between two calls. */
    @Override
    public void close() {}
}
