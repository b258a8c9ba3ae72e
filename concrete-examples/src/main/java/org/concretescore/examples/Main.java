package org.concretescore.examples;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.concretescore.examples.command.Commands;
import org.concretescore.examples.command.Signals;
import org.concretescore.examples.command.StandardOutput;

/** The command line. */
public final class Main {
    private Main() {}

    /**
     * Runs a command and ends the process with its status.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        // Pictures are drawn into memory, never on a screen.
        System.setProperty("java.awt.headless", "true");
        PrintWriter out = new PrintWriter(
                new StandardOutput(new FileOutputStream(FileDescriptor.out)), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        // Stdout is for results alone, whatever a library prints.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        Signals signals = Signals.interrupting(Thread.currentThread(), err);
        System.exit(signals.status(execute(args, out, err)));
    }

    /**
     * Runs a command.
     *
     * @param args the command and its options
     * @param out where the result goes
     * @param err where all else goes
     * @return the status: 0 done, 1 failed, 2 usage, 130 stopped, since the thread was interrupted, 141 if whoever
     *     reads the
     *     result has read enough of it
     */
    public static int execute(String[] args, PrintWriter out, PrintWriter err) {
        return Commands.execute(args, out, err);
    }
}
