package org.concretescore.examples.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;

/** The log-likelihood of a model on data. */
public final class Evaluate {
    private Evaluate() {}

    /**
     * The options.
     *
     * @param model the model file
     * @param data the data
     * @param estimator {@code exact}: log Z by enumeration, or known
     * @param path whether a free model is to be evaluated, too, by summing its log ratios along a spanning tree
     * @param common seed and folders
     */
    public record Options(Path model, DataOptions data, String estimator, boolean path, RunOptions common) {
        public Options {
            Objects.requireNonNull(model, "model");
            Checks.oneOf("--estimator", estimator, "exact");
        }

        /**
         * The defaults.
         *
         * @param model the model file
         * @param data the data
         * @return the options
         */
        public static Options of(Path model, DataOptions data) {
            return new Options(model, data, "exact", false, RunOptions.defaults("evaluate"));
        }
    }

    /**
     * The result, in nats a row.
     *
     * @param n number of rows
     * @param meanLogLikelihood the mean over the rows, weighted if they have weights
     * @param stdError its standard error
     * @param lower a stochastic lower bound; null, for the exact estimator has none
     * @param upper a stochastic upper bound; null, for the exact estimator has none
     * @param estimator how it was computed
     * @param seed the seed
     * @param seconds the time it took
     */
    public record Result(
            int n,
            double meanLogLikelihood,
            double stdError,
            Double lower,
            Double upper,
            String estimator,
            long seed,
            double seconds) {}

    /**
     * Computes the log-likelihood and writes {@code report.html}.
     *
     * @param options the options
     * @param console hears how it goes
     * @return the result
     * @throws IOException if a file can't be read or written
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        try (LoadedModel model = LoadedModel.load(options.model())) {
            Dataset data = options.data().readFor(model, options.common());
            boolean tied = model.model() instanceof LogDensity;
            if (!tied && !options.path()) {
                throw new ExperimentException(
                        "the model " + options.model() + " is a free one (mlp or unet), whose log ratios need"
                                + " not be those of any density; --path sums them along a spanning tree of its graph");
            }
            boolean normalised = model.model() instanceof NormalisedDensity;
            if (!normalised) {
                model.schema().space().enumerableSize(ExactDistribution.STATES, "the exact estimator");
            }
            Outputs.prepare(options.common().out());
            double[] logLikelihoods = new double[data.count()];
            if (model.model() instanceof LogDensity density) {
                double logZ = normalised ? 0 : ExactDistribution.of(density).logZ();
                density.logDensities(data.states(), data.count(), logLikelihoods);
                for (int i = 0; i < logLikelihoods.length; i++) {
                    logLikelihoods[i] -= logZ;
                }
            } else {
                console.note(
                        "a free model: log ratios are summed along a spanning tree, and another tree may give another"
                                + " likelihood");
                ExactDistribution.ofScores(model.model().score())
                        .logDensities(data.states(), data.count(), logLikelihoods);
            }
            Result result = result(options, tied, data, logLikelihoods, start);
            new Report("evaluate", options, result).write(options.common().out());
            return result;
        }
    }

    private static Result result(Options options, boolean tied, Dataset data, double[] logLikelihoods, long start) {
        LogLikelihood likelihood = LogLikelihood.of(data, logLikelihoods);
        return new Result(
                data.count(),
                likelihood.mean(),
                likelihood.stdError(),
                null,
                null,
                tied ? "exact" : "exact, path",
                options.common().seed(),
                (System.nanoTime() - start) / 1e9);
    }
}
