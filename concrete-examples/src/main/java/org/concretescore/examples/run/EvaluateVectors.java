package org.concretescore.examples.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.concretescore.core.baseline.LogLikelihood;
import org.concretescore.core.data.CsvOptions;
import org.concretescore.core.data.DataException;
import org.concretescore.core.data.VectorReader;
import org.concretescore.core.vector.Columns;
import org.concretescore.core.vector.Vectors;
import org.concretescore.examples.report.Report;
import org.concretescore.sampling.langevin.ConditionalIntegrals;

/** Computes the log-likelihood of a model of conditional scores, by integrals of the scores. */
public final class EvaluateVectors {
    /** The grid reaches at least as far to either side, in standard deviations. */
    private static final double HALF_RANGE = 8;

    /** The grid reaches as far beyond the data, in standard deviations. */
    private static final double MARGIN = 2;
    /** A value may be as far from its mean, in standard deviations. If it is farther, no grid is fine enough. */
    private static final double FARTHEST = 100;

    private static final int LEAST_CELLS = 256;
    private static final int MOST_CELLS = 1 << 14;

    private EvaluateVectors() {}

    /**
     * The options.
     *
     * @param model the model file
     * @param data the data, a CSV file
     * @param header whether the first row holds names; {@code AUTO} if none of its fields is a number
     * @param common the seed and the folders
     */
    public record Options(Path model, Path data, CsvOptions.Header header, RunOptions common) {
        public Options {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(data, "data");
            Objects.requireNonNull(header, "header");
        }
    }

    /**
     * The result, in nats per row. Densities are in the units of the data.
     *
     * @param n the number of rows
     * @param meanLogLikelihood the mean over the rows, of the model with its last level of noise
     * @param stdError the part of its standard error that comes from the choice of the rows
     * @param lower always null, because the likelihood is computed and not bounded
     * @param upper always null
     * @param gridError the mean over the rows of the estimated error of the integrals; null if the error is infinite,
     *     because a score does not point inwards at an end of the grid
     * @param seed the seed
     * @param seconds the time that it took
     */
    public record Result(
            int n,
            double meanLogLikelihood,
            double stdError,
            Double lower,
            Double upper,
            Double gridError,
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
        Result result;
        try (LoadedVectors loaded = LoadedVectors.load(options.model())) {
            Columns columns = loaded.saved().columns();
            Vectors rows;
            try {
                rows = VectorReader.readFor(options.data(), options.header(), columns, FARTHEST);
            } catch (DataException e) {
                throw new IOException(
                        e.getMessage() + " (read with the columns of the model " + options.model() + ")", e);
            }
            Inputs.NONE
                    .with("--model", options.model())
                    .with("--data", options.data())
                    .prepare(options.common().out());
            int n = rows.count();
            double[] values = new double[rows.values().length];
            Arrays.setAll(values, i -> rows.values()[i]);
            double[] logDensities = new double[n];
            double[] errors = new double[n];
            grid(values, loaded.lastNoise()).logDensities(loaded.model(), values, n, logDensities, errors);
            LogLikelihood mean = LogLikelihood.of(logDensities);
            double error = Arrays.stream(errors).average().orElseThrow();
            if (!(error < 1e-2)) {
                console.note(
                        error < Double.POSITIVE_INFINITY
                                ? "the error of the integrals on the grid may be " + (float) error + " nats per row"
                                : "a density does not fall towards the ends of the grid, so that its integral is not"
                                        + " known");
            }
            result = new Result(
                    n,
                    mean.mean() + columns.logScale(),
                    mean.stdError(),
                    null,
                    null,
                    error < Double.POSITIVE_INFINITY ? error : null,
                    options.common().seed(),
                    (System.nanoTime() - start) / 1e9);
        }
        new Report("evaluate", options, result).write(options.common().out());
        return result;
    }

    /** Makes a grid that reaches beyond all values. Its cells are as wide as the smallest noise. */
    private static ConditionalIntegrals grid(double[] values, double noise) {
        double lower = Math.min(Arrays.stream(values).min().orElseThrow() - MARGIN, -HALF_RANGE);
        double upper = Math.max(Arrays.stream(values).max().orElseThrow() + MARGIN, HALF_RANGE);
        int cells = 2 * (int) Math.ceil(Math.min((upper - lower) / noise, MOST_CELLS) / 2);
        return new ConditionalIntegrals(lower, upper, Math.max(LEAST_CELLS, cells));
    }
}
