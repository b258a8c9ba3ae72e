package org.concretescore.examples.run;

import java.io.IOException;
import java.nio.file.Path;
import org.concretescore.core.data.Schema;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedScores;
import org.concretescore.nn.model.NeuralModel;

/** A model, and the file that it was loaded from. */
record LoadedModel(Path file, SavedScores saved) implements AutoCloseable {
    static LoadedModel load(Path file) throws IOException {
        return new LoadedModel(file, ModelFile.loadScores(file));
    }

    NeuralModel model() {
        return saved.model();
    }

    Schema schema() {
        return saved.schema();
    }

    @Override
    public void close() {
        saved.model().close();
    }
}
