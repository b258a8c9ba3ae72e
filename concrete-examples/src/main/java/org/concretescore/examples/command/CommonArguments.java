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
            description = "Seed of every random stream (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of pictures and report (default: out/COMMAND).")
    private Path out;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where named data sets are looked up first; then in the folder that the environment variable"
                    + " CONCRETE_DATA names, then in the user's cache.")
    private Path dataDir;

    @Option(names = "--json", description = "Write the result as one JSON object, and nothing else, to stdout.")
    private boolean json;

    @SuppressWarnings("UnusedVariable")
    @Option(names = "--help", usageHelp = true, description = "Show this help and exit.")
    private boolean help;

    private boolean verbose;

    @SuppressWarnings("UnusedMethod")
    @Option(names = "--verbose", description = "Log what happens; show where a failure came from.")
    private void setVerbose(boolean verbose) {
        this.verbose = verbose;
        if (verbose) {
            // Read when the first logger is made, which no class has asked for while arguments are parsed.
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
