package org.concretescore.examples.run;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.concretescore.core.data.CsvText;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.examples.report.Report;

/** Writes the ratios and scores of a model at the states of some data. */
public final class Score {
    private static final int LARGEST_BATCH = 512;
    private static final int BATCH_ENTRIES = 1 << 20;

    private Score() {}

    /**
     * The options.
     *
     * @param model the model file
     * @param data the states
     * @param output the CSV file to write; {@code -} for standard output; null for {@code scores.csv} in the output
     *     folder
     * @param common the seed and the folders
     */
    public record Options(Path model, DataOptions data, Path output, RunOptions common) {
        public Options {
            Objects.requireNonNull(model, "model");
            output = output == null ? common.out().resolve("scores.csv") : output;
        }
    }

    /**
     * The result.
     *
     * @param n the number of rows of the data
     * @param edges the number of lines that were written
     * @param output the file
     * @param seed the seed
     * @param seconds the time that it took
     */
    public record Result(int n, long edges, Path output, long seed, double seconds) {}

    /**
     * Writes one line for each neighbor of each row.
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
            Table table = new Table(options.output(), "scores");
            table.prepare(
                    options.data().inputs(model, options.common()),
                    options.common().out());
            long[] edges = new long[1];
            table.write(console, writer -> edges[0] = write(model.model().score(), data, writer, console));
            Result result = new Result(
                    data.count(),
                    edges[0],
                    options.output(),
                    options.common().seed(),
                    (System.nanoTime() - start) / 1e9);
            table.explain("score", options, result);
            new Report("score", options, result).write(options.common().out());
            return result;
        }
    }

    private static long write(ScoreModel score, Dataset data, Writer writer, Console console) throws IOException {
        Schema schema = data.schema();
        Neighborhood graph = score.neighborhood();
        int slots = graph.slots();
        int dimension = schema.space().dimension();
        List<String> fields = new ArrayList<>(List.of("row", "slot", "log_ratio", "ratio", "score"));
        schema.names().forEach(name -> fields.add("neighbor_" + name));
        writer.write(CsvText.line(fields) + "\n");

        int rows = Math.max(1, Math.min(LARGEST_BATCH, BATCH_ENTRIES / Math.max(dimension, slots)));
        int[] batch = new int[rows * dimension];
        double[] logRatios = new double[rows * slots];
        int[] neighbor = new int[dimension];
        long edges = 0;
        try (Console.Progress progress = console.progress("scoring", data.count())) {
            for (int from = 0; from < data.count(); from += rows) {
                StoppedException.throwIfInterrupted("scoring");
                int count = Math.min(rows, data.count() - from);
                System.arraycopy(data.states(), from * dimension, batch, 0, count * dimension);
                score.logRatios(batch, count, logRatios);
                for (int i = 0; i < count * slots; i++) {
                    if (graph.neighbor(batch, i / slots * dimension, i % slots, neighbor, 0)) {
                        fields.clear();
                        fields.add(Integer.toString(from + i / slots + 1));
                        fields.add(Integer.toString(i % slots));
                        fields.add(Double.toString(logRatios[i]));
                        fields.add(Double.toString(Math.exp(logRatios[i])));
                        fields.add(Double.toString(Math.expm1(logRatios[i])));
                        for (int d = 0; d < dimension; d++) {
                            fields.add(schema.label(d, neighbor[d]));
                        }
                        writer.write(CsvText.line(fields) + "\n");
                        edges++;
                    }
                }
                progress.at(from + count, "");
            }
        }
        return edges;
    }
}
