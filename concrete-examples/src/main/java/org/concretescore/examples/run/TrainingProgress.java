package org.concretescore.examples.run;

import java.util.Locale;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.nn.train.TrainingListener;

/** Shows a training on the console. */
public final class TrainingProgress implements TrainingListener, AutoCloseable {
    /** The share of the old value in the moving average of the loss that is shown. */
    private static final double SMOOTHING = 0.98;

    private static final long NANOS_BETWEEN = 100_000_000;

    private final Console console;
    private final String task;
    /** The first step begins it, so that notes from before do not run into it. It is null until then. */
    private Console.Progress progress;

    private long shown = System.nanoTime();
    private double loss = Double.NaN;
    private double criterion = Double.NaN;

    public TrainingProgress(Console console, String task) {
        this.console = console;
        this.task = task;
    }

    @Override
    public void step(int step, int steps, double stepLoss) {
        if (progress == null) {
            progress = console.progress(task, steps);
        }
        loss = Double.isNaN(loss) ? stepLoss : SMOOTHING * loss + (1 - SMOOTHING) * stepLoss;
        long now = System.nanoTime();
        if (now - shown < NANOS_BETWEEN && step < steps) {
            return;
        }
        shown = now;
        String validation = Double.isNaN(criterion) ? "" : String.format(Locale.ROOT, ", validation %.5f", criterion);
        progress.at(step, String.format(Locale.ROOT, "loss %.5g", loss) + validation);
    }

    @Override
    public void validated(int step, double value, boolean best) {
        criterion = value;
    }

    @Override
    public void note(String line) {
        console.note(line);
    }

    /**
     * Ends a command whose training was stopped, because a part of a training can not be compared with other results.
     *
     * @param stopped whether the training was stopped
     * @throws StoppedException if it was
     */
    public static void requireEnd(boolean stopped) {
        if (stopped) {
            throw new StoppedException("training");
        }
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
        }
    }
}
