package org.concretescore.examples.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.experiment.Fit;
import org.concretescore.examples.experiment.NetworkOptions;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.train.Decay;
import org.concretescore.nn.train.TrainerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Arguments of {@link Fit}. */
@Command(
        name = "fit",
        description = {
            "Trains a model on discrete data and saves it; the columns' names, labels and numbers of categories are saved"
                    + " with it.",
            "The parameters that do best on validation data, by ratio matching (a made: by log-likelihood), are kept. Validation data are those of"
                    + " --valid, else the split NAME:valid if there is one, else a tenth of the rows.",
            "Writes learning.png and report.html."
        })
final class FitCommand implements ExperimentCommand {
    private final TrainerOptions defaults = TrainerOptions.defaults();

    @Mixin
    private CommonArguments common;

    @Mixin
    private DataArguments data;

    @Mixin
    private ObjectiveArguments objectives;

    @Option(
            names = "--categories",
            paramLabel = "K,K,...",
            split = ",",
            hideParamSyntax = true,
            description = "Number of categories, one for all columns or K1,K2,... for each (default: from the data).")
    private List<Integer> categories = new ArrayList<>();

    @Option(names = "--valid", paramLabel = "D", description = "Validation data, a name or path as for --data.")
    private String valid;

    @Option(names = "--save", paramLabel = "FILE", required = true, description = "The model file to write.")
    private Path save;

    @Option(
            names = "--model",
            paramLabel = "M",
            required = true,
            converter = KindConverter.class,
            description =
                    "mlp (free: one output a neighbor), energy (tied: an unnormalised log density), made (tied: an"
                            + " exact log density) or unet (free, for images).")
    private NetworkOptions.Model model;

    @Option(
            names = "--objective",
            paramLabel = "O",
            required = true,
            description = "csm, dcsm (with noise), score-entropy, ratio, logistic, mpf; marginal, pseudo-likelihood and"
                    + " energy-discrepancy (energy and made); likelihood (made). With -mc behind it, most are"
                    + " estimated by sampled neighbors. Two are wrong, for comparison: ratio-original,"
                    + " marginal-original.")
    private String objective;

    @Option(
            names = "--graph",
            paramLabel = "G",
            description =
                    "Neighborhood graph: grid, torus, hamming, unmask, cycle, cycle-forward, chain, star,"
                            + " complete, tree (default: hamming, all changes of one column; cycle if there is only one column).")
    private String graph;

    @Option(
            names = "--widths",
            paramLabel = "N,N,...",
            split = ",",
            hideParamSyntax = true,
            description =
                    "Widths of the hidden layers, of a residual made one for each block, of a unet the channels of its levels"
                            + " (default: 256,256; made 500,500; unet 32,64,128).")
    private List<Integer> widths;

    @Option(
            names = "--activation",
            paramLabel = "A",
            converter = ActivationConverter.class,
            description = "tanh, relu, silu, elu or softplus (default: silu; made and unet relu).")
    private Activation activation;

    @Option(
            names = "--encoding",
            paramLabel = "E",
            converter = EncodingConverter.class,
            description =
                    "ordinal (one number a column) or category (an embedding of the categories); default: category"
                            + " if a column has labels or the model is a made, else ordinal.")
    private Encoding encoding;

    @Option(
            names = "--head",
            paramLabel = "H",
            converter = HeadConverter.class,
            description =
                    "What the free model's outputs are: log-ratio, or raw for the score itself (default: log-ratio).")
    private Unit head = Unit.LOG_RATIO;

    @Option(names = "--residual", description = "made: residual blocks instead of plain layers.")
    private boolean residual;

    @Option(
            names = "--order",
            paramLabel = "O",
            converter = OrderConverter.class,
            description = "made: order of the columns, natural or shuffled (default: natural).")
    private Made.Order order = Made.Order.NATURAL;

    @Option(
            names = "--masks",
            paramLabel = "N",
            description = "made: masks that training takes in turn and the model averages over (default: 1).")
    private int masks = 1;

    @Option(
            names = "--image",
            paramLabel = "H,W[,C]",
            split = ",",
            hideParamSyntax = true,
            description = "unet: size of the images; columns are pixels, channel by channel (default: a square of one"
                    + " channel, or 32,32,3).")
    private List<Integer> image;

    @Option(
            names = "--groups",
            paramLabel = "N",
            description = "unet: groups of the normalisation, 0 for none (default: 0).")
    private int groups;

    @Option(names = "--steps", paramLabel = "N", description = "Most training steps (default: ${DEFAULT-VALUE}).")
    private int steps = defaults.steps();

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Rows a step; data with no more distinct rows are used whole (default: ${DEFAULT-VALUE}).")
    private int batch = defaults.batch();

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            converter = NumberConverter.class,
            description = "Adam's learning rate at the first step (default: ${DEFAULT-VALUE}).")
    private double learningRate = defaults.learningRate();

    @Option(
            names = "--decay",
            paramLabel = "D",
            converter = DecayConverter.class,
            description = "How the learning rate falls: constant, linear or cosine (default: ${DEFAULT-VALUE}).")
    private Decay decay = defaults.decay();

    @Option(
            names = "--clip",
            paramLabel = "NORM",
            converter = NumberConverter.class,
            description = "Largest norm of a gradient; inf for no clipping (default: ${DEFAULT-VALUE}).")
    private double clip = defaults.clipNorm();

    @Option(
            names = "--weight-decay",
            paramLabel = "X",
            converter = NumberConverter.class,
            description = "Share of themselves, times the learning rate, by which parameters shrink each step (default:"
                    + " ${DEFAULT-VALUE}).")
    private double weightDecay = defaults.weightDecay();

    @Option(
            names = "--averaging",
            paramLabel = "X",
            converter = NumberConverter.class,
            description =
                    "Decay a step of the moving average of the parameters, 0 for none (default: ${DEFAULT-VALUE}).")
    private double averaging = defaults.averaging();

    @Option(
            names = "--validate-every",
            paramLabel = "N",
            description = "Steps between validations (default: ${DEFAULT-VALUE}).")
    private int validateEvery = defaults.validateEvery();

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Validations without a best one after which training stops, 0 for never (default:"
                    + " ${DEFAULT-VALUE}).")
    private int patience = defaults.patience();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads; the result does not depend on it (default: one a processor).")
    private int threads = defaults.threads();

    @Option(
            names = "--shard",
            paramLabel = "N",
            description = "States that one thread takes at once; 0 for what suits the network (default: 0).")
    private int shard = defaults.shard();

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

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        TrainerOptions trainer = new TrainerOptions(
                steps,
                batch,
                learningRate,
                decay,
                clip,
                weightDecay,
                averaging,
                validateEvery,
                patience,
                threads,
                shard);
        NetworkOptions network =
                new NetworkOptions(model, widths, activation, encoding, head, residual, order, masks, image, groups);
        Fit.Options options = new Fit.Options(
                data.options(categories),
                valid,
                save,
                objective,
                objectives.options(),
                graph,
                network,
                trainer,
                checkpointEvery,
                resume,
                common.options("fit"));
        return console -> Fit.run(options, console);
    }

    /** A kind of model. */
    static final class KindConverter implements ITypeConverter<NetworkOptions.Model> {
        @Override
        public NetworkOptions.Model convert(String text) {
            return convertBy(NetworkOptions.Model::parse, text);
        }
    }

    /** An order of the columns. */
    static final class OrderConverter implements ITypeConverter<Made.Order> {
        @Override
        public Made.Order convert(String text) {
            return convertBy(Made.Order::parse, text);
        }
    }

    /** An activation. */
    static final class ActivationConverter implements ITypeConverter<Activation> {
        @Override
        public Activation convert(String text) {
            return convertBy(Activation::parse, text);
        }
    }

    /** An encoding. */
    static final class EncodingConverter implements ITypeConverter<Encoding> {
        @Override
        public Encoding convert(String text) {
            return convertBy(Encoding::parse, text);
        }
    }

    /** A decay. */
    static final class DecayConverter implements ITypeConverter<Decay> {
        @Override
        public Decay convert(String text) {
            return convertBy(Decay::parse, text);
        }
    }

    /** A head. */
    static final class HeadConverter implements ITypeConverter<Unit> {
        @Override
        public Unit convert(String text) {
            return switch (text) {
                case "log-ratio" -> Unit.LOG_RATIO;
                case "raw" -> Unit.SCORE;
                default -> throw new TypeConversionException("unknown head '" + text + "'; known are log-ratio, raw");
            };
        }
    }

    private static <T> T convertBy(Function<String, T> parse, String text) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
