package org.concretescore.nn.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.concretescore.core.data.AtomicFile;
import org.concretescore.core.data.DataException;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.nn.archive.internal.Archive;
import org.concretescore.nn.plan.Backend;

/**
 * The file in which a training saves itself. It is an {@link Archive} that begins with {@code CONCHECK}: the
 * parameters, their average, the best ones so far, Adam's two moments, the counters, the learning curve, and the
 * identity of the training (model, objective, options, seed, fingerprints of the data), so that no other training
 * resumes from it. It is written under another name, forced to disk and renamed. The file before it is kept with
 * {@code .previous} behind its name.
 *
 * @param file the file
 * @param every steps between two checkpoints
 * @param resume whether training begins from the file, or from the file before it if that is missing or damaged
 */
public record Checkpoint(Path file, int every, boolean resume) {
    private static final int VERSION = 1;
    private static final String MAGIC = "CONCHECK";
    private static final String KIND = "checkpoint";
    private static final String BACKEND = "backend";

    /**
     * Checks the interval.
     *
     * @param file the file
     * @param every steps between two checkpoints
     * @param resume whether training begins from the file
     * @throws IllegalArgumentException if {@code every} is below 1
     */
    public Checkpoint {
        Objects.requireNonNull(file, "file");
        if (every < 1) {
            throw new IllegalArgumentException("steps between checkpoints must be at least 1, were " + every);
        }
    }

    /**
     * Returns the name of the checkpoint before the last.
     *
     * @return the file with {@code .previous} behind its name
     */
    public Path previous() {
        return file.resolveSibling(file.getFileName() + ".previous");
    }

    /**
     * Returns whether there is a checkpoint to resume from.
     *
     * @return true if the file or the one before it exists, whatever it holds
     */
    public boolean exists() {
        return Files.exists(file) || Files.exists(previous());
    }

    /**
     * Deletes both files, for instance once the model is saved.
     *
     * @throws IOException if one can't be deleted
     */
    public void delete() throws IOException {
        for (Path path : List.of(previous(), file)) {
            if (Files.exists(path)) {
                // If it is a link, its target is deleted, because that was written.
                Files.delete(path.toRealPath());
            }
        }
    }

    /** Finds out, before the training begins, whether checkpoints can be written. */
    void prepare() {
        try {
            if (AtomicFile.isStream(file)) {
                throw new FileSystemException(
                        file.toString(), null, "is not a regular file, so it could not be read again");
            }
            AtomicFile.prepare(file);
        } catch (IOException e) {
            throw failure("can't write the checkpoint ", e);
        }
    }

    /** Writes the state. If {@code keep}, the existing file is kept as the previous one. */
    void save(TrainingState state, Map<String, String> identity, boolean keep) {
        Map<String, String> texts = new LinkedHashMap<>(identity);
        texts.put(BACKEND, Backend.describe());
        try {
            state.archive(VERSION, texts).save(file, keep ? previous() : null, MAGIC);
        } catch (IOException e) {
            throw failure("can't write the checkpoint ", e);
        }
    }

    /**
     * Reads the state of the newest checkpoint that is whole. Throws a {@link StoppedException} if the thread is
     * interrupted.
     *
     * @return whether this was the newest checkpoint; if not, the newest must not replace the previous one, which is
     *     the last good checkpoint
     */
    boolean restore(TrainingState state, Map<String, String> identity, TrainingListener listener) {
        Path from = file;
        Archive archive;
        try {
            if (!exists()) {
                throw new NoSuchFileException(file.toString(), null, "there is no such file");
            }
            try {
                archive = Archive.load(file, MAGIC, KIND, VERSION);
            } catch (DataException | NoSuchFileException e) {
                if (!Files.exists(previous())) {
                    throw e;
                }
                from = previous();
                archive = Archive.load(from, MAGIC, KIND, VERSION);
                // A kill between two renames leaves no file. Then nothing is lost.
                if (e instanceof DataException) {
                    listener.note(e.getMessage() + "; the one before it is used, " + from);
                }
            }
        } catch (ClosedByInterruptException e) {
            throw new StoppedException("training");
        } catch (IOException e) {
            throw failure("can't resume from ", e);
        }
        try {
            TrainingIdentity.requireSame(archive, identity);
            state.restore(archive);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("can't resume from " + from + ": " + e.getMessage(), e);
        }
        String backend = archive.texts().getOrDefault(BACKEND, "unknown");
        if (!backend.equals(Backend.describe())) {
            listener.note(from + " was written with the backend " + backend + ", this is " + Backend.describe()
                    + ": the result may differ in the last digits");
        }
        listener.note("goes on after step " + state.step + " of " + from);
        return from.equals(file);
    }

    /** Makes an exception whose cause says everything in one line, because callers may report only the cause. */
    private UncheckedIOException failure(String what, IOException e) {
        String reason = e.getMessage();
        if (e instanceof FileSystemException system) {
            String why = system.getReason() != null
                    ? system.getReason()
                    : system.getClass().getSimpleName();
            reason = String.valueOf(file).equals(system.getFile()) ? why : system.getFile() + ": " + why;
        }
        String message = what + file + ": " + reason;
        return new UncheckedIOException(message, new IOException(message, e));
    }
}
