package org.concretescore.examples.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.concretescore.core.objective.Csm;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.experiment.Fit;
import org.concretescore.nn.model.ModelKind;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Encoding;
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
            "The parameters that do best on validation data, by ratio matching, are kept. Validation data are those of"
                    + " --valid, else the split NAME:valid if there is one, else a tenth of the rows.",
            "Writes learning.png and report.html."
        })
final class FitCommand implements ExperimentCommand {
    private final TrainerOptions defaults = TrainerOptions.defaults();

    @Mixin
    private CommonArguments common;

    @Mixin
    private DataArguments data;

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
            description = "mlp (free: one output a neighbor) or energy (tied: an unnormalised log density).")
    private ModelKind model;

    @Option(
            names = "--objective",
            paramLabel = "O",
            required = true,
            description = "csm (all neighbors), csm-mc (one sampled neighbor), ratio, ratio-mc.")
    private String objective;

    @Option(
            names = "--tail",
            paramLabel = "NATS",
            description = "Log ratio beyond which CSM's weight no longer grows; inf for equation 5 everywhere (default:"
                    + " ${DEFAULT-VALUE}).",
            converter = NumberConverter.class)
    private double tail = Csm.DEFAULT_TAIL;

    @Option(
            names = "--graph",
            paramLabel = "G",
            description = "Neighborhood graph: grid, torus, hamming, cycle, cycle-forward, chain, star, complete, tree"
                    + " (default: hamming, all changes of one column; cycle if there is only one column).")
    private String graph;

    @Option(
            names = "--widths",
            paramLabel = "N,N,...",
            split = ",",
            hideParamSyntax = true,
            description = "Widths of the hidden layers (default: 256,256).")
    private List<Integer> widths;

    @Option(
            names = "--activation",
            paramLabel = "A",
            converter = ActivationConverter.class,
            description = "tanh, relu, silu, elu or softplus (default: silu).")
    private Activation activation;

    @Option(
            names = "--encoding",
            paramLabel = "E",
            converter = EncodingConverter.class,
            description =
                    "ordinal (one number a column) or category (an embedding of the categories); default: category"
                            + " if a column has labels, else ordinal.")
    private Encoding encoding;

    @Option(
            names = "--head",
            paramLabel = "H",
            converter = HeadConverter.class,
            description =
                    "What the free model's outputs are: log-ratio, or raw for the score itself (default: log-ratio).")
    private Unit head = Unit.LOG_RATIO;

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
            description = "Threads; the result does not depend on it (default: one a processor, at most 8).")
    private int threads = defaults.threads();

    @Override
    public CommonArguments common() {
        return common;
    }

    @Override
    public Experiment experiment() {
        TrainerOptions trainer = new TrainerOptions(
                steps, batch, learningRate, decay, clip, averaging, validateEvery, patience, threads, defaults.shard());
        Fit.Options standard = Fit.Options.of(data.options(categories), save);
        Fit.Options options = new Fit.Options(
                standard.data(),
                valid,
                save,
                model,
                objective,
                tail,
                graph,
                widths == null ? standard.widths() : widths,
                activation == null ? standard.activation() : activation,
                encoding,
                head,
                trainer,
                common.options("fit"));
        return console -> Fit.run(options, console);
    }

    /** A number; "inf" and "infinity" are welcome. */
    static final class NumberConverter implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            if (text.equalsIgnoreCase("inf") || text.equalsIgnoreCase("infinity")) {
                return Double.POSITIVE_INFINITY;
            }
            try {
                return Double.valueOf(text);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is not a number");
            }
        }
    }

    /** A kind of model. */
    static final class KindConverter implements ITypeConverter<ModelKind> {
        @Override
        public ModelKind convert(String text) {
            return convertBy(ModelKind::parse, text);
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
