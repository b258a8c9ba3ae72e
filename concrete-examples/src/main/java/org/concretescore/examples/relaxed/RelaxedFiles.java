package org.concretescore.examples.relaxed;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.concretescore.core.data.CsvText;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.Counts;
import org.concretescore.examples.report.Json;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedLatent;
import org.concretescore.nn.latent.LatentModel;
import org.concretescore.nn.train.TrainingResult;

/** The files that {@link Relaxed} writes: the report, the tables, and for each model its file and its picture. */
final class RelaxedFiles {
    private RelaxedFiles() {}

    /** Returns all files but the report and its charts. */
    static Path[] of(RelaxedOptions options, List<RelaxedJob> jobs, int columns) {
        List<String> names = new ArrayList<>(List.of("rows.csv", "curves.csv"));
        for (RelaxedJob job : jobs) {
            String name = job.file(options.swept());
            names.add(name + ".latent");
            if (RelaxedImages.isSquare(columns)) {
                names.add(name + ".png");
            }
            if (options.checkpointEvery() > 0) {
                names.add(name + ".checkpoint");
            }
        }
        return names.stream().map(options.common().out()::resolve).toArray(Path[]::new);
    }

    /** Writes the last model, and the report and the tables of all models so far. */
    static void write(
            RelaxedOptions options,
            Relaxed.Result result,
            List<RelaxedOutcome> done,
            LatentModel model,
            Dataset test,
            RandomStreams streams)
            throws IOException {
        boolean swept = options.swept();
        Path out = options.common().out();
        RelaxedOutcome last = done.get(done.size() - 1);
        String file = last.job().file(swept);
        Map<String, String> notes = Map.of("options", Json.line(options), "row", Json.line(last.row()));
        ModelFile.save(out.resolve(file + ".latent"), new SavedLatent(model, notes));
        if (RelaxedImages.isSquare(test.space().dimension())) {
            byte[] png = RelaxedImages.png(model, test, streams);
            Outputs.write(out.resolve(file + ".png"), stream -> stream.write(png));
        }
        Outputs.writeText(out.resolve("rows.csv"), writer -> writeRows(writer, result.rows()));
        Outputs.writeText(out.resolve("curves.csv"), writer -> writeCurves(writer, options, done));
        String course = options.last()
                ? "the bound that is trained"
                : "the bound of the discrete graph on validation data, of as many samples as are trained";
        String bound = "Minus the bound of " + Counts.of(options.boundSamples(), "sample")
                + " on test data (nats a row, lower is better)";
        Report report = new Report(options.task().command(), options, result)
                .picture(
                        "bounds.png",
                        RelaxedCharts.bounds(done, options.last(), swept),
                        (swept ? "By step, " : bound + ", and by step, ") + course);
        if (swept && done.stream().anyMatch(RelaxedOutcome::hasTemperatureAndBound)) {
            report.picture(
                    "temperatures.png",
                    RelaxedCharts.temperatures(done),
                    bound + " by the temperature of training, of the relaxed and of the discrete graph");
        }
        report.write(out);
    }

    private static void writeRows(Writer writer, List<RelaxedRow> rows) throws IOException {
        for (int i = 0; i < rows.size(); i++) {
            List<String> names = new ArrayList<>();
            List<String> values = new ArrayList<>();
            Json.tree(rows.get(i)).properties().forEach(field -> {
                names.add(field.getKey());
                values.add(field.getValue().isNull() ? "" : field.getValue().asText());
            });
            writer.write(i == 0 ? CsvText.line(names) + "\n" : "");
            writer.write(CsvText.line(values) + "\n");
        }
    }

    private static void writeCurves(Writer writer, RelaxedOptions options, List<RelaxedOutcome> done)
            throws IOException {
        writer.write("estimator,m,temperature,step,training_bound,validation_bound\n");
        for (RelaxedOutcome one : done) {
            RelaxedRow row = one.row();
            String temperature = one.job().method().isTempered() ? String.valueOf(row.temperature()) : "";
            for (TrainingResult.Point point : one.curve()) {
                writer.write(CsvText.line(List.of(
                                row.estimator(),
                                String.valueOf(row.m()),
                                temperature,
                                String.valueOf(point.step()),
                                String.valueOf(-point.loss()),
                                options.last() ? "" : String.valueOf(-point.validation())))
                        + "\n");
            }
        }
    }
}
