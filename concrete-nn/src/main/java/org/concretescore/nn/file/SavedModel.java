package org.concretescore.nn.file;

import java.util.Map;

/**
 * The content of a model file: a model, the columns of its data, and notes. {@link ModelFile#load} finds out which of
 * the three kinds a file is.
 */
public sealed interface SavedModel extends AutoCloseable permits SavedScores, SavedVectors, SavedLatent {
    /**
     * Returns how the model was made: version, seed, options and other notes of the writer.
     *
     * @return texts by name
     */
    Map<String, String> notes();

    /** Frees the native memory of the model, if it holds any. The model can't be evaluated afterwards. */
    @Override
    void close();
}
