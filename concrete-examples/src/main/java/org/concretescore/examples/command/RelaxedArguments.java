package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.examples.relaxed.Relaxed;
import org.concretescore.examples.relaxed.RelaxedOptions;
import org.concretescore.examples.relaxed.RelaxedTask;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the experiments of the Concrete distribution share. */
final class RelaxedArguments {
    private static final RelaxedOptions DEFAULTS = RelaxedOptions.defaults(RelaxedTask.VAE);

    @Mixin
    private TrainingArguments training = new TrainingArguments(Relaxed.TRAINER);

    @Option(
            names = "--dataset",
            paramLabel = "D",
            description = "Data with splits for training and test: binarized_mnist, omniglot, mnist (whose grey levels"
                    + " become bits at random), or a prefix P of P.{train,valid,test}.csv, of bits (default:"
                    + " ${DEFAULT-VALUE}).")
    private String dataset = DEFAULTS.dataset();

    @Option(
            names = "--layers",
            paramLabel = "L",
            description = "Layers in the order of sampling, H latent and V observed, after - by a linear conditional,"
                    + " after ~ by two tanh layers (default: 200H~784V; relaxed-structured: 392V-240H-392V).")
    private String layers;

    @Option(
            names = "--arity",
            paramLabel = "N",
            description = "States of a latent node: 2, 4, 8 or 16 (default: ${DEFAULT-VALUE}).")
    private int arity = DEFAULTS.arity();

    @Option(
            names = "--estimator",
            paramLabel = "E,E,...",
            split = ",",
            hideParamSyntax = true,
            description = "concrete, straight-through, nvil (where m is 1), vimco (where it is more), and concrete with"
                    + " other objectives or noise: masses (equation 21), analytic (22), logistic-normal (default:"
                    + " ${DEFAULT-VALUE}).")
    private List<String> estimators = DEFAULTS.estimators();

    @Option(
            names = "--m",
            paramLabel = "M,M,...",
            split = ",",
            hideParamSyntax = true,
            description = "Samples of the bounds that are trained; all combinations with the estimators that there are"
                    + " (default: ${DEFAULT-VALUE}).")
    private List<Integer> samples = DEFAULTS.samples();

    @Option(
            names = "--temperature",
            paramLabel = "X",
            converter = Converters.Numbers.class,
            description = "Temperature of relaxed nodes (default: the paper's, 2/3 for arity 2 and 8, 1 for 4).")
    private Double temperature;

    @Option(
            names = "--prior-temperature",
            paramLabel = "X",
            converter = Converters.Numbers.class,
            description = "Temperature of the prior's nodes (default: the paper's, 1/2, 2/3 and 2/5 for arity 2, 4 and"
                    + " 8, or in that ratio to --temperature).")
    private Double priorTemperature;

    @Option(
            names = "--sweep",
            paramLabel = "X,X,...",
            split = ",",
            hideParamSyntax = true,
            converter = Converters.Numbers.class,
            description = "Temperatures to train at, one model each, as in Figure 4.")
    private List<Double> sweep = List.of();

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Samples of the bounds that are reported (default: ${DEFAULT-VALUE}).")
    private int boundSamples = DEFAULTS.boundSamples();

    @Option(
            names = "--test-rows",
            paramLabel = "N",
            description =
                    "Rows of the test split, and as many of the training split, that they are reported on; drawn at"
                            + " random (default: ${DEFAULT-VALUE}).")
    private int rows = DEFAULTS.rows();

    @Option(
            names = "--last",
            description =
                    "Take the last parameters, not those with the best bound on validation data; --sweep always does.")
    private boolean last;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            description =
                    "Steps between checkpoints of each training, which are written to --out and deleted when the last one"
                            + " has ended; 0 for none (default: ${DEFAULT-VALUE}).")
    private int checkpointEvery = DEFAULTS.checkpointEvery();

    @Option(names = "--resume", description = "Go on from the checkpoints in --out; data and options must be the same.")
    private boolean resume;

    RelaxedOptions options(RelaxedTask task, CommonArguments common) {
        return new RelaxedOptions(
                task,
                dataset,
                layers == null ? task.layers() : layers,
                arity,
                estimators,
                samples,
                temperature,
                priorTemperature,
                sweep,
                boundSamples,
                rows,
                last,
                training.options(),
                checkpointEvery,
                resume,
                common.options(task.command()));
    }
}
