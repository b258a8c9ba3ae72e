package org.concretescore.examples.command;

import java.nio.file.Path;
import org.concretescore.examples.run.RunOptions;
import picocli.CommandLine.Option;

/** The options that all commands share. */
final class CommonArguments {
    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "" + RunOptions.DEFAULT_SEED,
            description = "The seed of all random numbers (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The folder of pictures and report (default:" + " out/COMMAND).")
    private Path out;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The folder in which named data sets are looked up first. The folder of the environment"
                    + " variable CONCRETE_DATA comes next, and then the cache of the user.")
    private Path dataDir;

    @Option(names = "--json", description = "Writes the result as one JSON object, and nothing else, to stdout.")
    private boolean json;

    @SuppressWarnings("UnusedVariable")
    @Option(names = "--help", usageHelp = true, description = "Shows this help and exits.")
    private boolean help;

    private boolean verbose;

    @SuppressWarnings("UnusedMethod")
    @Option(names = "--verbose", description = "Logs what happens, and shows the stack trace of a failure.")
    private void setVerbose(boolean verbose) {
        this.verbose = verbose;
        if (verbose) {
            // The first logger reads this property. No class makes a logger while arguments are parsed.
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "info");
        }
    }

    boolean isJson() {
        return json;
    }

    boolean isVerbose() {
        return verbose;
    }

    RunOptions options(String command) {
        RunOptions defaults = RunOptions.defaults(command);
        return new RunOptions(seed, out == null ? defaults.out() : out, dataDir);
    }
}
