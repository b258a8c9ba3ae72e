package org.concretescore.examples.command;

import java.nio.file.Path;
import java.util.List;
import org.concretescore.examples.run.Score;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Arguments of {@link Score}. */
@Command(
        name = "score",
        description = {
            "Writes a model's ratios and scores at the states of some data, as CSV with a header: one line for each"
                    + " neighbor y of each row x.",
            "Columns: row (of the data, counted from 1), slot (the neighbor's number in the graph), log_ratio"
                    + " (log p(y)/p(x), in nats), ratio (p(y)/p(x)), score (ratio - 1), then the neighbor itself:"
                    + " neighbor_NAME for each column NAME of the model's data.",
            "FILE.json beside it says how it was made."
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
                    "The CSV file to write; - for standard output, and the result on stderr (default: scores.csv in the"
                            + " folder of --out).")
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
