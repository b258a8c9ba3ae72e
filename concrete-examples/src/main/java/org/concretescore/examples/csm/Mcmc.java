package org.concretescore.examples.csm;

import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.concretescore.core.exact.Target;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.examples.report.Charts;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.examples.run.Checks;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.RunOptions;
import org.concretescore.examples.run.SamplerOption;
import org.concretescore.examples.run.UsageException;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.diagnostics.Diagnostics;
import org.concretescore.sampling.measured.Kernels;
import org.knowm.xchart.XYChart;

/** Compares samplers on a target whose answers are known. */
public final class Mcmc {
    /** The samplers where none are given. */
    public static final List<String> SAMPLERS =
            List.of("mh", "rejection-free", "gibbs", "locally-balanced", "path-auxiliary", "dlp");

    private static final double BURN_IN = 0.1;
    /** Points of a trace: more tell no more, and less would blur the autocorrelation. */
    private static final int ROUNDS = 20_000;
    /** What kernels know of a chain, for each coordinate or neighbor, in one array: trees of rates, trails of moves. */
    private static final int NUMBERS = 32;
    /** Autocorrelations below are not drawn. */
    private static final double FADED = 0.02;

    private Mcmc() {}

    /**
     * The options.
     *
     * @param target one of {@code ising}, {@code potts}, {@code rbm}, {@code fhmm}, {@code table}
     * @param samplers which to compare
     * @param size sides of a torus, visible units, times, or bits of a table; null for the target's default
     * @param coupling of a torus, or the deviation of random parameters; null for the target's default
     * @param budget model evaluations of each sampler, burn-in included: rows of the score or gradients; with
     *     {@code local} steps
     * @param chains of each sampler
     * @param local whether a sampler may ask for single slots instead of rows
     * @param adapt whether samplers that have something to adapt do so, in a warm-up that is not part of the budget
     * @param common seed and folders
     */
    public record Options(
            String target,
            List<String> samplers,
            Integer size,
            Double coupling,
            long budget,
            int chains,
            boolean local,
            boolean adapt,
            RunOptions common) {
        public Options {
            samplers = samplers.stream().distinct().toList();
            Checks.oneOf("--target", target, McmcTarget.NAMES.toArray(String[]::new));
            Checks.isTrue(!samplers.isEmpty(), "--sampler", samplers, "at least one");
            for (String sampler : samplers) {
                Checks.oneOf("--sampler", sampler, Kernels.NAMES.toArray(String[]::new));
            }
            if (size != null) {
                Checks.atLeast("--size", size, 1);
            }
            Checks.atLeast("--budget", budget, 1000);
            Checks.atLeast("--chains", chains, 1);
            if (adapt && samplers.stream().noneMatch(Kernels::adapts)) {
                throw new IllegalArgumentException(SamplerOption.nothingToAdapt(String.join(", ", samplers)));
            }
        }

        /**
         * The defaults: the critical 10 x 10 Ising torus, 100,000 evaluations.
         *
         * @return the options
         */
        public static Options defaults() {
            return new Options("ising", SAMPLERS, null, null, 100_000, 4, false, false, RunOptions.defaults("mcmc"));
        }

        public Options withTarget(String value) {
            return new Options(value, samplers, size, coupling, budget, chains, local, adapt, common);
        }

        public Options withSamplers(List<String> values) {
            return new Options(target, values, size, coupling, budget, chains, local, adapt, common);
        }
    }

    /**
     * A sampler.
     *
     * @param sampler its name
     * @param adapted what the warm-up found, for instance {@code step 0.41}; null without {@code adapt}, or if there was
     *     nothing to find
     * @param evaluations of the model, burn-in left out; null where single slots were asked for
     * @param steps of all chains, burn-in left out
     * @param seconds that they took
     * @param ess effective sample size of the mean of the statistic
     * @param essPerEvaluation the same an evaluation; null where there are none
     * @param essPerSecond the same a second
     * @param acceptance the share of accepted proposals
     * @param error the mean of the statistic minus its exact expectation
     * @param stdError the standard error of the mean, by the effective sample size
     * @param rHat the rank-normalised split R-hat of the statistic
     */
    public record Row(
            String sampler,
            String adapted,
            Long evaluations,
            long steps,
            double seconds,
            double ess,
            Double essPerEvaluation,
            double essPerSecond,
            double acceptance,
            double error,
            double stdError,
            double rHat) {}

    /**
     * The result.
     *
     * @param rows by sampler
     * @param target the target
     * @param statistic whose mean is estimated
     * @param exact its expectation
     * @param seed the seed
     * @param seconds the time it took
     */
    public record Result(List<Row> rows, String target, String statistic, double exact, long seed, double seconds) {
        public Result {
            rows = List.copyOf(rows);
        }
    }

    /** A row, and the course of its autocorrelation: lags in evaluations (or steps) of one chain. */
    private record Measured(Row row, double[] lags, double[] autocorrelation) {}

    /**
     * Runs the samplers, and writes {@code mcmc.png} and {@code report.html}.
     *
     * @param options the options
     * @param console hears how it goes, and of each sampler that is done
     * @return the result
     * @throws IOException if a file can't be written
     * @throws UsageException if a sampler can't take the target; before the first one runs
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        RandomStreams streams = new RandomStreams(options.common().seed());
        Target target = McmcTarget.of(options.target(), options.size(), options.coupling(), streams);
        ScoreModel model = options.local() ? target.score() : new Rows(target.score());
        Map<String, EnumerableKernel> kernels = new LinkedHashMap<>();
        for (String sampler : options.samplers()) {
            kernels.put(sampler, SamplerOption.make(sampler, target, () -> Kernels.defaults()
                    .kernel(sampler, model, target)));
        }
        for (EnumerableKernel kernel : kernels.values()) {
            Checks.chains(options.chains(), NUMBERS, kernel.space(), model.neighborhood());
        }
        Map<String, String> adapted = new HashMap<>();
        for (String sampler : options.adapt() ? options.samplers() : List.<String>of()) {
            if (Kernels.adapts(sampler)) {
                Kernels found = Kernels.defaults().adapted(sampler, model, target, Long.MAX_VALUE, streams);
                adapted.put(sampler, found.adaptable(sampler));
                console.note(sampler + ": " + found.adaptable(sampler));
                kernels.put(sampler, found.kernel(sampler, model, target));
            }
        }
        double exact = exact(target);
        Outputs.prepare(options.common().out());
        List<Measured> measured = new ArrayList<>();
        for (Map.Entry<String, EnumerableKernel> entry : kernels.entrySet()) {
            String sampler = entry.getKey();
            Chains chains = Chains.atRandom(entry.getValue().space(), options.chains(), streams, "chain of " + sampler);
            Measured one =
                    measure(options, target, exact, sampler, adapted.get(sampler), entry.getValue(), chains, console);
            console.note(line(one.row()));
            measured.add(one);
        }
        Result result = new Result(
                measured.stream().map(Measured::row).toList(),
                target.toString(),
                target.statistic(),
                exact,
                options.common().seed(),
                (System.nanoTime() - start) / 1e9);
        new Report("mcmc", options, result)
                .picture(
                        "mcmc.png",
                        picture(options, measured),
                        "Samplers on " + target + ": effective samples of the " + target.statistic() + ", and how fast"
                                + " its autocorrelation falls")
                .write(options.common().out());
        return result;
    }

    private static double exact(Target target) {
        try {
            return target.meanStatistic();
        } catch (IllegalStateException e) {
            // Too large for exact answers: everything else can be measured all the same.
            return Double.NaN;
        }
    }

    private static Measured measure(
            Options options,
            Target target,
            double exact,
            String sampler,
            String adapted,
            EnumerableKernel kernel,
            Chains chains,
            Console console) {
        int count = chains.count();
        Tally tally = new Tally();
        long burntIn = 0;
        double perStep = 1;
        for (long steps = 1; spent(options, tally, burntIn * count) < BURN_IN * options.budget(); steps *= 2) {
            // The last part alone says what a step costs: at first chains move more often.
            double before = spent(options, tally, burntIn * count);
            kernel.advance(chains, steps, tally);
            burntIn += steps;
            perStep = (spent(options, tally, burntIn * count) - before) / (steps * count);
        }
        // Diagnostics need four points.
        long steps = Math.max(4, (long) ((1 - BURN_IN) * options.budget() / perStep / count));
        int rounds = (int) Math.min(ROUNDS, steps);
        long thinning = steps / rounds;

        double[][] traces = new double[count][rounds];
        double[] values = new double[count];
        tally = new Tally();
        long nanos = 0;
        try (Console.Progress progress = console.progress(sampler, rounds)) {
            for (int round = 0; round < rounds; round++) {
                long begin = System.nanoTime();
                kernel.advance(chains, thinning, tally);
                nanos += System.nanoTime() - begin;
                target.statistics(states(target, chains), count, values);
                for (int chain = 0; chain < count; chain++) {
                    traces[chain][round] = values[chain];
                }
                progress.at(round + 1L, "");
            }
        }
        long taken = rounds * thinning * count;
        double mean =
                Arrays.stream(traces).flatMapToDouble(Arrays::stream).average().orElseThrow();
        double variance = Arrays.stream(traces)
                .flatMapToDouble(Arrays::stream)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow();
        double ess = Diagnostics.effectiveSampleSize(traces);
        Long evaluations = options.local() ? null : tally.rowEvaluations();
        Row row = new Row(
                sampler,
                adapted,
                evaluations,
                taken,
                nanos / 1e9,
                ess,
                evaluations == null ? null : ess / evaluations,
                ess / (nanos / 1e9),
                tally.acceptanceRate(),
                mean - exact,
                Math.sqrt(variance / ess),
                Diagnostics.rankRHat(traces));
        double lag = (evaluations == null ? taken : (double) evaluations) / count / rounds;
        return curve(row, traces, lag);
    }

    /** The states of the target; of tempered chains those of the first replica. */
    private static int[] states(Target target, Chains chains) {
        int[] all = chains.states();
        int dimension = target.space().dimension();
        int width = chains.space().dimension();
        if (width == dimension) {
            return all;
        }
        int[] first = new int[chains.count() * dimension];
        for (int chain = 0; chain < chains.count(); chain++) {
            System.arraycopy(all, chain * width, first, chain * dimension, dimension);
        }
        return first;
    }

    /** Of the budget. A chain that is stuck evaluates nothing at all, and yet must come to an end. */
    private static double spent(Options options, Tally tally, long steps) {
        return options.local() ? steps : tally.rowEvaluations() + steps * 1e-4;
    }

    /** The mean over the chains, until it has faded. */
    private static Measured curve(Row row, double[][] traces, double lag) {
        double[] mean = new double[traces[0].length];
        for (double[] trace : traces) {
            double[] one = Diagnostics.autocorrelation(trace);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += one[i] / traces.length;
            }
        }
        int end = 1;
        while (end < mean.length && mean[end - 1] > FADED) {
            end++;
        }
        double[] lags = new double[end];
        Arrays.setAll(lags, i -> i * lag);
        return new Measured(row, lags, Arrays.copyOf(mean, end));
    }

    private static String line(Row row) {
        return String.format(
                Locale.ROOT,
                "%s: ESS %.0f, %s%.0f a second, accepted %.3f, error %.3f +- %.3f, R-hat %.3f",
                row.sampler(),
                row.ess(),
                row.essPerEvaluation() == null
                        ? ""
                        : String.format(Locale.ROOT, "%.4f an evaluation, ", row.essPerEvaluation()),
                row.essPerSecond(),
                row.acceptance(),
                row.error(),
                row.stdError(),
                row.rHat());
    }

    private static byte[] picture(Options options, List<Measured> measured) {
        String unit = options.local() ? "a second" : "an evaluation";
        Map<String, double[]> heights = new LinkedHashMap<>();
        for (Measured one : measured) {
            Row row = one.row();
            heights.put(row.sampler(), new double[] {options.local() ? row.essPerSecond() : row.essPerEvaluation()});
        }
        XYChart curves = Charts.panel("Autocorrelation", options.local() ? "steps" : "evaluations", "");
        List<Color> colors = Charts.colors();
        double end = measured.stream()
                .mapToDouble(one -> one.lags()[one.lags().length - 1])
                .max()
                .orElseThrow();
        curves.getStyler().setXAxisMin(0.0).setXAxisMax(Math.max(end, 1));
        int n = 0;
        for (Measured one : measured) {
            Charts.line(
                    curves, one.row().sampler(), one.lags(), one.autocorrelation(), colors.get(n++ % colors.size()));
        }
        return Charts.png(List.of(
                Charts.groupedBars("Effective samples " + unit, "", List.of(options.target()), heights), curves));
    }

    /** A score that answers in rows alone, as a network does. */
    private record Rows(ScoreModel model) implements ScoreModel {
        @Override
        public Neighborhood neighborhood() {
            return model.neighborhood();
        }

        @Override
        public void logRatios(int[] states, int count, double[] logRatios) {
            model.logRatios(states, count, logRatios);
        }

        @Override
        public String toString() {
            return model.toString();
        }
    }
}
