package org.concretescore.examples.csm;

import java.awt.Color;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.concretescore.examples.report.Charts;
import org.knowm.xchart.XYChart;

/** The picture of {@link Mcmc}: effective sample sizes and autocorrelations. */
final class McmcFigure {
    private McmcFigure() {}

    static byte[] png(Mcmc.Options options, List<SamplerMeasurement> measured) {
        String unit = options.local() ? "a second" : "an evaluation";
        Map<String, double[]> heights = new LinkedHashMap<>();
        for (SamplerMeasurement one : measured) {
            McmcRow row = one.row();
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
        for (SamplerMeasurement one : measured) {
            Charts.line(
                    curves, one.row().sampler(), one.lags(), one.autocorrelation(), colors.get(n++ % colors.size()));
        }
        return Charts.png(List.of(
                Charts.groupedBars("Effective samples " + unit, "", List.of(options.target()), heights), curves));
    }
}
