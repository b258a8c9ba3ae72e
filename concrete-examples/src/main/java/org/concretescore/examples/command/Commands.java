package org.concretescore.examples.command;

import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.examples.report.Failures;
import org.concretescore.examples.report.Json;
import org.concretescore.examples.report.Version;
import org.concretescore.examples.run.StoppedRunException;
import org.concretescore.examples.run.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Parses the arguments, runs the command, and prints its result or the reason of its failure. */
@Command(
        name = "concrete",
        description = "Learns, samples and evaluates models of discrete data by Concrete score matching.",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            Toy1dCommand.class,
            Toy2dCommand.class,
            FitCommand.class,
            ScoreCommand.class,
            SampleCommand.class,
            EvaluateCommand.class,
            TabularCommand.class,
            McmcCommand.class,
            RelaxedVaeCommand.class,
            RelaxedStructuredCommand.class,
            RelaxedGradientsCommand.class,
            Arcsm2dCommand.class,
            ArcsmGaussianCommand.class,
            BenchCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "The exit status is 0 for success, 1 for a failure, 2 for wrong usage, 130 after Ctrl-C, and 143 after"
                    + " SIGTERM. 'concrete COMMAND --help' explains a command."
        })
public final class Commands {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    /** The status that shells give to programs that Ctrl-C ends. */
    static final int STOPPED = 130;
    /** The status that shells give to programs that SIGPIPE ends. */
    private static final int BROKEN_PIPE = 141;

    /** Only {@link #execute} makes an instance. */
    Commands() {}

    /**
     * Runs a command.
     *
     * @param args the command and its options
     * @param out receives the result
     * @param err receives everything else
     * @return the status: 0 for success, 1 for a failure, 2 for wrong usage, 130 if the thread was interrupted, 141 if
     *     the reader of the result has closed its pipe
     */
    public static int execute(String[] args, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new Commands())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionStrategy(parsed -> runAndFlush(parsed, List.of(args)))
                .setExecutionExceptionHandler((e, ignored, parsed) -> failed(e, err))
                .setParameterExceptionHandler((e, ignored) -> usage(e.getCommandLine(), e));
        line.registerConverter(Path.class, new Converters.Paths());
        int status = line.execute(args);
        err.flush();
        return status;
    }

    private static int runAndFlush(ParseResult parsed, List<String> args) {
        CommandLine line = parsed.commandSpec().commandLine();
        try {
            int status = run(parsed, args);
            line.getOut().flush();
            return status;
        } catch (StandardOutput.Failure e) {
            // Picocli calls its handler only for these exceptions. It wraps its own failures to print help in them.
            throw new ExecutionException(line, e.getMessage(), e);
        }
    }

    /** Handles failures of standard output. All others are handled where the command runs. */
    private static int failed(Exception e, PrintWriter err) throws Exception {
        if (!(e instanceof StandardOutput.Failure failure)) {
            throw e;
        }
        if (failure.isBrokenPipe()) {
            return BROKEN_PIPE;
        }
        err.println("concrete: " + e.getMessage());
        return FAILED;
    }

    private static int run(ParseResult outer, List<String> args) {
        ParseResult parsed = outer;
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        CommandLine line = parsed.commandSpec().commandLine();
        if (!(parsed.commandSpec().userObject() instanceof ExperimentCommand command)) {
            throw new ParameterException(
                    line,
                    "a command is missing: "
                            + String.join(", ", line.getSubcommands().keySet()));
        }
        ExperimentCommand.Experiment experiment;
        try {
            experiment = command.experiment();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, Failures.describe(e), e);
        }
        return run(line, command.common(), experiment, args);
    }

    private static int run(
            CommandLine line, CommonArguments common, ExperimentCommand.Experiment experiment, List<String> args) {
        try {
            CommandConsole console = new CommandConsole(line.getOut(), line.getErr(), line.getCommandName());
            Record result = experiment.run(console);
            PrintWriter to = console.isOutTaken() ? line.getErr() : line.getOut();
            if (common.isJson()) {
                to.println(Json.line(result));
            } else {
                Json.lists(result).values().forEach(rows -> printRows(to, rows));
                print(to, Json.table(result));
            }
            return DONE;
        } catch (UsageException e) {
            return usage(line, e);
        } catch (StandardOutput.Failure e) {
            throw e;
        } catch (StoppedRunException e) {
            line.getErr().println(line.getCommandSpec().qualifiedName() + ": " + e.getMessage());
            if (!e.resume().isEmpty()) {
                line.getErr()
                        .println(line.getCommandSpec().qualifiedName() + ": to continue: "
                                + CommandText.with(args, e.resume()));
            }
            return STOPPED;
        } catch (StoppedException | ClosedByInterruptException e) {
            line.getErr().println(line.getCommandSpec().qualifiedName() + ": stopped before the end");
            return STOPPED;
        } catch (Exception | Error e) {
            // The user gets one line for every failure, including errors such as a missing native library.
            line.getErr().println(line.getCommandSpec().qualifiedName() + ": " + Failures.describe(e));
            if (common.isVerbose()) {
                e.printStackTrace(line.getErr());
            }
            return FAILED;
        }
    }

    private static int usage(CommandLine line, Exception e) {
        String command = line.getCommandSpec().qualifiedName();
        line.getErr().println(command + ": " + Failures.describe(e) + " (see " + command + " --help)");
        return USAGE;
    }

    private static void print(PrintWriter out, Map<String, String> table) {
        int width = table.keySet().stream().mapToInt(String::length).max().orElse(0);
        table.forEach((name, value) -> out.println(name + " ".repeat(width - name.length() + 2) + value));
    }

    private static void printRows(PrintWriter out, List<Map<String, String>> rows) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.copyOf(rows.get(0).keySet()));
        rows.forEach(row -> lines.add(List.copyOf(row.values())));
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < line.size(); column++) {
                int at = column;
                int width =
                        lines.stream().mapToInt(l -> l.get(at).length()).max().orElse(0);
                text.append(line.get(column))
                        .append(" ".repeat(width - line.get(column).length() + 2));
            }
            out.println(text.toString().stripTrailing());
        }
        out.println();
    }

    /** Returns the version of this program. */
    static final class VersionProvider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"Concrete Score " + Version.NUMBER};
        }
    }
}
