package org.concretescore.examples.command;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.concretescore.examples.run.Console;

/**
 * Shows notes and progress on stderr, and tables on stdout. Progress is a bar on a terminal, else a line every ten
 * seconds.
 */
final class CommandConsole implements Console {
    /** The launcher knows whether stderr is a terminal; Java 17 can only tell for stdin and stdout together. */
    private static final boolean TERMINAL =
            Boolean.parseBoolean(System.getProperty("concrete.terminal", Boolean.toString(hasTerminal())));

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final int REFRESH_MILLISECONDS = 250;
    /** The width if that of the terminal is unknown. */
    private static final int WIDTH = 100;

    private final PrintWriter out;
    private final PrintWriter err;
    private final String command;
    private boolean outTaken;

    CommandConsole(PrintWriter out, PrintWriter err, String command) {
        this.out = out;
        this.err = err;
        this.command = command;
    }

    /** Since JDK 22 there may be a console without a terminal, and a method that says so. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean hasTerminal() {
        java.io.Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    @Override
    public void note(String line) {
        err.println("concrete " + command + ": " + line);
    }

    @Override
    public Writer out() {
        outTaken = true;
        return out;
    }

    /** Returns whether stdout holds a table, and can not hold the result, too. */
    boolean isOutTaken() {
        return outTaken;
    }

    @Override
    public Progress progress(String task, long steps) {
        return TERMINAL ? new Bar(task, steps) : new Lines(task, steps);
    }

    private static final class Bar implements Progress {
        private final ProgressBar bar;

        Bar(String task, long steps) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(steps)
                    .setUpdateIntervalMillis(REFRESH_MILLISECONDS)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                    .build();
        }

        @Override
        public void at(long step, String detail) {
            bar.stepTo(step);
            bar.setExtraMessage(detail);
        }

        @Override
        public void close() {
            // The bar waits until it has drawn itself for the last time, and that clears the interruption.
            boolean interrupted = Thread.interrupted();
            bar.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class Lines implements Progress {
        private final String task;
        private final long steps;
        private long last = System.nanoTime();

        Lines(String task, long steps) {
            this.task = task;
            this.steps = steps;
        }

        @Override
        public void at(long step, String detail) {
            long now = System.nanoTime();
            if (now - last >= BETWEEN_LINES.toNanos()) {
                last = now;
                note(task + " " + 100 * step / Math.max(1, steps) + "%" + (detail.isEmpty() ? "" : ", " + detail));
            }
        }
    }
}
