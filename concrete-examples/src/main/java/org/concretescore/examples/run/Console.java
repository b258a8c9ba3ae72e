package org.concretescore.examples.run;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.concretescore.sampling.chain.SamplingListener;

/** An experiment reports its progress to a console. */
public interface Console {
    /** This console shows nothing. */
    Console SILENT = new Console() {
        @Override
        public void note(String line) {}

        @Override
        public Progress progress(String task, long steps) {
            return (step, detail) -> {};
        }
    };

    /**
     * Shows a note that the user should read, and that is not part of the result.
     *
     * @param line one line
     */
    void note(String line);

    /**
     * Begins a task, and shows its progress.
     *
     * @param task a name of one or two words
     * @param steps the number of steps that it will take
     * @return an object that the task reports its steps to, and closes at its end
     */
    Progress progress(String task, long steps);

    /**
     * Returns the writer for a table whose file is {@code -}. It writes to standard output, which then holds nothing
     * else.
     *
     * @return a writer, to be flushed and not closed; its failures are unchecked exceptions if it is the standard
     *     output of the process
     */
    default Writer out() {
        return new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    }

    /**
     * Returns a listener for the samplers of the library.
     *
     * @return a listener that shows notes and tasks on this console
     */
    default SamplingListener listener() {
        return new SamplingListener() {
            @Override
            public void note(String sentence) {
                Console.this.note(sentence);
            }

            @Override
            public Progress begin(String task, long steps) {
                Console.Progress shown = Console.this.progress(task, steps);
                return new Progress() {
                    @Override
                    public void at(long done) {
                        shown.at(done, "");
                    }

                    @Override
                    public void close() {
                        shown.close();
                    }
                };
            }
        };
    }

    /** The progress of one task. */
    @FunctionalInterface
    interface Progress extends AutoCloseable {
        /**
         * Shows how far the task is.
         *
         * @param step the number of steps done
         * @param detail another text to show, perhaps empty
         */
        void at(long step, String detail);

        @Override
        default void close() {}
    }
}
