package org.concretescore.examples.csm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.concretescore.core.exact.Target;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.examples.run.Checks;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.RunOptions;
import org.concretescore.examples.run.SamplerOption;
import org.concretescore.examples.run.UsageException;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.measured.Kernels;

/** Compares samplers on a target whose exact answers are known. */
public final class Mcmc {
    /** The samplers that are compared if no others are asked for. */
    public static final List<String> SAMPLERS =
            List.of("mh", "rejection-free", "gibbs", "locally-balanced", "path-auxiliary", "dlp");

    /** A kernel has at most so many numbers for each coordinate or neighbor of a chain in one array, such as rates. */
    private static final int NUMBERS = 32;

    private Mcmc() {}

    /**
     * The options.
     *
     * @param target one of {@code ising}, {@code potts}, {@code rbm}, {@code fhmm}, {@code table}
     * @param samplers the samplers to compare
     * @param size the side of a torus, or the number of visible units, times, or bits of a table; null stands for the
     *     target's default
     * @param coupling the coupling of a torus, or the standard deviation of random parameters; null stands for the
     *     target's default
     * @param budget the number of model evaluations (rows of the score, or gradients) of each sampler with its burn-in;
     *     if {@code local}, the number of steps
     * @param chains the number of chains of each sampler
     * @param local whether a sampler may ask for single slots instead of rows
     * @param adapt whether samplers that have something to adapt do so, in a warm-up that is not part of the budget
     * @param common the seed and the folders
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
         * Returns the defaults: the critical 10 x 10 Ising torus and 100,000 evaluations.
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
     * The result.
     *
     * @param rows the samplers
     * @param target the target
     * @param statistic the statistic whose mean is estimated
     * @param exact the exact expectation of the statistic
     * @param seed the seed
     * @param seconds the time that the run took
     */
    public record Result(List<McmcRow> rows, String target, String statistic, double exact, long seed, double seconds) {
        public Result {
            rows = List.copyOf(rows);
        }
    }

    /**
     * Runs the samplers, and writes {@code mcmc.png} and {@code report.html}.
     *
     * @param options the options
     * @param console receives the progress, and a line for each sampler
     * @return the result
     * @throws IOException if a file can't be written
     * @throws UsageException if a sampler can't sample the target; it is thrown before the first sampler runs
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        RandomStreams streams = new RandomStreams(options.common().seed());
        Target target = McmcTarget.of(options.target(), options.size(), options.coupling(), streams);
        ScoreModel model = options.local() ? target.score() : new RowScore(target.score());
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
        List<SamplerMeasurement> measured = new ArrayList<>();
        for (Map.Entry<String, EnumerableKernel> entry : kernels.entrySet()) {
            String sampler = entry.getKey();
            Chains chains = Chains.atRandom(entry.getValue().space(), options.chains(), streams, "chain of " + sampler);
            SamplerMeasurement one = SamplerMeasurement.of(
                    options, target, exact, sampler, adapted.get(sampler), entry.getValue(), chains, console);
            console.note(one.row().line());
            measured.add(one);
        }
        Result result = new Result(
                measured.stream().map(SamplerMeasurement::row).toList(),
                target.toString(),
                target.statistic(),
                exact,
                options.common().seed(),
                (System.nanoTime() - start) / 1e9);
        new Report("mcmc", options, result)
                .picture(
                        "mcmc.png",
                        McmcFigure.png(options, measured),
                        "Samplers on " + target + ": effective samples of the " + target.statistic()
                                + ", and its autocorrelation by lag")
                .write(options.common().out());
        return result;
    }

    private static double exact(Target target) {
        try {
            return target.meanStatistic();
        } catch (IllegalStateException e) {
            // The target is too large for exact answers. Everything but the error can be measured nevertheless.
            return Double.NaN;
        }
    }
}
