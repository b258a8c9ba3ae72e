package org.concretescore.examples.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.run.Fit;
import org.concretescore.examples.run.FitVectors;
import org.concretescore.examples.run.GraphSpec;
import org.concretescore.examples.run.NetworkOptions;
import org.concretescore.nn.network.Encoding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The arguments of {@link Fit}. */
@Command(
        name = "fit",
        description = {
            "Trains a model on discrete data, or an arcsm on a CSV file of real numbers, and saves it. The model file"
                    + " also holds the names, labels and numbers of categories of the columns.",
            "The saved parameters are those that were best on the validation data: by log-likelihood for a made, by its"
                    + " objective for an arcsm, and by ratio matching for all other models. The validation data are"
                    + " those of --valid, else the split NAME:valid if there is one, else a tenth of the rows.",
            "For an arcsm, the default of --steps is 1500.",
            "The command also writes learning.png and report.html."
        })
final class FitCommand implements ExperimentCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonArguments common;

    @Mixin
    private DataArguments data;

    @Mixin
    private LayerArguments layers;

    @Mixin
    private TrainingArguments training;

    @Mixin
    private ObjectiveArguments objectives;

    @Mixin
    private VectorArguments vectors;

    @StatesOnly
    @Option(
            names = "--categories",
            paramLabel = "K,K,...",
            split = ",",
            hideParamSyntax = true,
            description =
                    "The number of categories: one number for all columns, or K1,K2,... for each. 0 stands for one more"
                            + " than the largest number of the column (default: 0).")
    private List<Integer> categories = new ArrayList<>();

    @Option(names = "--valid", paramLabel = "D", description = "The validation data: a name or a path, as for --data.")
    private String valid;

    @Option(names = "--save", paramLabel = "FILE", required = true, description = "The model file to write.")
    private Path save;

    @Option(
            names = "--model",
            paramLabel = "M",
            required = true,
            description = "The kind of model. For categories: mlp (free: one output per neighbor), energy (tied: an"
                    + " unnormalised log density), made (tied: an exact log density) or unet (free, for"
                    + " images). For columns of real numbers: arcsm (autoregressive conditional scores).")
    private String model;

    @Option(
            names = "--objective",
            paramLabel = "O",
            required = true,
            description =
                    "What the training minimises. For all models of categories: csm, dcsm (with noise), score-entropy,"
                            + " ratio, logistic or mpf. For energy and made only: marginal, pseudo-likelihood or"
                            + " energy-discrepancy. For made only: likelihood. The ending -mc, as in csm-mc, estimates"
                            + " an objective from sampled neighbors; likelihood and energy-discrepancy do not have"
                            + " this form. ratio-original and marginal-original are known to be wrong, and serve"
                            + " comparisons. For an arcsm: composite or composite-denoising, with levels of Gaussian"
                            + " noise.")
    private String objective;

    @StatesOnly
    @Option(
            names = "--graph",
            paramLabel = "G",
            description =
                    "The neighborhood graph: grid, torus, hamming, unmask, cycle, cycle-forward, chain, star, complete"
                            + " or tree (default: hamming, whose neighbors differ in one column; cycle if there is"
                            + " only one column).")
    private String graph;

    @StatesOnly
    @Option(
            names = "--encoding",
            paramLabel = "E",
            converter = Converters.Encodings.class,
            description =
                    "How the network reads a state: ordinal (one number per column) or category (an embedding of the"
                            + " categories) (default: category if a column has labels or the model is a made, else"
                            + " ordinal).")
    private Encoding encoding;

    @StatesOnly
    @Option(
            names = "--head",
            paramLabel = "H",
            converter = Converters.Head.class,
            description = "What the outputs of a free model are: log-ratio, or raw for the score itself (default:"
                    + " log-ratio).")
    private Unit head = Unit.LOG_RATIO;

    @StatesOnly
    @Option(
            names = "--image",
            paramLabel = "H,W[,C]",
            split = ",",
            hideParamSyntax = true,
            description = "For a unet: the size of the images, whose pixels are the columns, channel by channel"
                    + " (default: a square of one channel; 32,32,3 if there are 3072 columns).")
    private List<Integer> image;

    @StatesOnly
    @Option(
            names = "--groups",
            paramLabel = "N",
            description = "For a unet: the number of groups of the normalisation, 0 for no normalisation (default: 0).")
    private int groups;

    @Mixin
    private IdentifierArguments identifiers;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            description = "The number of steps between two checkpoints, 0 for no checkpoints. The checkpoint of the"
                    + " model file FILE is FILE.checkpoint; it is deleted at the end (default: ${DEFAULT-VALUE}).")
    private int checkpointEvery = Fit.CHECKPOINT_EVERY;

    @Option(
            names = "--resume",
            paramLabel = "FILE",
            description = "A checkpoint from which the training continues, and to which it writes. The data and the"
                    + " options must be the same as before.")
    private Path resume;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description =
                    "A model whose parameters the training begins with, instead of random ones. The data are read with"
                            + " its columns, and the options of the model must be the same. With --resume, give the"
                            + " model that the training began with.")
    private Path from;

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        if (model.equals("arcsm")) {
            return vectors();
        }
        NetworkOptions.Model kind = kind();
        VectorArguments.refuse(spec, model);
        NetworkOptions network = layers.options(kind, encoding, head, image, groups);
        Fit.Options options = new Fit.Options(
                data.options(categories),
                valid,
                save,
                objectives.objective(objective, head),
                objectives.options(),
                graph == null ? null : new GraphSpec(graph),
                network,
                identifiers.areKept(),
                training.options(),
                checkpointEvery,
                resume,
                from,
                common.options("fit"));
        return console -> Fit.run(options, console);
    }

    private NetworkOptions.Model kind() {
        try {
            return NetworkOptions.Model.parse(model);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--model: " + e.getMessage() + ", arcsm", e);
        }
    }

    private Experiment vectors() {
        VectorArguments.require(spec);
        FitVectors.Options options = new FitVectors.Options(
                Path.of(data.data()),
                data.header(),
                valid == null ? null : Path.of(valid),
                save,
                objective,
                vectors.options(layers.widths(), layers.activation(), objectives.levels()),
                training.options(FitVectors.TRAINER),
                checkpointEvery,
                resume,
                from,
                common.options("fit"));
        return console -> FitVectors.run(options, console);
    }
}
