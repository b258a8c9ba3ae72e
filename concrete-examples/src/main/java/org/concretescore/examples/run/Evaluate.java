package org.concretescore.examples.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.concretescore.core.baseline.LogLikelihood;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.core.score.PathDensity;
import org.concretescore.examples.report.Report;
import org.concretescore.sampling.annealing.LogZEstimator;
import org.concretescore.sampling.annealing.LogZResult;

/** Computes the log-likelihood of a model on data. */
public final class Evaluate {
    private static final String EXACT = "exact";

    private static final String AIS = "ais";
    private static final String RAISE = "raise";
    private static final String SANDWICH = "sandwich";

    private static final String OTHER_MODEL =
            "RAISE bounds the log-likelihood of the model that annealed chains draw from,"
                    + " which can be higher or lower than that of the model itself; --estimator sandwich compares the"
                    + " two.";

    private Evaluate() {}

    /**
     * The options.
     *
     * @param model the model file
     * @param data the data
     * @param estimator {@code exact} enumerates the states, unless log Z is known; {@code ais} and {@code raise}
     *     estimate it, and {@code sandwich} does both
     * @param path whether a free model is evaluated by the sum of its log ratios along a path
     * @param annealing how the estimators other than {@code exact} anneal
     * @param common the seed and the folders
     */
    public record Options(
            Path model,
            DataOptions data,
            String estimator,
            boolean path,
            EstimatorOptions annealing,
            RunOptions common) {
        public Options {
            Objects.requireNonNull(model, "model");
            Checks.oneOf("--estimator", estimator, EXACT, AIS, RAISE, SANDWICH);
            if (estimator.equals(EXACT)) {
                annealing.requireNone();
            }
        }

        /**
         * Returns the defaults, with the exact estimator.
         *
         * @param model the model file
         * @param data the data
         * @return the options
         */
        public static Options of(Path model, DataOptions data) {
            return new Options(model, data, EXACT, false, EstimatorOptions.DEFAULTS, RunOptions.defaults("evaluate"));
        }
    }

    /**
     * The result, in nats per row. If log Z is estimated, {@code lower} and {@code upper} include three standard errors
     * of that estimate. They do not include the error that comes from the choice of the rows.
     *
     * @param n the number of rows
     * @param meanLogLikelihood the mean over the rows, weighted if they have weights; with RAISE, that of the annealed
     *     model
     * @param stdError the part of its standard error that comes from the choice of the rows
     * @param lower the lower end of its interval; null for exact and AIS
     * @param upper the upper end of its interval; null for exact and RAISE
     * @param trusted whether there is no reason to doubt {@code lower} and {@code upper}
     * @param doubts the reasons to doubt them, in full sentences
     * @param logZ the number that was subtracted from the unnormalised log density of each row; null if there was none
     * @param ess the effective sample size of the annealing weights; null without annealing
     * @param chains the number of annealed chains in each direction; null without annealing
     * @param temperatures the number of steps of their schedule; null without annealing
     * @param estimator the estimator that computed it
     * @param seed the seed
     * @param seconds the time that it took
     */
    public record Result(
            int n,
            double meanLogLikelihood,
            double stdError,
            Double lower,
            Double upper,
            boolean trusted,
            List<String> doubts,
            Double logZ,
            Double ess,
            Integer chains,
            Integer temperatures,
            String estimator,
            long seed,
            double seconds) {}

    /**
     * Computes the log-likelihood and writes {@code report.html}.
     *
     * @param options the options
     * @param console shows notes and progress
     * @return the result
     * @throws IOException if a file can not be read or written
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        try (LoadedModel model = LoadedModel.load(options.model())) {
            Dataset data = options.data().readFor(model, options.common());
            boolean tied = model.model() instanceof LogDensity;
            if (!tied && !options.path()) {
                throw new ExperimentException(
                        "the model " + options.model() + " is a free model (mlp or unet), whose log ratios may not"
                                + " be those of any density; --path sums them along paths of its graph");
            }
            if (!tied) {
                console.note("the model is free: its log ratios are summed along paths, and other paths may give"
                        + " another likelihood");
            }
            boolean exact = options.estimator().equals(EXACT);
            if (exact && !(model.model() instanceof NormalisedDensity)) {
                model.schema()
                        .space()
                        .enumerableSize(
                                ExactDistribution.STATES,
                                "the exact estimator (ais, raise and sandwich do not" + " enumerate them)");
            }
            options.annealing().requireRoom(model.schema().space().dimension());
            options.data()
                    .inputs(model, options.common())
                    .prepare(options.common().out());
            Result result = exact
                    ? exact(options, model, data, tied, start)
                    : annealed(options, model, data, tied, console, start);
            new Report("evaluate", options, result).write(options.common().out());
            return result;
        }
    }

    private static Result exact(Options options, LoadedModel model, Dataset data, boolean tied, long start) {
        double[] logs = new double[data.count()];
        double logZ = 0;
        if (model.model() instanceof LogDensity density) {
            logZ = density instanceof NormalisedDensity
                    ? 0
                    : ExactDistribution.of(density).logZ();
            density.logDensities(data.states(), data.count(), logs);
        } else {
            ExactDistribution.ofScores(model.model().score()).logDensities(data.states(), data.count(), logs);
        }
        LogLikelihood mean = meanLess(logZ, data, logs);
        return new Result(
                data.count(),
                mean.mean(),
                mean.stdError(),
                null,
                null,
                true,
                List.of(),
                tied ? logZ : null,
                null,
                null,
                null,
                tied ? EXACT : EXACT + ", path",
                options.common().seed(),
                (System.nanoTime() - start) / 1e9);
    }

    private static LogLikelihood meanLess(double logZ, Dataset data, double[] logs) {
        for (int i = 0; i < logs.length; i++) {
            logs[i] -= logZ;
        }
        return LogLikelihood.of(data, logs);
    }

    private static Result annealed(
            Options options, LoadedModel model, Dataset data, boolean tied, Console console, long start) {
        LogDensity density = model.model() instanceof LogDensity own
                ? own
                : PathDensity.of(model.model().score());
        double[] logs = new double[data.count()];
        density.logDensities(data.states(), data.count(), logs);
        LogLikelihood unnormalised = LogLikelihood.of(data, logs);
        // A path evaluates a score row for each column that is not 0.
        double parameters = (double) model.model().parameterCount()
                * (tied ? 1 : density.space().dimension());
        LogZEstimator estimator = LogZEstimator.of(
                density,
                model.model().score().neighborhood(),
                data,
                options.annealing().forModel(parameters));
        LogZResult estimate = estimate(options, estimator, console);
        OptionalDouble ess = estimate.effectiveSampleSize();
        List<String> doubts = options.estimator().equals(RAISE) ? List.of(OTHER_MODEL) : estimate.doubts();
        for (String doubt : doubts) {
            console.note("the interval may be wrong: " + doubt);
        }
        if (!doubts.isEmpty() && !options.estimator().equals(RAISE)) {
            console.note("more --sweeps and --temperatures may help, and more rows in --data");
        }
        return new Result(
                data.count(),
                unnormalised.mean() - estimate.logZ(),
                unnormalised.stdError(),
                less(unnormalised.mean(), estimate.upper()),
                less(unnormalised.mean(), estimate.lower()),
                doubts.isEmpty(),
                doubts,
                estimate.logZ(),
                ess.isPresent() ? ess.getAsDouble() : null,
                estimate.chains(),
                estimate.temperatures(),
                tied ? options.estimator() : options.estimator() + ", path",
                options.common().seed(),
                (System.nanoTime() - start) / 1e9);
    }

    private static LogZResult estimate(Options options, LogZEstimator estimator, Console console) {
        RandomStreams streams = new RandomStreams(options.common().seed());
        LogZResult estimate =
                switch (options.estimator()) {
                    case AIS -> estimator.ais(streams, "evaluate", console.listener());
                    case RAISE -> estimator.raise(streams, "evaluate", console.listener());
                    default -> estimator.interval(streams, "evaluate", console.listener());
                };
        if (estimate.temperatures() < estimate.temperaturesWanted()) {
            console.note("the annealing path needs " + estimate.temperaturesWanted()
                    + " temperatures, but the limit of the work allows " + estimate.temperatures()
                    + "; --sweeps 1 removes the limit, and --temperatures sets the number");
        }
        return estimate;
    }

    private static Double less(double mean, OptionalDouble logZ) {
        return logZ.isPresent() ? mean - logZ.getAsDouble() : null;
    }
}
