package org.concretescore.nn.dl4j;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.function.Supplier;

/**
 * The standard output without the lines that ND4J prints there when a layer on SameDiff is differentiated, one per op.
 * It replaces the standard output while at least one thread differentiates, and passes on everything that other threads
 * print. Then it is removed again, unless the program has set another standard output meanwhile.
 */
final class QuietOutput extends PrintStream {
    private static final ThreadLocal<Boolean> DIFFERENTIATES = ThreadLocal.withInitial(() -> false);
    private static PrintStream before;
    private static QuietOutput installed;
    private static int users;

    private QuietOutput(PrintStream behind) {
        super(behind, true, encoding());
    }

    /** The one of the stream behind it, which is the default one before JDK 19. */
    private static Charset encoding() {
        String name = System.getProperty("stdout.encoding");
        return name == null ? Charset.defaultCharset() : Charset.forName(name);
    }

    /** Runs a task, and drops the lines that ND4J prints meanwhile on this thread. */
    static <T> T during(Supplier<T> task) {
        enter();
        DIFFERENTIATES.set(true);
        try {
            return task.get();
        } finally {
            DIFFERENTIATES.remove();
            leave();
        }
    }

    private static synchronized void enter() {
        if (users++ == 0) {
            before = System.out;
            installed = new QuietOutput(before);
            System.setOut(installed);
        }
    }

    private static synchronized void leave() {
        if (--users == 0 && System.out == installed) {
            System.setOut(before);
        }
    }

    @Override
    public void println(String line) {
        if (!DIFFERENTIATES.get() || line == null || !line.startsWith("Added differentiated op ")) {
            super.println(line);
        }
    }
}
