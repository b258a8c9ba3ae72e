package org.concretescore.examples.cli;

import java.nio.file.Path;
import java.util.List;
import org.concretescore.examples.experiment.Evaluate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Arguments of {@link Evaluate}. */
@Command(
        name = "evaluate",
        description = {
            "Computes a model's mean log-likelihood on data, in nats a row, weighted if the rows have weights.",
            "The estimator exact enumerates the states, up to 4194304 of them; a made needs no enumeration. A free model (mlp, unet) has no likelihood of its"
                    + " own: with --path its log ratios are summed along a spanning tree of its graph, and another tree"
                    + " may give another value."
        })
final class EvaluateCommand implements ExperimentCommand {
    @Mixin
    private CommonArguments common;

    @Mixin
    private DataArguments data;

    @Option(names = "--model", paramLabel = "FILE", required = true, description = "The model file.")
    private Path model;

    @Option(names = "--estimator", paramLabel = "E", description = "exact (default: exact).")
    private String estimator = "exact";

    @Option(names = "--path", description = "Evaluate a free model along a spanning tree of its graph.")
    private boolean path;

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        Evaluate.Options options =
                new Evaluate.Options(model, data.options(List.of()), estimator, path, common.options("evaluate"));
        return console -> Evaluate.run(options, console);
    }
}
