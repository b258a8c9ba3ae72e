package org.concretescore.examples.command;

import java.nio.file.Path;
import java.util.List;
import org.concretescore.examples.run.EstimatorOptions;
import org.concretescore.examples.run.Evaluate;
import org.concretescore.examples.run.EvaluateVectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Arguments of {@link Evaluate}. */
@Command(
        name = "evaluate",
        description = {
            "Computes a model's mean log-likelihood on data, in nats a row, weighted if the rows have weights.",
            "The estimator exact enumerates the states, up to 4194304 of them; a made needs no enumeration. On any number"
                    + " of states, sandwich gives an interval by annealing chains to the model and back, and says whether it"
                    + " can be trusted; ais gives its upper end alone (annealed importance sampling), and raise a lower"
                    + " bound for the model that annealed chains draw from, which is another one.",
            "A free model (mlp, unet) has no likelihood of its own: with --path its log ratios are summed, by exact along a"
                    + " spanning tree of its graph, by the others one column after another, and another path may give"
                    + " another value.",
            "Of an arcsm, a model of real numbers, the conditional scores are integrated on a grid: the log-likelihood is in"
                    + " nats a row of the data's units, and of the options below only --header means something."
        })
final class EvaluateCommand implements ExperimentCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonArguments common;

    @Mixin
    private DataArguments data;

    @Option(names = "--model", paramLabel = "FILE", required = true, description = "The model file.")
    private Path model;

    @StatesOnly
    @Option(names = "--estimator", paramLabel = "E", description = "exact, ais, raise or sandwich (default: exact).")
    private String estimator = "exact";

    @StatesOnly
    @Option(names = "--path", description = "Evaluate a free model along paths of its graph.")
    private boolean path;

    @StatesOnly
    @Option(
            names = "--chains",
            paramLabel = "N",
            description = "Annealed chains each way; from a row of the data, four (default: 1000).")
    private Integer chains;

    @StatesOnly
    @Option(
            names = "--temperatures",
            paramLabel = "N",
            description = "Steps of the annealing schedule (default: measured, as far as the work allows).")
    private Integer temperatures;

    @StatesOnly
    @Option(
            names = "--sweeps",
            paramLabel = "N",
            description = "Proposals at each temperature, in multiples of the number of columns (default: 1). If it or"
                    + " --temperatures is given, the work is not limited.")
    private Integer sweeps;

    @StatesOnly
    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that anneal; the result does not depend on it (default: one a processor).")
    private Integer threads;

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        if (VectorArguments.areOf(model)) {
            VectorArguments.require(spec);
            EvaluateVectors.Options options =
                    new EvaluateVectors.Options(model, Path.of(data.data()), data.header(), common.options("evaluate"));
            return console -> EvaluateVectors.run(options, console);
        }
        EstimatorOptions annealing = new EstimatorOptions(chains, temperatures, sweeps, threads);
        Evaluate.Options options = new Evaluate.Options(
                model, data.options(List.of()), estimator, path, annealing, common.options("evaluate"));
        return console -> Evaluate.run(options, console);
    }
}
