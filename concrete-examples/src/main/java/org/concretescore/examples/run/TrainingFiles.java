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

/**
 * The model file that a training writes, and the checkpoint beside it.
 *
 * @param save the model file
 * @param checkpointEvery steps between two checkpoints, 0 for none
 * @param resume a checkpoint to go on from and to write to, or null
 */
public record TrainingFiles(Path save, int checkpointEvery, Path resume) {
    public TrainingFiles {
        Objects.requireNonNull(save, "save");
        Checks.isTrue(!StandardStreams.isOutput(save), "--save", save, "a file, for a model is no text");
        Checks.atLeast("--checkpoint-every", checkpointEvery, 0);
        Checks.isTrue(
                resume == null || checkpointEvery > 0, "--checkpoint-every", checkpointEvery, "above 0 to resume");
        if (resume != null) {
            Checkpoint checkpoint = new Checkpoint(resume, checkpointEvery, true);
            // Both of its files are deleted at the end.
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
     * Finds out whether all files can be written and are none of those that are read, and makes their folders.
     *
     * @return where the training saves itself, or null
     */
    public Checkpoint prepare(Inputs inputs, Path out, Console console) throws IOException {
        inputs.requireKept("--save", save, save);
        // Beside a pipe or a device is no place for a file.
        if (checkpointEvery == 0 || resume == null && AtomicFile.isStream(save)) {
            inputs.prepare(out, save);
            return null;
        }
        Path file = checkpoint();
        Checkpoint checkpoint = new Checkpoint(file, checkpointEvery, resume != null);
        if (resume != null && !checkpoint.exists()) {
            // Before a folder is made for it.
            throw nothingToResume(file);
        }
        inputs.requireKept(
                resume == null ? "--save" : "--resume", resume == null ? save : resume, file, checkpoint.previous());
        inputs.prepare(out, save, file);
        if (resume == null && checkpoint.exists()) {
            console.note(
                    file + " is there from a training that did not end; --resume would have gone on from it, now it"
                            + " will be overwritten");
        }
        return checkpoint;
    }

    /** What is said where there is no checkpoint. */
    public static NoSuchFileException nothingToResume(Path file) {
        return new NoSuchFileException(
                "--resume " + file, null, "there is no such checkpoint; a training that has ended has deleted its own");
    }

    /** What a model file keeps of how the model came about. */
    public static Map<String, String> notes(String options, boolean stopped, int steps) {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("version", Version.NUMBER);
        notes.put("options", options);
        if (stopped) {
            notes.put("stopped", "after step " + steps);
        }
        return notes;
    }

    /** What is said of a training that was stopped after some steps, once its model was saved. */
    public StoppedRunException stopped(int steps, int of, int bestStep, Checkpoint checkpoint) {
        String said = "stopped after step " + steps + " of " + of + "; " + save + " has the "
                + (bestStep == steps ? "last parameters" : "best parameters, those of step " + bestStep);
        return new StoppedRunException(
                said,
                checkpoint == null
                        ? List.of()
                        : List.of("--resume", checkpoint.file().toString()));
    }

    /** What is said of a training that was stopped before its first step, so that there is nothing to save. */
    public StoppedRunException notBegun() {
        return new StoppedRunException("stopped before the first step; nothing was written", List.of());
    }

    private Path checkpoint() {
        return resume != null ? resume : save.resolveSibling(save.getFileName() + ".checkpoint");
    }

    /** What is said of a training that diverged. */
    public ExperimentException diverged(int steps, String arguments) {
        return new ExperimentException("training diverged after step " + steps
                + "; the last good parameters were saved to " + save + "; a smaller " + arguments + " may help");
    }
}
