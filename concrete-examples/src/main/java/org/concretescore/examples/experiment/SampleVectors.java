package org.concretescore.examples.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.concretescore.core.continuous.Columns;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.examples.report.Csv;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.nn.model.ArcsmModel;
import org.concretescore.nn.model.SavedVectors;
import org.concretescore.nn.model.VectorFile;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.langevin.AutoregressiveLangevin;

/** Draws samples from a model of conditional scores, by annealed Langevin dynamics. */
public final class SampleVectors {
    /** Of the last level's variance. */
    static final double STEP = 0.1;

    static final int STEPS_A_LEVEL = 60;

    private SampleVectors() {}

    /**
     * The options.
     *
     * @param model the model file
     * @param n number of samples
     * @param output the CSV file to write; null for {@code samples.csv} in the output folder
     * @param common seed and folders
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
     * @param n number of samples that were written
     * @param sampler {@code langevin}
     * @param acceptance 1: steps are not corrected
     * @param ess n: samples are independent
     * @param output the file
     * @param seed the seed
     * @param seconds the time it took
     */
    public record Result(
            int n, String sampler, double acceptance, double ess, Path output, long seed, double seconds) {}

    /**
     * Draws the samples and writes them in the columns of the model's data.
     *
     * @param options the options
     * @param console hears how it goes
     * @return the result
     * @throws IOException if a file can't be read or written
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        SavedVectors saved = VectorFile.load(options.model());
        Columns columns = saved.columns();
        if ((long) options.n() * columns.dimension() > Integer.MAX_VALUE - 8) {
            throw new UsageException(
                    "-n must be at most " + (Integer.MAX_VALUE - 8) / columns.dimension() + " for "
                            + columns.dimension() + " columns, was " + options.n(),
                    null);
        }
        Outputs.prepare(options.common().out(), options.output(), Provenance.fileOf(options.output()));
        double[] values = new double[options.n() * columns.dimension()];
        double last = saved.model().levels().sigma(saved.model().levels().size() - 1);
        try (ArcsmModel model = ArcsmModel.of(saved.model())) {
            AutoregressiveLangevin.of(STEP * last * last, STEPS_A_LEVEL)
                    .withPrior(1.5)
                    .withDenoised(true)
                    .sample(
                            model,
                            options.n(),
                            new RandomStreams(options.common().seed()),
                            Runtime.getRuntime().availableProcessors(),
                            values,
                            new Tally());
        }
        columns.restore(values);
        Outputs.writeText(options.output(), writer -> {
            writer.write(Csv.line(columns.names()) + "\n");
            List<String> fields = new ArrayList<>();
            for (double value : values) {
                fields.add(String.valueOf((float) value));
                if (fields.size() == columns.dimension()) {
                    writer.write(Csv.line(fields) + "\n");
                    fields.clear();
                }
            }
        });
        Result result = new Result(
                options.n(),
                "langevin",
                1,
                options.n(),
                options.output(),
                options.common().seed(),
                (System.nanoTime() - start) / 1e9);
        Provenance.write(options.output(), "sample", options, result);
        new Report("sample", options, result).write(options.common().out());
        return result;
    }
}
