package org.concretescore.examples.relaxed;

import java.io.IOException;
import java.util.List;
import org.concretescore.core.space.Counts;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.StoppedRunException;
import org.concretescore.examples.run.TrainingFiles;
import org.concretescore.nn.train.Checkpoint;
import org.concretescore.nn.train.LatentTrainer;

/** The checkpoints of all trainings of a run. They are kept until the last training has ended. */
record RelaxedCheckpoints(RelaxedOptions options) {
    /**
     * Returns the checkpoint of a training; the training goes on from an existing one only if the options ask for it.
     */
    Checkpoint of(RelaxedJob job) {
        String name = job.file(options.swept()) + ".checkpoint";
        Checkpoint checkpoint =
                new Checkpoint(options.common().out().resolve(name), Math.max(1, options.checkpointEvery()), false);
        return options.resume() && checkpoint.exists()
                ? new Checkpoint(checkpoint.file(), checkpoint.every(), true)
                : checkpoint;
    }

    /** Checks the existing checkpoints. It is called before the folder is made and before the first training. */
    void begin(List<RelaxedJob> jobs, Console console) throws IOException {
        List<Checkpoint> there =
                jobs.stream().map(this::of).filter(Checkpoint::exists).toList();
        if (options.resume() && there.isEmpty()) {
            throw TrainingFiles.nothingToResume(of(jobs.get(0)).file());
        }
        if (!options.resume() && options.checkpointEvery() > 0 && !there.isEmpty()) {
            console.note(
                    there.get(0).file() + " is the checkpoint of a run that did not end. This run overwrites it; with"
                            + " --resume it would have gone on from it");
        }
    }

    /** Returns the trainer, which saves checkpoints if the options ask for them. */
    LatentTrainer trainer(RelaxedJob job) {
        LatentTrainer trainer = LatentTrainer.of(options.trainer());
        return options.checkpointEvery() == 0 ? trainer : trainer.withCheckpoint(of(job));
    }

    /** Returns the exception that tells what a stopped run leaves behind. */
    StoppedRunException stopped(List<RelaxedJob> jobs, int done) {
        boolean saved =
                options.checkpointEvery() > 0 && jobs.stream().map(this::of).anyMatch(Checkpoint::exists);
        return new StoppedRunException(
                "stopped after " + done + " of " + Counts.of(jobs.size(), "training")
                        + (done > 0
                                ? ", whose results are in " + options.common().out()
                                : ""),
                saved ? List.of("--resume") : List.of());
    }

    /** Deletes all checkpoints, because all trainings have ended. */
    void end(List<RelaxedJob> jobs) throws IOException {
        for (RelaxedJob job : options.checkpointEvery() == 0 ? List.<RelaxedJob>of() : jobs) {
            of(job).delete();
        }
    }
}
