package org.concretescore.examples.arcsm;

import java.awt.Color;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.concretescore.examples.report.Charts;
import org.concretescore.examples.report.Report;
import org.knowm.xchart.XYChart;

/** The pictures of {@link ArcsmGaussian}. */
final class GaussianFigures {
    private GaussianFigures() {}

    static void add(Report report, ArcsmGaussian.Options options, ArcsmGaussian.Result result) {
        report.picture(
                "figure1.png",
                costs(result.rows()),
                "Figure 1: time and memory of a step by dimension, and both in passes; a pass computes the plain"
                        + " scores of the batch forward and backward");
        List<Integer> trained = result.rows().stream()
                .filter(row -> row.steps() > 0)
                .map(GaussianRow::dimension)
                .distinct()
                .toList();
        for (int dimension : trained) {
            report.picture(
                    options.dimensions().size() == 1 ? "figure2.png" : "figure2-" + dimension + ".png",
                    curves(
                            result.rows().stream()
                                    .filter(row -> row.dimension() == dimension)
                                    .toList(),
                            options.sigma()),
                    "Figure 2, D = " + dimension + ": loss, error of the score and variance of a row's loss by step");
        }
    }

    private static byte[] costs(List<GaussianRow> rows) {
        // The work of denoising does not depend on its noise.
        Map<String, List<GaussianRow>> methods = rows.stream()
                .sorted(Comparator.comparingInt(GaussianRow::dimension))
                .collect(Collectors.groupingBy(GaussianRow::method, LinkedHashMap::new, Collectors.toList()));
        return png(List.of(
                cost("time of a step, ms", methods, GaussianRow::stepMs),
                cost("time of a step, passes", methods, GaussianRow::passes),
                cost("memory of a step, MB", methods, GaussianRow::memoryMb),
                cost("memory of a step, passes", methods, row -> row.memoryMb() / row.passMemoryMb())));
    }

    /** Extends the logarithmic axis to whole decades, so that it has numbers. */
    private static void decades(XYChart chart) {
        DoubleSummaryStatistics range = chart.getSeriesMap().values().stream()
                .flatMapToDouble(series -> Arrays.stream(series.getYData()))
                .summaryStatistics();
        if (range.getCount() > 0) {
            chart.getStyler()
                    .setYAxisMin(Math.pow(10, Math.floor(Math.log10(range.getMin()))))
                    .setYAxisMax(Math.pow(10, Math.ceil(Math.log10(range.getMax()) + 1e-9)));
        }
    }

    /** Draws the panels that have a series. */
    private static byte[] png(List<XYChart> panels) {
        return Charts.png(
                panels.stream().filter(panel -> !panel.getSeriesMap().isEmpty()).toList());
    }

    private static XYChart cost(
            String title, Map<String, List<GaussianRow>> methods, ToDoubleFunction<GaussianRow> value) {
        XYChart chart = Charts.panel(title, "dimension", "");
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        methods.forEach((method, all) -> {
            List<GaussianRow> of = all.stream()
                    .collect(Collectors.toMap(GaussianRow::dimension, row -> row, (a, b) -> a, LinkedHashMap::new))
                    .values()
                    .stream()
                    .toList();
            line(chart, method, of, GaussianRow::dimension, value, ArcsmGaussian.METHODS.indexOf(method));
        });
        decades(chart);
        return chart;
    }

    private static byte[] curves(List<GaussianRow> rows, double sigma) {
        Predicate<GaussianRow> plain = row -> row.noise() == null;
        double scale = rows.get(0).dimension() / (sigma * sigma);
        return png(List.of(
                curve("loss over D / sigma^2", rows, plain, point -> point.loss() / scale, false),
                curve("error of the score", rows, plain, GaussianPoint::scoreError, true),
                curve("denoising: error of the noisy score", rows, plain.negate(), GaussianPoint::targetError, true),
                curve("variance of a row's loss", rows, plain, GaussianPoint::lossVariance, true)));
    }

    private static XYChart curve(
            String title,
            List<GaussianRow> rows,
            Predicate<GaussianRow> which,
            ToDoubleFunction<GaussianPoint> value,
            boolean logarithmic) {
        XYChart chart = Charts.panel(title, "step", "");
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(logarithmic);
        int n = 0;
        for (GaussianRow row : rows) {
            if (which.test(row)) {
                // A logarithmic axis can't show step 0 or a variance of 0.
                List<GaussianPoint> points = row.curve().stream()
                        .filter(point -> point.step() > 0 && (!logarithmic || value.applyAsDouble(point) > 0))
                        .toList();
                line(chart, row.title(), points, GaussianPoint::step, value, n);
            }
            n++;
        }
        if (logarithmic) {
            decades(chart);
        }
        return chart;
    }

    private static <T> void line(
            XYChart chart, String name, List<T> points, ToDoubleFunction<T> x, ToDoubleFunction<T> y, int color) {
        List<T> finite = points.stream()
                .filter(point -> Double.isFinite(y.applyAsDouble(point)))
                .toList();
        if (!finite.isEmpty()) {
            List<Color> colors = Charts.colors();
            Charts.line(
                    chart,
                    name,
                    finite.stream().mapToDouble(x).toArray(),
                    finite.stream().mapToDouble(y).toArray(),
                    colors.get(color % colors.size()));
        }
    }
}
