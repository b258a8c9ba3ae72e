package org.concretescore.examples.experiment;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.concretescore.core.data.Schema;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.examples.report.Csv;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.nn.model.NeuralModel;

/** Draws samples from a model. */
public final class Sample {
    private static final String MH = "mh";
    private static final String ANCESTRAL = "ancestral";

    private Sample() {}

    /**
     * The options. Where chains, burn-in, thinning or budget are null, measurement decides; the ancestral sampler has none
     * of them.
     *
     * @param model the model file
     * @param n number of samples
     * @param sampler {@code mh}, or for a normalised model {@code ancestral}; null for the best there is
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
            if (sampler != null) {
                Checks.oneOf("--sampler", sampler, MH, ANCESTRAL);
            }
            output = output == null ? common.out().resolve("samples.csv") : output;
            atLeast("--chains", chains == null ? null : Long.valueOf(chains), 1);
            atLeast("--burn-in", burnIn, 0);
            atLeast("--thinning", thinning, 1);
            atLeast("--budget", budget, 1);
            if (ANCESTRAL.equals(sampler)) {
                requireNone(chains, burnIn, thinning, budget);
            }
        }

        private static void requireNone(Integer chains, Long burnIn, Long thinning, Long budget) {
            requireNone("--chains", chains);
            requireNone("--burn-in", burnIn);
            requireNone("--thinning", thinning);
            requireNone("--budget", budget);
        }

        private static void requireNone(String argument, Number value) {
            if (value != null) {
                throw new IllegalArgumentException(
                        argument + " " + value + " means nothing to the sampler ancestral, whose"
                                + " samples are independent; take --sampler mh");
            }
        }

        /** The sampler for a model. */
        private String samplerFor(NeuralModel loaded) {
            boolean normalised = loaded instanceof NormalisedDensity;
            if (ANCESTRAL.equals(sampler) && !normalised) {
                throw new UsageException(
                        "--sampler ancestral needs a normalised model (made); " + model + " is a "
                                + loaded.spec().family() + " one: take mh",
                        null);
            }
            if (sampler == null && normalised) {
                try {
                    requireNone(chains, burnIn, thinning, budget);
                } catch (IllegalArgumentException e) {
                    throw new UsageException(e.getMessage(), e);
                }
            }
            return sampler != null ? sampler : normalised ? ANCESTRAL : MH;
        }

        private static void atLeast(String argument, Long value, long least) {
            if (value != null) {
                Checks.atLeast(argument, value, least);
            }
        }

        /**
         * The defaults: ancestral sampling if the model can, else Metropolis-Hastings for as long as its mixing asks.
         *
         * @param model the model file
         * @param n number of samples
         * @return the options
         */
        public static Options of(Path model, int n) {
            return new Options(model, n, null, null, null, null, null, null, RunOptions.defaults("sample"));
        }
    }

    /**
     * The result.
     *
     * @param n number of samples
     * @param sampler the sampler that drew them
     * @param acceptance the share of accepted proposals; 1 for ancestral samples
     * @param ess the smallest effective sample size of a column's mean; null if the chains are too short to tell; n for
     *     ancestral samples, which are independent
     * @param rHat the largest split R-hat of a column; null if the chains are too short to tell, or there are none
     * @param mixed whether the chains ran as long as their measured mixing asked
     * @param chains number of chains; null if there are none
     * @param burnIn steps of each chain before its first sample; null if there are no chains
     * @param thinning steps of each chain before each of its samples; null if there are no chains
     * @param steps of all chains together; null if there are none
     * @param output the file
     * @param seed the seed
     * @param seconds the time it took
     */
    public record Result(
            int n,
            String sampler,
            double acceptance,
            double ess,
            Double rHat,
            boolean mixed,
            Integer chains,
            Long burnIn,
            Long thinning,
            Long steps,
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
            String sampler = options.samplerFor(model.model());
            Outputs.prepare(options.common().out(), options.output(), Provenance.fileOf(options.output()));
            RandomStreams streams = new RandomStreams(options.common().seed());
            Result result;
            if (sampler.equals(ANCESTRAL)) {
                result = ancestral(options, model, streams, start);
            } else {
                result = chains(options, model, streams, console, start);
            }
            Provenance.write(options.output(), "sample", options, result);
            new Report("sample", options, result).write(options.common().out());
            return result;
        }
    }

    private static Result ancestral(Options options, LoadedModel model, RandomStreams streams, long start)
            throws IOException {
        int dimension = model.schema().space().dimension();
        Checks.isTrue(
                options.n() <= Integer.MAX_VALUE / dimension,
                "-n",
                options.n(),
                "at most " + Integer.MAX_VALUE / dimension + " for " + dimension + " columns");
        int[] states = new int[options.n() * dimension];
        ((NormalisedDensity) model.model()).sample(streams.stream("ancestral"), options.n(), states);
        Outputs.writeText(options.output(), writer -> write(model.schema(), states, writer));
        return new Result(
                options.n(),
                ANCESTRAL,
                1,
                options.n(),
                null,
                true,
                null,
                null,
                null,
                null,
                options.output(),
                options.common().seed(),
                (System.nanoTime() - start) / 1e9);
    }

    private static Result chains(Options options, LoadedModel model, RandomStreams streams, Console console, long start)
            throws IOException {
        MeasuredSampler.Request request = new MeasuredSampler.Request(
                options.n(), options.chains(), options.burnIn(), options.thinning(), options.budget());
        MeasuredSampler.Outcome drawn = MeasuredSampler.draw(model.model().score(), request, streams, console);
        Outputs.writeText(
                options.output(),
                writer -> write(model.schema(), drawn.samples().states(), writer));
        return new Result(
                options.n(),
                MH,
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
