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
import org.concretescore.examples.arcsm.ArcsmGaussian.Point;
import org.concretescore.examples.arcsm.ArcsmGaussian.Row;
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
                "Figure 1: what a step takes by dimension, and the same in passes, a pass being the plain scores of the batch"
                        + " forward and backward");
        List<Integer> trained = result.rows().stream()
                .filter(row -> row.steps() > 0)
                .map(Row::dimension)
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

    private static byte[] costs(List<Row> rows) {
        // Denoising is the work of a pass, whatever its noise.
        Map<String, List<Row>> methods = rows.stream()
                .sorted(Comparator.comparingInt(Row::dimension))
                .collect(Collectors.groupingBy(Row::method, LinkedHashMap::new, Collectors.toList()));
        return png(List.of(
                cost("time of a step, ms", methods, Row::stepMs),
                cost("time of a step, passes", methods, Row::passes),
                cost("memory of a step, MB", methods, Row::memoryMb),
                cost("memory of a step, passes", methods, row -> row.memoryMb() / row.passMemoryMb())));
    }

    /** Whole decades, so that a logarithmic axis has numbers. */
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

    /** The panels that show anything. */
    private static byte[] png(List<XYChart> panels) {
        return Charts.png(
                panels.stream().filter(panel -> !panel.getSeriesMap().isEmpty()).toList());
    }

    private static XYChart cost(String title, Map<String, List<Row>> methods, ToDoubleFunction<Row> value) {
        XYChart chart = Charts.panel(title, "dimension", "");
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        methods.forEach((method, all) -> {
            List<Row> of = all.stream()
                    .collect(Collectors.toMap(Row::dimension, row -> row, (a, b) -> a, LinkedHashMap::new))
                    .values()
                    .stream()
                    .toList();
            line(chart, method, of, Row::dimension, value, ArcsmGaussian.METHODS.indexOf(method));
        });
        decades(chart);
        return chart;
    }

    private static byte[] curves(List<Row> rows, double sigma) {
        Predicate<Row> plain = row -> row.noise() == null;
        double scale = rows.get(0).dimension() / (sigma * sigma);
        return png(List.of(
                curve("loss over D / sigma^2", rows, plain, point -> point.loss() / scale, false),
                curve("error of the score", rows, plain, Point::scoreError, true),
                curve("denoising: error of the noisy score", rows, plain.negate(), Point::targetError, true),
                curve("variance of a row's loss", rows, plain, Point::lossVariance, true)));
    }

    private static XYChart curve(
            String title, List<Row> rows, Predicate<Row> which, ToDoubleFunction<Point> value, boolean logarithmic) {
        XYChart chart = Charts.panel(title, "step", "");
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(logarithmic);
        int n = 0;
        for (Row row : rows) {
            if (which.test(row)) {
                // Step 0 has no place on a logarithmic axis; nor has a variance of 0.
                List<Point> points = row.curve().stream()
                        .filter(point -> point.step() > 0 && (!logarithmic || value.applyAsDouble(point) > 0))
                        .toList();
                line(chart, row.title(), points, Point::step, value, n);
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
