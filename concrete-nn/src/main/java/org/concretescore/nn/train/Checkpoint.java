package org.concretescore.nn.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.concretescore.core.data.DataException;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.objective.EdgeObjective;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.file.Archive;
import org.concretescore.nn.model.ModelFile;
import org.concretescore.nn.model.NetworkSpec;

/**
 * Where a training saves itself. The file is an {@link Archive} that begins with {@code CONCHECK}: the parameters, their
 * average, the best ones so far, Adam's two moments, the counters, the learning curve, and what the training is (model,
 * objective, options, seed, fingerprints of the data), so that no other training resumes from it. It is written under
 * another name, forced to disk and renamed; the one before is kept with {@code .previous} behind its name.
 *
 * @param file the file
 * @param every steps between two checkpoints
 * @param resume whether training begins from the file, or if that is missing or damaged from the one before
 */
public record Checkpoint(Path file, int every, boolean resume) {
    private static final int VERSION = 1;
    private static final String MAGIC = "CONCHECK";

    /**
     * Checks the interval.
     *
     * @param file the file
     * @param every steps between two checkpoints
     * @param resume whether training begins from the file
     * @throws IllegalArgumentException if every is below 1
     */
    public Checkpoint {
        if (every < 1) {
            throw new IllegalArgumentException("steps between checkpoints must be at least 1, were " + every);
        }
    }

    /**
     * The name of the checkpoint before the last.
     *
     * @return the file with {@code .previous} behind its name
     */
    public Path previous() {
        return file.resolveSibling(file.getFileName() + ".previous");
    }

    /**
     * Deletes both files, for instance once the model is saved.
     *
     * @throws IOException if one can't be deleted
     */
    public void delete() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(previous());
    }

    void save(TrainingState state, Map<String, String> identity) {
        try {
            state.archive(VERSION, identity).save(file, previous(), MAGIC);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write the checkpoint " + file + ": " + e.getMessage(), e);
        }
    }

    void restore(TrainingState state, Map<String, String> identity) {
        try {
            Archive archive = newest();
            identity.forEach((name, value) -> {
                String theirs = archive.text(name);
                if (!theirs.equals(value)) {
                    throw new IllegalArgumentException(
                            "it is of another training: its " + name + " was " + theirs + ", not " + value);
                }
            });
            state.restore(archive);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the checkpoint " + file + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("can't resume from " + file + ": " + e.getMessage(), e);
        }
    }

    private Archive newest() throws IOException {
        try {
            return Archive.load(file, MAGIC, "checkpoint", VERSION);
        } catch (DataException | java.nio.file.NoSuchFileException e) {
            if (Files.exists(previous())) {
                return Archive.load(previous(), MAGIC, "checkpoint", VERSION);
            }
            throw e;
        }
    }

    /** What a training is; the number of threads does not matter. */
    static Map<String, String> identity(
            NetworkSpec spec,
            Objective objective,
            Dataset train,
            Dataset validation,
            RandomStreams streams,
            TrainerOptions options) {
        Map<String, String> identity = new LinkedHashMap<>(ModelFile.describe(spec));
        identity.put(
                "objective",
                objective instanceof EdgeObjective edges ? objective.name() + " " + edges.loss() : objective.name());
        identity.put("options", options.withThreads(1).toString());
        identity.put("seed", String.valueOf(streams.seed()));
        identity.put("training data", train.digest());
        identity.put("validation data", validation == null ? "none" : validation.digest());
        return identity;
    }
}
