package org.concretescore.examples.command;

import java.nio.file.Path;
import java.util.List;
import org.concretescore.examples.run.Score;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments of {@link Score}. */
@Command(
        name = "score",
        description = {
            "Writes the ratios and scores of a model at the states of some data, as CSV with a header. There is one"
                    + " line for each neighbor y of each row x.",
            "The columns are row (the number of the row, counted from 1), slot (the number of the neighbor in the"
                    + " graph), log_ratio (log p(y)/p(x), in nats), ratio (p(y)/p(x)), score (ratio - 1), and the"
                    + " neighbor itself: neighbor_NAME for each column NAME of the data.",
            "FILE.json beside the file says how it was made."
        })
final class ScoreCommand implements ExperimentCommand {
    @Mixin
    private CommonArguments common;

    @Mixin
    private DataArguments data;

    @Option(names = "--model", paramLabel = "FILE", required = true, description = "The model file.")
    private Path model;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "The CSV file to write. With -, the CSV goes to standard output and the result to stderr (default:"
                            + " scores.csv in the folder of --out).")
    private Path output;

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        Score.Options options = new Score.Options(model, data.options(List.of()), output, common.options("score"));
        return console -> Score.run(options, console);
    }
}
