package org.concretescore.examples.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.concretescore.core.data.CsvText;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.Counts;
import org.concretescore.core.vector.Columns;
import org.concretescore.examples.report.Report;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.file.NpyFile;
import org.concretescore.sampling.langevin.AutoregressiveLangevin;

/** Draws samples from a model of conditional scores, by annealed Langevin dynamics. */
public final class SampleVectors {
    /** The step of the dynamics, as a share of the variance of the last level of noise. */
    static final double STEP = 0.1;

    static final int STEPS_A_LEVEL = 60;

    private SampleVectors() {}

    /**
     * The options.
     *
     * @param model the model file
     * @param n the number of samples
     * @param output the file to write: an array of NumPy if its name ends with {@code .npy}, else CSV; {@code -} for
     *     CSV on standard output; null for {@code samples.csv} in the output folder
     * @param common the seed and the folders
     */
    public record Options(Path model, int n, Path output, RunOptions common) {
        public Options {
            Objects.requireNonNull(model, "model");
            Checks.atLeast("-n", n, 1);
            output = output == null ? common.out().resolve("samples.csv") : output;
        }
    }

    /**
     * The result.
     *
     * @param n the number of samples that were written
     * @param sampler always {@code langevin}
     * @param acceptance always 1, because steps are not corrected
     * @param ess always n, because samples are independent
     * @param output the file
     * @param seed the seed
     * @param seconds the time that it took
     */
    public record Result(
            int n, String sampler, double acceptance, double ess, Path output, long seed, double seconds) {}

    /**
     * Draws the samples and writes them in the columns of the model's data.
     *
     * @param options the options
     * @param console shows notes and progress
     * @return the result
     * @throws IOException if a file can not be read or written
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        double[] values;
        Table table = new Table(options.output(), "samples");
        try (LoadedVectors loaded = LoadedVectors.load(options.model())) {
            Columns columns = loaded.saved().columns();
            int dimension = columns.dimension();
            if ((long) options.n() * dimension > Integer.MAX_VALUE - 8) {
                throw new UsageException("-n must be at most " + (Integer.MAX_VALUE - 8) / dimension + " for "
                        + Counts.of(dimension, "column") + ", was " + options.n());
            }
            table.prepare(
                    Inputs.NONE.with("--model", options.model()),
                    options.common().out());
            values = new double[options.n() * dimension];
            try {
                AutoregressiveLangevin.of(STEP * loaded.lastNoise() * loaded.lastNoise(), STEPS_A_LEVEL)
                        .withPrior(1.5)
                        .withDenoised(true)
                        .sample(
                                loaded.model(),
                                options.n(),
                                new RandomStreams(options.common().seed()),
                                Runtime.getRuntime().availableProcessors(),
                                values,
                                new Tally());
            } catch (StoppedException e) {
                throw Sample.nothing();
            }
            columns.restore(values);
            write(table, columns.names(), values, console);
        }
        Result result = new Result(
                options.n(),
                "langevin",
                1,
                options.n(),
                options.output(),
                options.common().seed(),
                (System.nanoTime() - start) / 1e9);
        table.explain("sample", options, result);
        new Report("sample", options, result).write(options.common().out());
        return result;
    }

    private static void write(Table table, List<String> names, double[] values, Console console) throws IOException {
        int dimension = names.size();
        if (table.file().toString().endsWith(".npy")) {
            double[][] rows = new double[values.length / dimension][];
            Arrays.setAll(rows, i -> Arrays.copyOfRange(values, i * dimension, (i + 1) * dimension));
            table.writing(() -> NpyFile.writeTraces(table.file(), rows));
            return;
        }
        table.write(console, writer -> {
            writer.write(CsvText.line(names) + "\n");
            for (int i = 0; i < values.length; i++) {
                // The network computes with floats, so that more digits would not mean anything.
                writer.write(Float.toString((float) values[i]) + (i % dimension == dimension - 1 ? '\n' : ','));
            }
        });
    }
}
