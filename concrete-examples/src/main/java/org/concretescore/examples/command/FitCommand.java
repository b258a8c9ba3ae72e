package org.concretescore.examples.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.run.Fit;
import org.concretescore.examples.run.FitVectors;
import org.concretescore.examples.run.NetworkOptions;
import org.concretescore.nn.network.Encoding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Arguments of {@link Fit}. */
@Command(
        name = "fit",
        description = {
            "Trains a model on discrete data, or an arcsm on a CSV file of real numbers, and saves it; the columns' names, labels and numbers of categories are saved"
                    + " with it.",
            "The parameters that do best on validation data, by ratio matching (a made: by log-likelihood, an arcsm: by its objective), are kept. Validation data are those of"
                    + " --valid, else the split NAME:valid if there is one, else a tenth of the rows.",
            "Of the defaults below, an arcsm has 1500 steps instead.",
            "Writes learning.png and report.html."
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
                    "Number of categories, one for all columns or K1,K2,... for each; 0, the default, for what the data"
                            + " ask for, one more than a column's largest number.")
    private List<Integer> categories = new ArrayList<>();

    @Option(names = "--valid", paramLabel = "D", description = "Validation data, a name or path as for --data.")
    private String valid;

    @Option(names = "--save", paramLabel = "FILE", required = true, description = "The model file to write.")
    private Path save;

    @Option(
            names = "--model",
            paramLabel = "M",
            required = true,
            description =
                    "On categories: mlp (free: one output a neighbor), energy (tied: an unnormalised log density), made"
                            + " (tied: an exact log density) or unet (free, for images). On columns of real numbers:"
                            + " arcsm (autoregressive conditional scores).")
    private String model;

    @Option(
            names = "--objective",
            paramLabel = "O",
            required = true,
            description =
                    "csm, dcsm (with noise), score-entropy, ratio, logistic, mpf; marginal, pseudo-likelihood and"
                            + " energy-discrepancy (energy and made); likelihood (made). With -mc behind it, most are"
                            + " estimated by sampled neighbors. Two are wrong, for comparison: ratio-original,"
                            + " marginal-original. For an arcsm: composite or composite-denoising, with levels of Gaussian noise.")
    private String objective;

    @StatesOnly
    @Option(
            names = "--graph",
            paramLabel = "G",
            description =
                    "Neighborhood graph: grid, torus, hamming, unmask, cycle, cycle-forward, chain, star,"
                            + " complete, tree (default: hamming, all changes of one column; cycle if there is only one column).")
    private String graph;

    @StatesOnly
    @Option(
            names = "--encoding",
            paramLabel = "E",
            converter = Converters.Encodings.class,
            description =
                    "ordinal (one number a column) or category (an embedding of the categories); default: category"
                            + " if a column has labels or the model is a made, else ordinal.")
    private Encoding encoding;

    @StatesOnly
    @Option(
            names = "--head",
            paramLabel = "H",
            converter = Converters.Head.class,
            description =
                    "What the free model's outputs are: log-ratio, or raw for the score itself (default: log-ratio).")
    private Unit head = Unit.LOG_RATIO;

    @StatesOnly
    @Option(
            names = "--image",
            paramLabel = "H,W[,C]",
            split = ",",
            hideParamSyntax = true,
            description = "unet: size of the images; columns are pixels, channel by channel (default: a square of one"
                    + " channel, or 32,32,3).")
    private List<Integer> image;

    @StatesOnly
    @Option(
            names = "--groups",
            paramLabel = "N",
            description = "unet: groups of the normalisation, 0 for none (default: 0).")
    private int groups;

    @Mixin
    private IdentifierArguments identifiers;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            description =
                    "Steps between checkpoints, which are written to the model file's name with .checkpoint behind"
                            + " it and deleted at the end; 0 for none (default: ${DEFAULT-VALUE}).")
    private int checkpointEvery = Fit.CHECKPOINT_EVERY;

    @Option(
            names = "--resume",
            paramLabel = "FILE",
            description = "A checkpoint to go on from, and to write to; data and options must be the same.")
    private Path resume;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description =
                    "A model to begin at, in place of random parameters; data are read with its columns, and the options"
                            + " of the model must be the same. With --resume, the one that the training began at.")
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
                objective,
                objectives.options(),
                graph,
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
