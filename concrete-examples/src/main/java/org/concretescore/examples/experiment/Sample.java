package org.concretescore.examples.experiment;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.concretescore.core.data.Schema;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.examples.report.Csv;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;

/** Draws samples from a model. */
public final class Sample {
    private Sample() {}

    /**
     * The options. Where chains, burn-in, thinning or budget are null, measurement decides.
     *
     * @param model the model file
     * @param n number of samples
     * @param sampler the sampler, {@code mh}
     * @param output the CSV file to write; null for {@code samples.csv} in the output folder
     * @param chains number of chains
     * @param burnIn steps of each chain before its first sample
     * @param thinning steps of each chain before each of its samples
     * @param budget the most steps that all chains together may take
     * @param common seed and folders
     */
    public record Options(
            Path model,
            int n,
            String sampler,
            Path output,
            Integer chains,
            Long burnIn,
            Long thinning,
            Long budget,
            RunOptions common) {
        public Options {
            Objects.requireNonNull(model, "model");
            Checks.atLeast("-n", n, 1);
            Checks.oneOf("--sampler", sampler, "mh");
            output = output == null ? common.out().resolve("samples.csv") : output;
            atLeast("--chains", chains == null ? null : Long.valueOf(chains), 1);
            atLeast("--burn-in", burnIn, 0);
            atLeast("--thinning", thinning, 1);
            atLeast("--budget", budget, 1);
        }

        private static void atLeast(String argument, Long value, long least) {
            if (value != null) {
                Checks.atLeast(argument, value, least);
            }
        }

        /**
         * The defaults: Metropolis-Hastings for as long as its mixing asks.
         *
         * @param model the model file
         * @param n number of samples
         * @return the options
         */
        public static Options of(Path model, int n) {
            return new Options(model, n, "mh", null, null, null, null, null, RunOptions.defaults("sample"));
        }
    }

    /**
     * The result.
     *
     * @param n number of samples
     * @param acceptance the share of accepted proposals
     * @param ess the smallest effective sample size of a column's mean; null if the chains are too short to tell
     * @param rHat the largest split R-hat of a column; null if the chains are too short to tell
     * @param mixed whether the chains ran as long as their measured mixing asked
     * @param chains number of chains
     * @param burnIn steps of each chain before its first sample
     * @param thinning steps of each chain before each of its samples
     * @param steps of all chains together
     * @param output the file
     * @param seed the seed
     * @param seconds the time it took
     */
    public record Result(
            int n,
            double acceptance,
            double ess,
            double rHat,
            boolean mixed,
            int chains,
            long burnIn,
            long thinning,
            long steps,
            Path output,
            long seed,
            double seconds) {}

    /**
     * Draws the samples and writes them in the columns and with the labels of the model's data.
     *
     * @param options the options
     * @param console hears how it goes
     * @return the result
     * @throws IOException if a file can't be read or written
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        try (LoadedModel model = LoadedModel.load(options.model())) {
            Outputs.prepare(options.common().out(), options.output(), Provenance.fileOf(options.output()));
            MeasuredSampler.Request request = new MeasuredSampler.Request(
                    options.n(), options.chains(), options.burnIn(), options.thinning(), options.budget());
            RandomStreams streams = new RandomStreams(options.common().seed());
            MeasuredSampler.Outcome drawn = MeasuredSampler.draw(model.model().score(), request, streams, console);
            Outputs.writeText(
                    options.output(),
                    writer -> write(model.schema(), drawn.samples().states(), writer));
            Result result = new Result(
                    options.n(),
                    drawn.acceptance(),
                    drawn.ess(),
                    drawn.rHat(),
                    drawn.mixed(),
                    drawn.chains(),
                    drawn.burnIn(),
                    drawn.thinning(),
                    drawn.steps(),
                    options.output(),
                    options.common().seed(),
                    (System.nanoTime() - start) / 1e9);
            Provenance.write(options.output(), "sample", options, result);
            new Report("sample", options, result).write(options.common().out());
            return result;
        }
    }

    private static void write(Schema schema, int[] states, BufferedWriter writer) throws IOException {
        int dimension = schema.space().dimension();
        writer.write(Csv.line(schema.names()) + "\n");
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < states.length; i++) {
            fields.add(schema.label(i % dimension, states[i]));
            if (fields.size() == dimension) {
                writer.write(Csv.line(fields) + "\n");
                fields.clear();
            }
        }
    }
}
