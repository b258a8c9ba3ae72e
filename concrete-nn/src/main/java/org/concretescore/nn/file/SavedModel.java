package org.concretescore.nn.file;

import java.util.Map;

/**
 * What a model file holds: a model, the columns of its data, and notes. {@link ModelFile#load} finds out which of the three kinds
 * a file is.
 */
public sealed interface SavedModel extends AutoCloseable permits SavedScores, SavedVectors, SavedLatent {
    /**
     * How the model was made: version, seed, options and whatever else the writer wanted remembered.
     *
     * @return texts by name
     */
    Map<String, String> notes();

    /** Frees the native memory of the model, if it holds any; the model can't be evaluated afterwards. */
    @Override
    void close();
}
