package org.concretescore.examples.relaxed;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.concretescore.examples.report.Charts;
import org.concretescore.nn.train.TrainingResult;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;

/** The charts of {@link Relaxed}. */
final class RelaxedCharts {
    private RelaxedCharts() {}

    /** Draws the test bounds as bars (but not of a sweep), and the bounds by step as curves. */
    static byte[] bounds(List<RelaxedOutcome> done, boolean last, boolean swept) {
        XYChart curves = Charts.panel(last ? "Training" : "Validation", "steps", "");
        curves.getStyler()
                .setLegendPosition(Styler.LegendPosition.OutsideE)
                .setLegendLayout(Styler.LegendLayout.Vertical);
        List<Color> colors = Charts.colors();
        for (int i = 0; i < done.size(); i++) {
            double[][] curve = curve(done.get(i).curve(), last);
            if (curve[0].length > 0) {
                Charts.line(curves, done.get(i).row().name(swept), curve[0], curve[1], colors.get(i % colors.size()));
            }
        }
        List<Chart<?, ?>> panels = new ArrayList<>();
        // A training that diverges before its first point does not have a curve, and a chart without series can't be
        // drawn.
        boolean drawn = !curves.getSeriesMap().isEmpty();
        if (!swept || !drawn) {
            panels.add(bars(done));
        }
        if (drawn) {
            panels.add(curves);
        }
        return Charts.png(panels);
    }

    /**
     * Returns the steps of a curve and the bounds of training or validation there; bounds that are not finite are left
     * out.
     */
    private static double[][] curve(List<TrainingResult.Point> points, boolean last) {
        List<TrainingResult.Point> known = points.stream()
                .filter(point -> Double.isFinite(last ? point.loss() : point.validation()))
                .toList();
        return new double[][] {
            known.stream().mapToDouble(TrainingResult.Point::step).toArray(),
            known.stream()
                    .mapToDouble(point -> last ? -point.loss() : -point.validation())
                    .toArray()
        };
    }

    private static CategoryChart bars(List<RelaxedOutcome> done) {
        List<Integer> samples =
                done.stream().map(one -> one.row().m()).distinct().sorted().toList();
        Map<String, double[]> heights = new LinkedHashMap<>();
        for (RelaxedOutcome one : done) {
            double[] bars = heights.computeIfAbsent(one.row().estimator(), name -> {
                double[] none = new double[samples.size()];
                Arrays.fill(none, Double.NaN);
                return none;
            });
            bars[samples.indexOf(one.row().m())] = -one.row().testBound();
        }
        List<String> groups = samples.stream().map(m -> "m = " + m).toList();
        return Charts.groupedBars("Minus the test bound", "nats a row", groups, heights);
    }

    /** Draws the right part of Figure 4: test bounds by temperature. */
    static byte[] temperatures(List<RelaxedOutcome> done) {
        XYChart chart = Charts.panel("Objective by temperature", "temperature", "nats a row");
        chart.getStyler().setXAxisLogarithmic(true);
        Map<String, List<RelaxedRow>> lines = new LinkedHashMap<>();
        for (RelaxedOutcome one : done) {
            if (one.hasTemperatureAndBound()) {
                lines.computeIfAbsent(one.row().name(false), name -> new ArrayList<>())
                        .add(one.row());
            }
        }
        List<Color> colors = Charts.colors();
        int n = 0;
        for (Map.Entry<String, List<RelaxedRow>> line : lines.entrySet()) {
            double[] at = line.getValue().stream()
                    .mapToDouble(RelaxedRow::temperature)
                    .toArray();
            Charts.line(
                    chart,
                    line.getKey() + ", discrete",
                    at,
                    line.getValue().stream()
                            .mapToDouble(row -> -row.testBound())
                            .toArray(),
                    colors.get(n++ % colors.size()));
            double[] relaxed = line.getValue().stream()
                    .mapToDouble(row -> -row.relaxedTestBound())
                    .toArray();
            if (Arrays.stream(relaxed).allMatch(Double::isFinite)) {
                Charts.line(chart, line.getKey() + ", relaxed", at, relaxed, colors.get(n++ % colors.size()));
            }
        }
        return Charts.png(List.of(chart));
    }
}
