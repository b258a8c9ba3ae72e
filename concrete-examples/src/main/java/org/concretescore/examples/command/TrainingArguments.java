package org.concretescore.examples.command;

import java.util.function.Function;
import java.util.function.Predicate;
import org.concretescore.nn.train.Decay;
import org.concretescore.nn.train.TrainerOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The arguments that say how a model is trained. */
final class TrainingArguments {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "The largest number of training steps (default:" + " ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "The number of rows per step. If the data do not have more distinct rows, every step uses"
                    + " all of them, except with noise or with latent variables (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            converter = Converters.Numbers.class,
            description = "The learning rate of Adam at the first step (default: ${DEFAULT-VALUE}).")
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
            description = "The largest norm of a gradient; longer gradients are scaled down to it, inf for no limit"
                    + " (default: ${DEFAULT-VALUE}).")
    private double clip;

    @Option(
            names = "--weight-decay",
            paramLabel = "X",
            converter = Converters.Numbers.class,
            description = "In each step, parameters shrink by this share, times the learning rate (default:"
                    + " ${DEFAULT-VALUE}).")
    private double weightDecay;

    @Option(
            names = "--averaging",
            paramLabel = "X",
            converter = Converters.Numbers.class,
            description = "The decay per step of the moving average of the parameters, 0 for no average (default:"
                    + " ${DEFAULT-VALUE}).")
    private double averaging;

    @Option(
            names = "--validate-every",
            paramLabel = "N",
            description = "The number of steps between two validations (default: ${DEFAULT-VALUE}).")
    private int validateEvery;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "The training stops after so many validations without a new best one, 0 for never (default:"
                    + " ${DEFAULT-VALUE}).")
    private int patience;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "The number of threads; the result does not depend on it (default: one per processor).")
    private int threads;

    @Option(
            names = "--shard",
            paramLabel = "N",
            description = "The number of states that one thread evaluates at once; 0 for a number that suits the"
                    + " network (default: 0).")
    private int shard;

    /** Makes arguments with the defaults of the library. Picocli calls this constructor. */
    TrainingArguments() {
        this(TrainerOptions.defaults());
    }

    /** Makes arguments with the defaults of a command. */
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

    /** The options, with the defaults that the help shows. */
    TrainerOptions options() {
        return changed(TrainerOptions.defaults(), option -> true);
    }

    /** The options, with other defaults than those that the help shows. */
    TrainerOptions options(TrainerOptions defaults) {
        ParseResult given = command.commandLine().getParseResult();
        return changed(defaults, given::hasMatchedOption);
    }

    private TrainerOptions changed(TrainerOptions from, Predicate<String> isTaken) {
        TrainerOptions options = isTaken.test("--decay") ? from.withDecay(decay) : from;
        options = changed(options, "--steps", isTaken, options::withSteps, steps);
        options = changed(options, "--batch", isTaken, options::withBatch, batch);
        options = changed(options, "--learning-rate", isTaken, options::withLearningRate, learningRate);
        options = changed(options, "--clip", isTaken, options::withClipNorm, clip);
        options = changed(options, "--weight-decay", isTaken, options::withWeightDecay, weightDecay);
        options = changed(options, "--averaging", isTaken, options::withAveraging, averaging);
        options = changed(options, "--validate-every", isTaken, options::withValidateEvery, validateEvery);
        options = changed(options, "--patience", isTaken, options::withPatience, patience);
        options = changed(options, "--threads", isTaken, options::withThreads, threads);
        return changed(options, "--shard", isTaken, options::withShard, shard);
    }

    /** Changes one option, so that a message about its value can name it. */
    private static <T> TrainerOptions changed(
            TrainerOptions from,
            String option,
            Predicate<String> isTaken,
            Function<T, TrainerOptions> change,
            T value) {
        if (!isTaken.test(option)) {
            return from;
        }
        try {
            return change.apply(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }
}
