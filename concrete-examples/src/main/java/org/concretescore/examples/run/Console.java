package org.concretescore.examples.run;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.concretescore.sampling.chain.SamplingListener;

/** Where an experiment says how it goes. */
public interface Console {
    /** Hears nothing. */
    Console SILENT = new Console() {
        @Override
        public void note(String line) {}

        @Override
        public Progress progress(String task, long steps) {
            return (step, detail) -> {};
        }
    };

    /**
     * Says what the user should know, and would not see in the result.
     *
     * @param line one line
     */
    void note(String line);

    /**
     * Begins a task whose progress is shown.
     *
     * @param task a word or two
     * @param steps how many steps it will take
     * @return to be told of the steps, and closed
     */
    Progress progress(String task, long steps);

    /**
     * Where a table is written whose file is {@code -}: standard output, which then holds nothing else.
     *
     * @return to be written, flushed, and not closed; its failures are unchecked where it is the process's own output
     */
    default Writer out() {
        return new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    }

    /**
     * The same as a listener of the library's samplers.
     *
     * @return notes and tasks are shown here
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
         * Tells how far the task is.
         *
         * @param step the number of steps done
         * @param detail what else to show, or an empty text
         */
        void at(long step, String detail);

        @Override
        default void close() {}
    }
}
