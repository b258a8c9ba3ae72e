package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.examples.relaxed.Relaxed;
import org.concretescore.examples.relaxed.RelaxedOptions;
import org.concretescore.examples.relaxed.RelaxedTask;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments that the experiments of the Concrete distribution share. */
final class RelaxedArguments {
    private static final RelaxedOptions DEFAULTS = RelaxedOptions.defaults(RelaxedTask.VAE);

    @Mixin
    private TrainingArguments training = new TrainingArguments(Relaxed.TRAINER);

    @Option(
            names = "--dataset",
            paramLabel = "D",
            description = "Data of bits with splits for training and test: binarized_mnist, omniglot, mnist (whose grey"
                    + " levels are the probabilities of random bits), or a prefix P of P.{train,valid,test}.csv"
                    + " (default: ${DEFAULT-VALUE}).")
    private String dataset = DEFAULTS.dataset();

    @Option(
            names = "--layers",
            paramLabel = "L",
            description = "The layers in the order of sampling: H is latent and V is observed. A layer depends on the"
                    + " layer before by a linear function (-), or by two tanh layers (~) (default: 200H~784V;"
                    + " relaxed-structured: 392V-240H-392V).")
    private String layers;

    @Option(
            names = "--arity",
            paramLabel = "N",
            description = "The number of states of a latent node: 2, 4, 8 or 16 (default: ${DEFAULT-VALUE}).")
    private int arity = DEFAULTS.arity();

    @Option(
            names = "--estimator",
            paramLabel = "E,E,...",
            split = ",",
            hideParamSyntax = true,
            description = "The estimators of the gradient: concrete, straight-through, nvil (for --m 1), vimco (for"
                    + " larger --m), and variants of concrete: masses (the objective of equation 21), analytic (that"
                    + " of equation 22) and logistic-normal (another noise) (default: ${DEFAULT-VALUE}).")
    private List<String> estimators = DEFAULTS.estimators();

    @Option(
            names = "--m",
            paramLabel = "M,M,...",
            split = ",",
            hideParamSyntax = true,
            description = "The number of samples of the bound that is trained. Each estimator is trained with each"
                    + " number that it allows (default: ${DEFAULT-VALUE}).")
    private List<Integer> samples = DEFAULTS.samples();

    @Option(
            names = "--temperature",
            paramLabel = "X",
            converter = Converters.Numbers.class,
            description = "The temperature of relaxed nodes (default: that of the paper, 2/3 for arity 2 and 8, 1 for"
                    + " 4).")
    private Double temperature;

    @Option(
            names = "--prior-temperature",
            paramLabel = "X",
            converter = Converters.Numbers.class,
            description = "The temperature of the nodes of the prior (default: that of the paper, 1/2, 2/3 and 2/5 for"
                    + " arity 2, 4 and 8; with --temperature, in the same ratio to it).")
    private Double priorTemperature;

    @Option(
            names = "--sweep",
            paramLabel = "X,X,...",
            split = ",",
            hideParamSyntax = true,
            converter = Converters.Numbers.class,
            description = "Trains one model at each of these temperatures, as in Figure 4.")
    private List<Double> sweep = List.of();

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "The number of samples of the bounds that are reported (default: ${DEFAULT-VALUE}).")
    private int boundSamples = DEFAULTS.boundSamples();

    @Option(
            names = "--test-rows",
            paramLabel = "N",
            description =
                    "The bounds are reported on so many random rows of the test split, and on as many of the training"
                            + " split (default: ${DEFAULT-VALUE}).")
    private int rows = DEFAULTS.rows();

    @Option(
            names = "--last",
            description =
                    "Uses the last parameters, not those with the best bound on the validation data. --sweep always"
                            + " uses the last parameters.")
    private boolean last;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            description =
                    "The number of steps between two checkpoints of a training, 0 for no checkpoints. They are written"
                            + " to the folder of --out, and deleted at the end of the last training (default:"
                            + " ${DEFAULT-VALUE}).")
    private int checkpointEvery = DEFAULTS.checkpointEvery();

    @Option(
            names = "--resume",
            description = "Continues from the checkpoints in the folder of --out. The data and the options must be the"
                    + " same as before.")
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
