package org.concretescore.examples.run;

import java.awt.Color;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.concretescore.examples.report.Charts;
import org.concretescore.examples.report.Report;
import org.concretescore.nn.train.TrainingResult;
import org.knowm.xchart.XYChart;

/**
 * The picture of a training: its loss, and beside it the validation criterion.
 *
 * @param curve the points
 * @param objective the name of the loss
 * @param criterion the name of the criterion
 */
record LearningCurve(List<TrainingResult.Point> curve, String objective, String criterion) {
    static LearningCurve of(TrainingResult<?> training, String objective, String criterion) {
        return new LearningCurve(training.curve(), objective, criterion);
    }

    /** Returns a command's report with this picture, {@code learning.png}. */
    Report report(String command, Record options, Record result) {
        return new Report(command, options, result)
                .picture("learning.png", png(), "Loss and validation criterion by step");
    }

    private byte[] png() {
        return Charts.png(List.of(
                panel("Training: " + objective, "loss", curve, TrainingResult.Point::loss, new Color(70, 120, 200)),
                panel(
                        "Validation: " + criterion,
                        "criterion",
                        curve,
                        TrainingResult.Point::validation,
                        new Color(235, 140, 40))));
    }

    private static XYChart panel(
            String title,
            String name,
            List<TrainingResult.Point> curve,
            ToDoubleFunction<TrainingResult.Point> value,
            Color color) {
        XYChart chart = Charts.panel(title, "step", name);
        chart.getStyler().setLegendVisible(false);
        if (!curve.isEmpty()) {
            double[] steps =
                    curve.stream().mapToDouble(TrainingResult.Point::step).toArray();
            Charts.line(chart, name, steps, curve.stream().mapToDouble(value).toArray(), color);
        }
        return chart;
    }
}
