package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.csm.Tabular;
import org.concretescore.examples.run.NetworkOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments of {@link Tabular}. */
@Command(
        name = "tabular",
        description = {
            "Reproduces Table 1 of the Concrete score paper: trains a made on each data set with each objective, and"
                    + " computes its exact log-likelihood on the test split, in nats per row. It compares the model"
                    + " with independent columns (bernoulli) and with a Chow-Liu tree.",
            "The model has the parameters with the best log-likelihood on the validation split. If there are more than "
                    + Tabular.FULL_COLUMNS + " columns, objectives such as csm are trained in their form with sampled"
                    + " neighbors, csm-mc.",
            "The command writes tabular.png and report.html, and updates them after each row."
        })
final class TabularCommand implements ExperimentCommand {
    @Mixin
    private CommonArguments common;

    @Mixin
    private LayerArguments layers;

    @Mixin
    private TrainingArguments training = new TrainingArguments(Tabular.TRAINER);

    @Mixin
    private ObjectiveArguments options = new ObjectiveArguments(Tabular.OBJECTIVE_OPTIONS);

    @Option(
            names = "--dataset",
            paramLabel = "D,D,...",
            split = ",",
            hideParamSyntax = true,
            description = "Data sets with splits for training and test: names (amzn_gifts, ...), or prefixes P of"
                    + " P.{train,valid,test}.data.gz (default: the eight data sets of the paper).")
    private List<String> datasets = Tabular.DATASETS;

    @Option(
            names = "--objective",
            paramLabel = "O,O,...",
            split = ",",
            hideParamSyntax = true,
            description = "The objectives, as for fit; each trains one model (default: ${DEFAULT-VALUE}).")
    private List<String> objectives = Tabular.OBJECTIVES;

    @Option(
            names = "--group",
            paramLabel = "N",
            description = "Reads up to N columns that depend on each other as one column. All states of such a group"
                    + " are then neighbors of each other (default: ${DEFAULT-VALUE}).")
    private int group = Tabular.GROUP;

    @Mixin
    private IdentifierArguments identifiers;

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        NetworkOptions network =
                Tabular.network(layers.options(NetworkOptions.Model.MADE, null, Unit.LOG_RATIO, null, 0));
        Tabular.Options tabular = new Tabular.Options(
                datasets,
                objectives.stream()
                        .map(name -> options.objective(name, Unit.LOG_RATIO))
                        .toList(),
                options.options(),
                group,
                network,
                identifiers.areKept(),
                training.options(),
                common.options("tabular"));
        return console -> Tabular.run(tabular, console);
    }
}
