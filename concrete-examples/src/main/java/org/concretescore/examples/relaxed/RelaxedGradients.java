package org.concretescore.examples.relaxed;

import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.examples.report.Charts;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.examples.run.Checks;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.RunOptions;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;

/**
 * Measures bias and variance of the estimators of the gradient of a model with discrete latent variables. The model is
 * so small that its exact gradient is known.
 */
public final class RelaxedGradients {
    /** The number of latent bits. */
    public static final int LATENTS = 5;
    /** The number of bits of the data row. */
    static final int VISIBLE = 8;

    private RelaxedGradients() {}

    /**
     * The options.
     *
     * @param temperatures the temperatures of the relaxed posterior
     * @param samples the numbers of samples m of the bounds, each from 1 to 6
     * @param draws the number of estimates that each mean and variance is computed from
     * @param common the seed and the folders
     */
    public record Options(List<Double> temperatures, List<Integer> samples, int draws, RunOptions common) {
        public Options {
            temperatures = temperatures.stream().distinct().sorted().toList();
            samples = samples.stream().distinct().sorted().toList();
            Checks.isTrue(!temperatures.isEmpty(), "--temperature", temperatures, "at least one");
            temperatures.forEach(temperature -> Checks.temperature("--temperature", temperature));
            Checks.isTrue(!samples.isEmpty(), "--m", samples, "at least one");
            for (int m : samples) {
                Checks.isTrue(
                        m >= 1 && m <= 6, "--m", m, "from 1 to 6, for which the exact gradient can be enumerated");
            }
            Checks.atLeast("--samples", draws, 100);
        }

        /**
         * Returns the defaults: seven temperatures, m of 1 and 5, and 200,000 draws.
         *
         * @return the options
         */
        public static Options defaults() {
            return new Options(
                    List.of(0.1, 0.2, 0.35, 2.0 / 3, 1.0, 2.0, 4.0),
                    List.of(1, 5),
                    200_000,
                    RunOptions.defaults("relaxed-gradients"));
        }
    }

    /**
     * The figures of an estimator. Biases, errors and deviations are Euclidean norms over some parameters, divided by
     * the norm of the exact gradient of these parameters.
     *
     * @param estimator the name of the estimator
     * @param m the number of samples of the bound
     * @param temperature the temperature of the relaxation; NaN if there is none
     * @param posteriorBias the distance of the mean estimate from the exact gradient, over the posterior's parameters
     * @param posteriorError the expected distance of the mean of as many unbiased estimates
     * @param posteriorDeviation the root of the sum of the variances of one estimate
     * @param modelBias {@code posteriorBias} over all other parameters
     * @param modelError {@code posteriorError} over all other parameters
     * @param modelDeviation {@code posteriorDeviation} over all other parameters
     */
    public record Row(
            String estimator,
            int m,
            double temperature,
            double posteriorBias,
            double posteriorError,
            double posteriorDeviation,
            double modelBias,
            double modelError,
            double modelDeviation) {}

    /**
     * The result.
     *
     * @param rows the estimators, by m, estimator and temperature
     * @param seed the seed
     * @param seconds the time that the run took
     */
    public record Result(List<Row> rows, long seed, double seconds) {
        public Result {
            rows = List.copyOf(rows);
        }
    }

    /**
     * Measures all estimators, and writes {@code report.html} and {@code gradients.png}. If there are several m, it
     * writes {@code gradients-M.png} for each.
     *
     * @param options the options
     * @param console receives the progress
     * @return the result
     * @throws IOException if a file can't be written
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        Outputs.prepare(options.common().out());
        RandomStreams streams = new RandomStreams(options.common().seed());
        SmallLatentModel model = SmallLatentModel.random(LATENTS, VISIBLE, streams.stream("model"));
        List<Row> rows = new ArrayList<>();
        for (int m : options.samples()) {
            double[] exact = model.boundGradient(m);
            for (GradientKind kind : GradientKind.values()) {
                if (!kind.estimator.takes(m)) {
                    continue;
                }
                List<Double> temperatures = kind.isTempered() ? options.temperatures() : List.of(1.0);
                try (Console.Progress progress = console.progress(kind.label + ", m = " + m, temperatures.size())) {
                    for (int i = 0; i < temperatures.size(); i++) {
                        double temperature = temperatures.get(i);
                        Moments moments = Moments.of(model, kind, temperature, m, options.draws(), streams);
                        rows.add(row(kind, m, kind.isTempered() ? temperature : Double.NaN, moments, exact));
                        progress.at(i + 1L, "");
                    }
                }
            }
        }
        Result result = new Result(rows, options.common().seed(), (System.nanoTime() - start) / 1e9);
        Report report = new Report("relaxed-gradients", options, result);
        for (int m : options.samples()) {
            report.picture(
                    options.samples().size() == 1 ? "gradients.png" : "gradients-" + m + ".png",
                    picture(rows.stream().filter(row -> row.m() == m).toList()),
                    "Bias and standard deviation of the gradient of the " + m + "-sample bound with respect to the"
                            + " posterior's parameters, in the norm of the exact gradient, by temperature");
        }
        report.write(options.common().out());
        return result;
    }

    /** The mean of many draws, and the variance of one draw, for each parameter. */
    record Moments(double[] mean, double[] variance, int draws) {
        static Moments of(
                SmallLatentModel model,
                GradientKind kind,
                double temperature,
                int m,
                int draws,
                RandomStreams streams) {
            String name = kind.label + " at " + temperature;
            UniformRandomProvider random = streams.stream(name, m);
            ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
            // A perfectly trained baseline would be the bound itself.
            double baseline = kind == GradientKind.NVIL ? model.bound(1) : 0;
            GradientDraws estimates = new GradientDraws(model, kind, temperature, m, baseline);
            double[] mean = new double[model.parameters().length];
            double[] squares = new double[mean.length];
            for (int n = 1; n <= draws; n++) {
                StoppedException.throwIfInterrupted("drawing gradients");
                double[] one = estimates.next(random, normal);
                for (int i = 0; i < mean.length; i++) {
                    double off = one[i] - mean[i];
                    mean[i] += off / n;
                    squares[i] += off * (one[i] - mean[i]);
                }
            }
            return new Moments(
                    mean, Arrays.stream(squares).map(v -> v / (draws - 1)).toArray(), draws);
        }

        /** Returns bias, error and deviation over some parameters, divided by the norm of their exact gradient. */
        double[] over(int from, int to, double[] exact) {
            double norm = 0;
            double bias = 0;
            double trace = 0;
            for (int i = from; i < to; i++) {
                norm += exact[i] * exact[i];
                bias += (mean[i] - exact[i]) * (mean[i] - exact[i]);
                trace += variance[i];
            }
            return new double[] {Math.sqrt(bias / norm), Math.sqrt(trace / draws / norm), Math.sqrt(trace / norm)};
        }
    }

    private static Row row(GradientKind kind, int m, double temperature, Moments moments, double[] exact) {
        double[] posterior = moments.over(0, LATENTS, exact);
        double[] model = moments.over(LATENTS, exact.length, exact);
        return new Row(
                kind.label, m, temperature, posterior[0], posterior[1], posterior[2], model[0], model[1], model[2]);
    }

    private static byte[] picture(List<Row> rows) {
        XYChart bias = panel("Bias", rows, true);
        XYChart deviation = panel("Standard deviation of one estimate", rows, false);
        return Charts.png(List.of(bias, deviation));
    }

    private static XYChart panel(String title, List<Row> rows, boolean bias) {
        XYChart chart = Charts.panel(title, "temperature", "");
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        // Both panels share one legend; to the right of them there is room for all names.
        chart.getStyler()
                .setLegendVisible(!bias)
                .setLegendPosition(Styler.LegendPosition.OutsideE)
                .setLegendLayout(Styler.LegendLayout.Vertical);
        double[] range = rows.stream()
                .mapToDouble(Row::temperature)
                .filter(Double::isFinite)
                .toArray();
        double low = Arrays.stream(range).min().orElse(1);
        double high = Arrays.stream(range).max().orElse(1);
        Map<String, List<Row>> byEstimator =
                rows.stream().collect(Collectors.groupingBy(Row::estimator, LinkedHashMap::new, Collectors.toList()));
        List<Color> colors = Charts.colors();
        int n = 0;
        for (Map.Entry<String, List<Row>> one : byEstimator.entrySet()) {
            List<Row> of = one.getValue();
            boolean flat = Double.isNaN(of.get(0).temperature());
            double[] at = flat
                    ? new double[] {low, high}
                    : of.stream().mapToDouble(Row::temperature).toArray();
            double[] y = new double[at.length];
            for (int i = 0; i < y.length; i++) {
                Row row = of.get(flat ? 0 : i);
                y[i] = bias ? row.posteriorBias() : row.posteriorDeviation();
            }
            Charts.line(chart, one.getKey(), at, y, colors.get(n++ % colors.size()));
        }
        return chart;
    }
}
