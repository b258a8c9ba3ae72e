package org.concretescore.examples.command;

import java.util.function.Function;
import org.concretescore.nn.train.Decay;
import org.concretescore.nn.train.TrainerOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a model is trained. */
final class TrainingArguments {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--steps", paramLabel = "N", description = "Most training steps (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Rows a step; data with no more distinct rows are used whole, but not by objectives that add"
                    + " noise, nor by models with latent variables (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            converter = Converters.Numbers.class,
            description = "Adam's learning rate at the first step (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(
            names = "--decay",
            paramLabel = "D",
            converter = Converters.Decays.class,
            description = "How the learning rate falls: constant, linear or cosine (default: ${DEFAULT-VALUE}).")
    private Decay decay;

    @Option(
            names = "--clip",
            paramLabel = "NORM",
            converter = Converters.Numbers.class,
            description = "Largest norm of a gradient; inf for no clipping (default: ${DEFAULT-VALUE}).")
    private double clip;

    @Option(
            names = "--weight-decay",
            paramLabel = "X",
            converter = Converters.Numbers.class,
            description = "Share of themselves, times the learning rate, by which parameters shrink each step (default:"
                    + " ${DEFAULT-VALUE}).")
    private double weightDecay;

    @Option(
            names = "--averaging",
            paramLabel = "X",
            converter = Converters.Numbers.class,
            description =
                    "Decay a step of the moving average of the parameters, 0 for none (default: ${DEFAULT-VALUE}).")
    private double averaging;

    @Option(
            names = "--validate-every",
            paramLabel = "N",
            description = "Steps between validations (default: ${DEFAULT-VALUE}).")
    private int validateEvery;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Validations without a best one after which training stops, 0 for never (default:"
                    + " ${DEFAULT-VALUE}).")
    private int patience;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads; the result does not depend on it (default: one a processor).")
    private int threads;

    @Option(
            names = "--shard",
            paramLabel = "N",
            description = "States that one thread takes at once; 0 for what suits the network (default: 0).")
    private int shard;

    /** With the defaults of all models; made by picocli, too. */
    TrainingArguments() {
        this(TrainerOptions.defaults());
    }

    /** With the defaults of a command. */
    TrainingArguments(TrainerOptions defaults) {
        steps = defaults.steps();
        batch = defaults.batch();
        learningRate = defaults.learningRate();
        decay = defaults.decay();
        clip = defaults.clipNorm();
        weightDecay = defaults.weightDecay();
        averaging = defaults.averaging();
        validateEvery = defaults.validateEvery();
        patience = defaults.patience();
        threads = defaults.threads();
        shard = defaults.shard();
    }

    /** With other defaults than those that the help shows. */
    TrainerOptions options(TrainerOptions defaults) {
        TrainerOptions options = options();
        return new TrainerOptions(
                isGiven("--steps") ? options.steps() : defaults.steps(),
                isGiven("--batch") ? options.batch() : defaults.batch(),
                isGiven("--learning-rate") ? options.learningRate() : defaults.learningRate(),
                isGiven("--decay") ? options.decay() : defaults.decay(),
                isGiven("--clip") ? options.clipNorm() : defaults.clipNorm(),
                isGiven("--weight-decay") ? options.weightDecay() : defaults.weightDecay(),
                isGiven("--averaging") ? options.averaging() : defaults.averaging(),
                isGiven("--validate-every") ? options.validateEvery() : defaults.validateEvery(),
                isGiven("--patience") ? options.patience() : defaults.patience(),
                isGiven("--threads") ? options.threads() : defaults.threads(),
                isGiven("--shard") ? options.shard() : defaults.shard());
    }

    private boolean isGiven(String name) {
        return command.commandLine().getParseResult().hasMatchedOption(name);
    }

    TrainerOptions options() {
        TrainerOptions options = TrainerOptions.defaults().withDecay(decay);
        options = with("--steps", options::withSteps, steps);
        options = with("--batch", options::withBatch, batch);
        options = with("--learning-rate", options::withLearningRate, learningRate);
        options = with("--clip", options::withClipNorm, clip);
        options = with("--weight-decay", options::withWeightDecay, weightDecay);
        options = with("--averaging", options::withAveraging, averaging);
        options = with("--validate-every", options::withValidateEvery, validateEvery);
        options = with("--patience", options::withPatience, patience);
        options = with("--threads", options::withThreads, threads);
        return with("--shard", options::withShard, shard);
    }

    /** One at a time, so that what is refused has the name that it was given by. */
    private static <T> TrainerOptions with(String option, Function<T, TrainerOptions> change, T value) {
        try {
            return change.apply(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }
}
