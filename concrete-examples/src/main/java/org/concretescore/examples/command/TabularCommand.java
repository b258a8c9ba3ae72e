package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.csm.Tabular;
import org.concretescore.examples.run.NetworkOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Arguments of {@link Tabular}. */
@Command(
        name = "tabular",
        description = {
            "Table 1 of the Concrete score paper: trains a made on each data set with each objective, and computes its exact"
                    + " log-likelihood on the test split, in nats a row, beside those of independent columns (bernoulli)"
                    + " and of a Chow-Liu tree.",
            "The parameters with the best log-likelihood on the validation split are kept. Where there are more than "
                    + Tabular.FULL_COLUMNS + " columns, csm and the like are trained in their form with sampled"
                    + " neighbors, csm-mc.",
            "Writes tabular.png and report.html, anew after each row."
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
                    + " P.{train,valid,test}.data.gz (default: the paper's eight).")
    private List<String> datasets = Tabular.DATASETS;

    @Option(
            names = "--objective",
            paramLabel = "O,O,...",
            split = ",",
            hideParamSyntax = true,
            description = "Objectives, as for fit (default: ${DEFAULT-VALUE}).")
    private List<String> objectives = Tabular.OBJECTIVES;

    @Option(
            names = "--group",
            paramLabel = "N",
            description = "Reads columns that depend on each other as one, N at most: all states of a group are"
                    + " neighbors then (default: ${DEFAULT-VALUE}).")
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
                objectives,
                options.options(),
                group,
                network,
                identifiers.areKept(),
                training.options(),
                common.options("tabular"));
        return console -> Tabular.run(tabular, console);
    }
}
