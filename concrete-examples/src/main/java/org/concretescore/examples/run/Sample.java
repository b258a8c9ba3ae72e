package org.concretescore.examples.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.concretescore.core.data.PartialRows;
import org.concretescore.core.data.Schema;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.examples.report.Report;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.sampling.chain.SamplingListener;
import org.concretescore.sampling.file.CsvFile;
import org.concretescore.sampling.file.NpyFile;
import org.concretescore.sampling.measured.ConditionalSampler;
import org.concretescore.sampling.measured.ConditionalSamples;
import org.concretescore.sampling.measured.Kernels;
import org.concretescore.sampling.measured.MeasuredSampler;
import org.concretescore.sampling.measured.MeasuredSamples;
import org.concretescore.sampling.measured.SamplingRequest;

/** Draws samples from a model. */
public final class Sample {
    private static final String ANCESTRAL = "ancestral";

    private Sample() {}

    /**
     * The options. If chains, burn-in, thinning or budget are null, they are measured. The ancestral sampler does not
     * have any of them.
     *
     * @param model the model file
     * @param n the number of samples; with {@code given}, for each of its rows
     * @param sampler one of {@link Kernels#NAMES}, or for a normalised model {@code ancestral}; null for the default of
     *     the model
     * @param given a CSV file with the columns of the model; its empty fields are drawn given the other fields of their
     *     row; null to draw all columns
     * @param output the file to write: an array of NumPy if its name ends with {@code .npy}, else CSV; {@code -} for
     *     CSV on standard output; null for {@code samples.csv} in the output folder
     * @param chains the number of chains, for each row
     * @param burnIn the number of steps of each chain before its first sample
     * @param thinning the number of steps of each chain before each of its samples
     * @param budget the largest number of steps of all chains together, for each row
     * @param adapt whether the sampler finds its step, duration or ladder in a warm-up run first
     * @param common the seed and the folders
     */
    public record Options(
            Path model,
            int n,
            String sampler,
            Path given,
            Path output,
            Integer chains,
            Long burnIn,
            Long thinning,
            Long budget,
            boolean adapt,
            RunOptions common) {
        public Options {
            Objects.requireNonNull(model, "model");
            Checks.atLeast("-n", n, 1);
            if (sampler != null) {
                Checks.oneOf(
                        "--sampler",
                        sampler,
                        Stream.concat(Kernels.NAMES.stream(), Stream.of(ANCESTRAL))
                                .toArray(String[]::new));
            }
            if (given != null && ANCESTRAL.equals(sampler)) {
                throw new IllegalArgumentException(
                        "--sampler ancestral draws each column given the columns before it, so that --given " + given
                                + " can not fix columns behind the missing ones; use --sampler gibbs");
            }
            output = output == null ? common.out().resolve("samples.csv") : output;
            atLeast("--chains", chains == null ? null : Long.valueOf(chains), 1);
            atLeast("--burn-in", burnIn, 0);
            atLeast("--thinning", thinning, 1);
            atLeast("--budget", budget, 1);
            int fewest = chains == null ? MeasuredSampler.FEWEST_CHAINS : chains;
            if (burnIn != null && budget != null && burnIn > budget / fewest) {
                throw new IllegalArgumentException("--burn-in must be at most " + budget / fewest
                        + ", the share of each of " + fewest + " chains in --budget " + budget + ", was " + burnIn);
            }
            if (adapt && (sampler == null || !Kernels.adapts(sampler))) {
                throw new IllegalArgumentException(SamplerOption.nothingToAdapt(
                        sampler == null ? "the default sampler" : "the sampler " + sampler));
            }
            if (adapt && given != null) {
                throw new IllegalArgumentException("--adapt can not be used with --given " + given
                        + ", because each row has a distribution of its own");
            }
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
                        argument + " " + value + " does not apply to the sampler ancestral, whose"
                                + " samples are independent; use --sampler mh");
            }
        }

        /** Returns the sampler for a model. */
        private String samplerFor(NeuralModel loaded) {
            boolean normalised = loaded instanceof NormalisedDensity;
            if (ANCESTRAL.equals(sampler) && !normalised) {
                throw new UsageException(
                        "--sampler ancestral needs a normalised model (made), but " + model + " is a "
                                + loaded.spec().family() + " model; use --sampler mh",
                        null);
            }
            if (sampler != null) {
                return sampler;
            }
            if (given != null) {
                return ConditionalSampler.defaultKernel(loaded.score());
            }
            if (!normalised) {
                return Kernels.MH;
            }
            try {
                requireNone(chains, burnIn, thinning, budget);
            } catch (IllegalArgumentException e) {
                throw new UsageException(e.getMessage(), e);
            }
            return ANCESTRAL;
        }

        private SamplingRequest request() {
            SamplingRequest request = SamplingRequest.of(n);
            request = chains == null ? request : request.withChains(chains);
            request = burnIn == null ? request : request.withBurnIn(burnIn);
            request = thinning == null ? request : request.withThinning(thinning);
            return budget == null ? request : request.withBudget(budget);
        }

        private static void atLeast(String argument, Long value, long least) {
            if (value != null) {
                Checks.atLeast(argument, value, least);
            }
        }

        /**
         * Returns the defaults: ancestral sampling for a normalised model, else Metropolis-Hastings for as long as its
         * measured mixing requires.
         *
         * @param model the model file
         * @param n the number of samples
         * @return the options
         */
        public static Options of(Path model, int n) {
            return new Options(
                    model, n, null, null, null, null, null, null, null, false, RunOptions.defaults("sample"));
        }
    }

    /**
     * The result. With {@code --given}, the values that describe chains are those of the row with the worst chains.
     *
     * @param n the number of samples that were written
     * @param rows the number of rows that were filled in; null if all columns were drawn
     * @param sampler the sampler that drew them
     * @param acceptance the share of accepted proposals; 1 for ancestral samples
     * @param ess the smallest effective sample size of a column, by ranks; null if the chains are too short to estimate
     *     it; n for ancestral samples, which are independent
     * @param rHat the largest R-hat of a column, by ranks; null if the chains are too short to estimate it, or there
     *     are none
     * @param mixed whether the chains ran as long as their measured mixing requires
     * @param chains the number of chains; null if there are none
     * @param burnIn the number of steps of each chain before its first sample; null if there are no chains
     * @param thinning the number of steps of each chain before each of its samples; null if there are no chains
     * @param steps the number of steps of all chains of all rows together; null if there are none
     * @param adapted what the warm-up run found, for instance {@code step 0.41}; null if there was none
     * @param output the file
     * @param seed the seed
     * @param seconds the time that it took
     */
    public record Result(
            int n,
            Integer rows,
            String sampler,
            double acceptance,
            double ess,
            Double rHat,
            boolean mixed,
            Integer chains,
            Long burnIn,
            Long thinning,
            Long steps,
            String adapted,
            Path output,
            long seed,
            double seconds) {}

    /** The drawing, which begins when everything is checked. */
    @FunctionalInterface
    private interface Task {
        Drawn run(RandomStreams streams, Console console);
    }

    /**
     * Draws the samples and writes them in the columns and with the labels of the model's data.
     *
     * @param options the options
     * @param console shows notes and progress
     * @return the result
     * @throws IOException if a file can not be read or written
     * @throws StoppedRunException if the thread is interrupted; the samples so far are written, except with {@code
     *     --given} and except for ancestral samples
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        try (LoadedModel model = LoadedModel.load(options.model())) {
            String sampler = options.samplerFor(model.model());
            Schema schema = model.schema();
            PartialRows given = options.given() == null ? null : PartialRows.read(options.given(), schema);
            requireRoom(options, given, schema.space().dimension());
            Task task = task(options, sampler, given, model.model());
            Table table = new Table(options.output(), "samples");
            table.prepare(
                    Inputs.NONE.with("--model", options.model()).with("--given", options.given()),
                    options.common().out());
            Drawn drawn;
            try {
                drawn = task.run(new RandomStreams(options.common().seed()), console);
            } catch (StoppedException e) {
                throw nothing();
            }
            int wanted = options.n() * (given == null ? 1 : given.count());
            boolean stopped = drawn.states().length < wanted * schema.space().dimension();
            if (drawn.states().length == 0) {
                throw nothing();
            }
            write(table, schema, drawn.states(), console);
            Result result = new Result(
                    drawn.states().length / schema.space().dimension(),
                    given == null ? null : given.count(),
                    sampler,
                    drawn.acceptance(),
                    drawn.ess(),
                    drawn.rHat(),
                    drawn.mixed(),
                    drawn.chains(),
                    drawn.burnIn(),
                    drawn.thinning(),
                    drawn.steps(),
                    drawn.adapted(),
                    options.output(),
                    options.common().seed(),
                    (System.nanoTime() - start) / 1e9);
            table.explain("sample", options, result);
            new Report("sample", options, result).write(options.common().out());
            if (stopped) {
                throw new StoppedRunException(
                        "stopped after " + result.n() + " of " + wanted + " samples, which are in " + options.output(),
                        List.of());
            }
            return result;
        }
    }

    /** Returns the exception for a command that was stopped before there were samples. */
    static StoppedRunException nothing() {
        return new StoppedRunException("stopped before there were samples; nothing was written", List.of());
    }

    /** Refuses more samples than one array can hold. */
    private static void requireRoom(Options options, PartialRows given, int dimension) {
        int rows = given == null ? 1 : given.count();
        long most = Integer.MAX_VALUE / ((long) rows * dimension);
        if (options.n() > most) {
            throw new UsageException("-n must be at most " + most + " for " + dimension + " columns"
                    + (given == null ? "" : " and the " + rows + " rows of --given " + options.given()) + ", was "
                    + options.n());
        }
    }

    private static Task task(Options options, String sampler, PartialRows given, NeuralModel model) {
        if (sampler.equals(ANCESTRAL)) {
            return (streams, console) -> {
                int[] states =
                        new int[options.n() * model.spec().graph().space().dimension()];
                ((NormalisedDensity) model).sample(streams.stream("ancestral"), options.n(), states);
                return Drawn.independent(states, options.n());
            };
        }
        LogDensity density = model instanceof LogDensity tied ? tied : null;
        if (given != null) {
            return fillIn(options, sampler, given, model.score(), density);
        }
        MeasuredSampler measured =
                SamplerOption.make(sampler, density, () -> MeasuredSampler.of(sampler, model.score(), density));
        SamplerOption.requireRoom(options.chains(), measured.mostChains());
        return (streams, console) -> {
            MeasuredSampler by = options.adapt() ? measured.adapted(streams) : measured;
            String adapted = options.adapt() ? by.adaptable() : null;
            if (adapted != null) {
                console.note(sampler + ": " + adapted);
            }
            MeasuredSamples drawn = by.draw(options.request(), streams, "chain", console.listener());
            return Drawn.of(drawn.samples().states(), drawn.run(), adapted);
        };
    }

    private static Task fillIn(
            Options options, String sampler, PartialRows given, ScoreModel score, LogDensity density) {
        ConditionalSampler conditional;
        try {
            conditional = ConditionalSampler.of(given, score, density);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--given " + options.given() + ": " + e.getMessage(), e);
        }
        ConditionalSampler filling = SamplerOption.make(sampler, density, () -> conditional.withKernel(sampler));
        SamplerOption.requireRoom(options.chains(), filling.mostChains());
        return (streams, console) -> {
            ConditionalSamples drawn = filling.draw(options.request(), streams, inFile(options.given(), console));
            return Drawn.of(drawn.states(), drawn.worst());
        };
    }

    /** Returns a listener whose notes name the file of the rows. */
    private static SamplingListener inFile(Path file, Console console) {
        SamplingListener listener = console.listener();
        return new SamplingListener() {
            @Override
            public void note(String sentence) {
                listener.note(file + ", " + sentence);
            }

            @Override
            public Progress begin(String task, long steps) {
                return listener.begin(task, steps);
            }
        };
    }

    private static void write(Table table, Schema schema, int[] states, Console console) throws IOException {
        if (table.file().toString().endsWith(".npy")) {
            table.writing(() ->
                    NpyFile.writeStates(table.file(), states, schema.space().dimension()));
        } else {
            table.write(console, writer -> CsvFile.writeStates(writer, schema, states));
        }
    }
}
