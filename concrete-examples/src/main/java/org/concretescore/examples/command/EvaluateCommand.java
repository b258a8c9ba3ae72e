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

/** The arguments of {@link Evaluate}. */
@Command(
        name = "evaluate",
        description = {
            "Computes the mean log-likelihood of a model on data, in nats per row. It is weighted if the rows have"
                    + " weights.",
            "The estimator exact enumerates up to 4194304 states; it does not need to for a made. The other estimators"
                    + " work on any number of states. sandwich anneals chains to the model and back, gives an"
                    + " interval, and says whether the interval can be trusted. ais (annealed importance sampling)"
                    + " gives only its upper end. raise gives a lower bound for the model that annealed chains draw"
                    + " from, which is another model.",
            "A free model (mlp, unet) does not have a likelihood of its own. With --path, its log ratios are summed:"
                    + " the estimator exact sums them along a spanning tree of its graph, and the others change one"
                    + " column after another. Another path may give another value.",
            "For an arcsm, a model of real numbers, the command integrates the conditional scores on a grid. Densities"
                    + " are in the units of the data. Of the options below, only --model, --data, --header and the"
                    + " common options apply to it."
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
    @Option(
            names = "--estimator",
            paramLabel = "E",
            description = "The estimator: exact, ais, raise or sandwich" + " (default: exact).")
    private String estimator = "exact";

    @StatesOnly
    @Option(names = "--path", description = "Evaluates a free model along paths of its graph.")
    private boolean path;

    @StatesOnly
    @Option(
            names = "--chains",
            paramLabel = "N",
            description = "The number of annealed chains in each direction; raise anneals four of them from each row of"
                    + " the data that it uses (default: 1000).")
    private Integer chains;

    @StatesOnly
    @Option(
            names = "--temperatures",
            paramLabel = "N",
            description = "The number of steps of the annealing schedule (default: measured, within the limit of the"
                    + " work).")
    private Integer temperatures;

    @StatesOnly
    @Option(
            names = "--sweeps",
            paramLabel = "N",
            description = "The number of proposals at each temperature, as a multiple of the number of columns"
                    + " (default: 1). If --sweeps or --temperatures is given, the work is not limited.")
    private Integer sweeps;

    @StatesOnly
    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "The number of threads; the result does not depend on it (default: one per processor).")
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
