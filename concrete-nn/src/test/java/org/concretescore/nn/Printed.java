package org.concretescore.nn;

import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.function.ThrowingSupplier;

/** What a task prints to the standard output and the standard error. */
public final class Printed {
    private Printed() {}

    /** A task that returns nothing. */
    public interface Task {
        void run() throws Exception;
    }

    /** Runs a task and returns what it printed, on any thread. */
    public static String by(Task task) throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream caught = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(caught);
        System.setErr(caught);
        try {
            task.run();
            assertSame(caught, System.out, "the standard output is what it was");
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** Runs a task of ND4J's, whose prints would hide what tests have to say. */
    public static <T> T dropped(ThrowingSupplier<T> task) {
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            return task.get();
        } catch (Throwable e) {
            throw new AssertionError(e);
        } finally {
            System.setOut(out);
        }
    }
}
