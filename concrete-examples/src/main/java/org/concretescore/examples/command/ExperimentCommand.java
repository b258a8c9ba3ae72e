package org.concretescore.examples.command;

import java.io.IOException;
import org.concretescore.examples.run.Console;

/** The arguments of a command. */
interface ExperimentCommand {
    /** The options that all commands share. */
    CommonArguments common();

    /**
     * Turns the arguments into options.
     *
     * @return the command with its options, ready to run
     * @throws IllegalArgumentException if an argument is wrong
     */
    Experiment experiment();

    /** A command with its options. */
    @FunctionalInterface
    interface Experiment {
        Record run(Console console) throws IOException;
    }
}
