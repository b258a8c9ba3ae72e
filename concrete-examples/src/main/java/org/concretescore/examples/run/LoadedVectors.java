package org.concretescore.examples.run;

import java.io.IOException;
import java.nio.file.Path;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedVectors;
import org.concretescore.nn.model.ArcsmModel;

/** A model of conditional scores, the columns of its data, and its smallest noise. */
record LoadedVectors(ArcsmModel model, SavedVectors saved, double lastNoise) implements AutoCloseable {
    static LoadedVectors load(Path file) throws IOException {
        SavedVectors saved = ModelFile.loadVectors(file);
        int levels = saved.model().levels().size();
        if (levels == 0) {
            throw new ExperimentException(
                    file + ": the model was trained without noise; the command needs one with levels of noise");
        }
        try {
            return new LoadedVectors(
                    ArcsmModel.of(saved.model()), saved, saved.model().levels().sigma(levels - 1));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ExperimentException(file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
