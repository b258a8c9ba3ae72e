package org.concretescore.examples.run;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.concretescore.core.data.AtomicFile;
import org.concretescore.core.data.StandardStreams;
import org.concretescore.examples.report.Version;
import org.concretescore.nn.train.Checkpoint;
import org.concretescore.nn.train.TrainingResult;

/**
 * The model file that a training writes, and the checkpoint beside it.
 *
 * @param save the model file
 * @param checkpointEvery the number of steps between two checkpoints, 0 for no checkpoints
 * @param resume a checkpoint from which the training continues, and to which it writes, or null
 */
public record TrainingFiles(Path save, int checkpointEvery, Path resume) {
    public TrainingFiles {
        Objects.requireNonNull(save, "save");
        Checks.isTrue(!StandardStreams.isOutput(save), "--save", save, "a file, because a model is not a text");
        Checks.atLeast("--checkpoint-every", checkpointEvery, 0);
        Checks.isTrue(
                resume == null || checkpointEvery > 0, "--checkpoint-every", checkpointEvery, "above 0 to resume");
        if (resume != null) {
            Checkpoint checkpoint = new Checkpoint(resume, checkpointEvery, true);
            // Both files of a checkpoint are deleted at the end.
            Checks.isTrue(
                    !isSame(save, checkpoint.file()) && !isSame(save, checkpoint.previous()),
                    "--resume",
                    resume,
                    "a checkpoint, another file than --save");
        }
    }

    private static boolean isSame(Path a, Path b) {
        return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
    }

    /**
     * Checks that all files can be written and that none of them is read, and makes their folders.
     *
     * @return the checkpoint to which the training writes, or null
     */
    Checkpoint prepare(Inputs inputs, Path out, Console console) throws IOException {
        inputs.requireKept("--save", save, save);
        // A checkpoint can not lie beside a pipe or a device.
        if (checkpointEvery == 0 || resume == null && AtomicFile.isStream(save)) {
            inputs.prepare(out, save);
            return null;
        }
        Path file = checkpoint();
        Checkpoint checkpoint = new Checkpoint(file, checkpointEvery, resume != null);
        if (resume != null && !checkpoint.exists()) {
            // This must be refused before a folder is made for it.
            throw nothingToResume(file);
        }
        inputs.requireKept(
                resume == null ? "--save" : "--resume", resume == null ? save : resume, file, checkpoint.previous());
        inputs.prepare(out, save, file);
        if (resume == null && checkpoint.exists()) {
            console.note("a training that did not end has left the checkpoint " + file + ", which is overwritten now;"
                    + " --resume "
                    + file + " would have continued that training");
        }
        return checkpoint;
    }

    /** Returns the exception for a checkpoint that does not exist. */
    public static NoSuchFileException nothingToResume(Path file) {
        return new NoSuchFileException(
                "--resume " + file,
                null,
                "there is no such checkpoint; a training that came to its end has deleted its checkpoint");
    }

    /** Returns what a model file keeps of how the model was made. */
    static Map<String, String> notes(String options, TrainingResult<?> training) {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("version", Version.NUMBER);
        notes.put("options", options);
        if (training.stopped()) {
            notes.put("stopped", "after step " + training.steps());
        }
        return notes;
    }

    /**
     * Refuses a training that was stopped before its first step, because there is nothing to save.
     *
     * @throws StoppedRunException if it was
     */
    void requireBegun(TrainingResult<?> training) {
        if (training.stopped() && training.steps() == 0) {
            throw new StoppedRunException("stopped before the first step; nothing was written", List.of());
        }
    }

    /** Writes the model file, and deletes the checkpoint if the training came to its end. */
    void save(TrainingResult<?> training, Checkpoint checkpoint, Table.Writing model) throws IOException {
        new Table(save, "model").writing(model);
        if (checkpoint != null && !training.diverged() && !training.stopped()) {
            checkpoint.delete();
        }
    }

    /**
     * Refuses a training that did not come to its end. Its model was saved before.
     *
     * @param steps the number of steps that were asked for
     * @param checkpoint where the training continues, or null
     * @param remedy the options of which a smaller value may prevent divergence
     * @throws StoppedRunException if the training was stopped
     * @throws ExperimentException if it diverged
     */
    void requireEnd(TrainingResult<?> training, int steps, Checkpoint checkpoint, String remedy) {
        if (training.stopped()) {
            String parameters = training.bestStep() == training.steps()
                    ? "last parameters"
                    : "best parameters, those of step " + training.bestStep();
            throw new StoppedRunException(
                    "stopped after step " + training.steps() + " of " + steps + "; " + save + " has the " + parameters,
                    checkpoint == null
                            ? List.of()
                            : List.of("--resume", checkpoint.file().toString()));
        }
        if (training.diverged()) {
            throw new ExperimentException("training diverged after step " + training.steps()
                    + "; the last good parameters were saved to " + save + "; a smaller " + remedy + " may help");
        }
    }

    private Path checkpoint() {
        return resume != null ? resume : save.resolveSibling(save.getFileName() + ".checkpoint");
    }
}
