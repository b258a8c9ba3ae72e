package org.concretescore.examples.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.concretescore.core.continuous.Vectors;
import org.concretescore.core.data.VectorReader;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.nn.model.ArcsmModel;
import org.concretescore.nn.model.SavedVectors;
import org.concretescore.nn.model.VectorFile;
import org.concretescore.sampling.langevin.ConditionalIntegrals;

/** The log-likelihood of a model of conditional scores, by integrating them. */
public final class EvaluateVectors {
    private static final int CELLS = 512;
    /** What the grid reaches beyond the data, in standard deviations of them. */
    private static final double MARGIN = 2;

    private EvaluateVectors() {}

    /**
     * The options.
     *
     * @param model the model file
     * @param data the data, a CSV file
     * @param common seed and folders
     */
    public record Options(Path model, Path data, RunOptions common) {
        public Options {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(data, "data");
        }
    }

    /**
     * The result, in nats a row, of densities in the units of the data.
     *
     * @param n number of rows
     * @param meanLogLikelihood the mean over the rows, of the model with its last level of noise
     * @param stdError its standard error, as far as it comes from the choice of rows
     * @param lower null: the likelihood is computed, not bounded
     * @param upper null
     * @param gridError the mean over the rows of the estimated error of the integrals; null if it is infinite, where a score
     *     does not point inwards at an end of the grid
     * @param seed the seed
     * @param seconds the time it took
     */
    public record Result(
            int n,
            double meanLogLikelihood,
            double stdError,
            Double lower,
            Double upper,
            double gridError,
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
        SavedVectors saved = VectorFile.load(options.model());
        Vectors rows;
        try {
            rows = saved.columns().standardise(VectorReader.read(options.data()));
        } catch (IllegalArgumentException e) {
            throw new ExperimentException(options.data() + ": " + e.getMessage());
        }
        Outputs.prepare(options.common().out());
        int n = rows.count();
        double[] values = new double[rows.values().length];
        Arrays.setAll(values, i -> rows.values()[i]);
        double lower = Arrays.stream(values).min().orElseThrow() - MARGIN;
        double upper = Arrays.stream(values).max().orElseThrow() + MARGIN;
        double[] logDensities = new double[n];
        double[] errors = new double[n];
        try (ArcsmModel model = ArcsmModel.of(saved.model())) {
            new ConditionalIntegrals(lower, upper, CELLS).logDensities(model, values, n, logDensities, errors);
        }
        double mean = Arrays.stream(logDensities).average().orElseThrow();
        double squares = Arrays.stream(logDensities)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        double error = Arrays.stream(errors).average().orElseThrow();
        if (!(error < 1e-2)) {
            console.note("the integrals on the grid may be off by " + error + " nats a row");
        }
        Result result = new Result(
                n,
                mean + saved.columns().logScale(),
                n > 1 ? Math.sqrt(squares / (n - 1) / n) : Double.NaN,
                null,
                null,
                error,
                options.common().seed(),
                (System.nanoTime() - start) / 1e9);
        new Report("evaluate", options, result).write(options.common().out());
        return result;
    }
}
