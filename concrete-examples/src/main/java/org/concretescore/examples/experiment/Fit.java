package org.concretescore.examples.experiment;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.concretescore.core.data.CsvOptions;
import org.concretescore.core.data.DataCatalog;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.objective.Csm;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.examples.report.Charts;
import org.concretescore.examples.report.Json;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.examples.report.Version;
import org.concretescore.nn.model.ModelFile;
import org.concretescore.nn.model.ModelKind;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.model.SavedModel;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.train.Trainer;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingResult;
import org.knowm.xchart.XYChart;

/** Trains a model on the user's own discrete data and saves it. */
public final class Fit {
    /** The share of the rows that is held out for validation where there is no validation split. */
    private static final double HELD_OUT = 0.1;

    private Fit() {}

    /**
     * The options.
     *
     * @param data the training data
     * @param valid validation data, or null: the split {@code NAME:valid} of the data if there is one, else a tenth of
     *     the rows
     * @param save the model file to write
     * @param model the kind of model
     * @param objective one of {@link Objectives#NAMES}
     * @param tail where CSM's tail begins, in nats; see {@link Csm#ofLogRatios}
     * @param graph the neighborhood graph; null for {@code hamming}, or for a single column {@code cycle}
     * @param widths the widths of the hidden layers
     * @param activation the function between them
     * @param encoding null for {@code category} if a column has labels, else {@code ordinal}
     * @param head what a free model answers with
     * @param trainer how to train
     * @param common seed and folders
     */
    public record Options(
            DataOptions data,
            String valid,
            Path save,
            ModelKind model,
            String objective,
            double tail,
            String graph,
            List<Integer> widths,
            Activation activation,
            Encoding encoding,
            Unit head,
            TrainerOptions trainer,
            RunOptions common) {
        public Options {
            Objects.requireNonNull(save, "save");
            widths = List.copyOf(widths);
            widths.forEach(width -> Checks.atLeast("--widths", width, 1));
            Checks.isTrue(tail > 0, "--tail", tail, "above 0");
            if (graph != null) {
                Checks.graph("--graph", graph);
            }
            Checks.isTrue(
                    model == ModelKind.MLP || head == Unit.LOG_RATIO,
                    "--head",
                    "raw",
                    "log-ratio for the tied model " + model);
            Checks.objective("--objective", objective, head, tail);
        }

        /**
         * The defaults: a tied model, CSM.
         *
         * @param data the training data
         * @param save the model file to write
         * @return the options
         */
        public static Options of(DataOptions data, Path save) {
            NetworkSpec network = NetworkSpec.energy(Graphs.hamming(StateSpace.binary(1)));
            return new Options(
                    data,
                    null,
                    save,
                    network.kind(),
                    "csm",
                    Csm.DEFAULT_TAIL,
                    null,
                    network.widths(),
                    network.activation(),
                    null,
                    network.head(),
                    TrainerOptions.defaults(),
                    RunOptions.defaults("fit"));
        }
    }

    /**
     * The result.
     *
     * @param steps training steps done
     * @param loss the objective at the end of the training
     * @param parameters number of parameters
     * @param validation the validation criterion, ratio matching, of the saved parameters
     * @param bestStep the step whose parameters were saved
     * @param rows number of training rows
     * @param validRows number of validation rows
     * @param states the space
     * @param graph the neighborhood graph
     * @param encoding how a state becomes the network's input
     * @param model the file
     * @param seed the seed
     * @param seconds the time it took
     */
    public record Result(
            int steps,
            double loss,
            int parameters,
            double validation,
            int bestStep,
            int rows,
            int validRows,
            String states,
            String graph,
            String encoding,
            Path model,
            long seed,
            double seconds) {}

    /**
     * Trains, saves the model, and writes {@code learning.png} and {@code report.html}.
     *
     * @param options the options
     * @param console hears how it goes
     * @return the result
     * @throws IOException if a file can't be read or written
     * @throws ExperimentException if training diverged; the last good parameters are saved nevertheless
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        RandomStreams streams = new RandomStreams(options.common().seed());
        Split split = read(options, streams, console);
        Schema schema = split.train().schema();
        NetworkSpec spec = spec(options, schema);
        Outputs.prepare(options.common().out(), options.save());

        TrainingResult training;
        try (TrainingProgress progress =
                new TrainingProgress(console, options.trainer().steps())) {
            training = Trainer.of(options.trainer())
                    .fit(
                            spec,
                            Objectives.parse(options.objective(), options.head(), options.tail()),
                            split.train(),
                            split.valid(),
                            streams,
                            progress);
        }
        try (NeuralModel model = training.model()) {
            Result result = new Result(
                    training.steps(),
                    training.loss(),
                    model.parameterCount(),
                    training.validation(),
                    training.bestStep(),
                    split.train().count(),
                    split.valid().count(),
                    schema.space().toString(),
                    spec.graph().spec(),
                    spec.encoding().toString(),
                    options.save(),
                    options.common().seed(),
                    (System.nanoTime() - start) / 1e9);
            ModelFile.save(options.save(), new SavedModel(model, schema, notes(options)));
            new Report("fit", options, result)
                    .picture("learning.png", learningCurve(options, training), "Loss and validation criterion by step")
                    .write(options.common().out());
            if (training.diverged()) {
                throw new ExperimentException("training diverged after step " + training.steps()
                        + "; the last good parameters were saved to " + options.save()
                        + "; a smaller --learning-rate or --tail may help");
            }
            return result;
        }
    }

    private record Split(Dataset train, Dataset valid) {}

    private static Split read(Options options, RandomStreams streams, Console console) throws IOException {
        DataCatalog catalog = DataCatalog.of(options.common().dataDir());
        CsvOptions csv = options.data().csv();
        Dataset train = catalog.load(options.data().data(), csv);
        String base = options.data().data().replaceFirst(":train$", "");
        String valid =
                options.valid() != null ? options.valid() : catalog.has(base + ":valid") ? base + ":valid" : null;
        if (valid != null) {
            return new Split(train, catalog.load(valid, csv.withSchema(train.schema())));
        }
        if (train.count() < 2) {
            throw new ExperimentException(
                    options.data().data() + ": one row can't be split into training and validation data; give --valid");
        }
        Dataset.Split split = train.split(1 - HELD_OUT, streams.stream("validation-split"));
        if (!(split.first().totalWeight() > 0 && split.rest().totalWeight() > 0)) {
            throw new ExperimentException(options.data().data()
                    + ": too few rows of positive weight to split off validation data; give --valid");
        }
        console.note("there is no validation split: " + split.rest().count() + " of " + train.count()
                + " rows, drawn at random, are held out for validation");
        return new Split(split.first(), split.rest());
    }

    private static NetworkSpec spec(Options options, Schema schema) {
        String name = options.graph() != null ? options.graph() : schema.space().dimension() == 1 ? "cycle" : "hamming";
        Neighborhood graph = Checks.graph("--graph", name, schema.space());
        boolean labels = IntStream.range(0, schema.space().dimension()).anyMatch(schema::hasLabels);
        Encoding encoding =
                options.encoding() != null ? options.encoding() : labels ? Encoding.CATEGORY : Encoding.ORDINAL;
        return new NetworkSpec(
                options.model(), graph, options.widths(), options.activation(), encoding, options.head());
    }

    private static Map<String, String> notes(Options options) {
        return Map.of("version", Version.NUMBER, "options", Json.line(options));
    }

    private static byte[] learningCurve(Options options, TrainingResult training) {
        double[] steps = training.curve().stream()
                .mapToDouble(TrainingResult.Point::step)
                .toArray();
        double[] loss = training.curve().stream()
                .mapToDouble(TrainingResult.Point::loss)
                .toArray();
        double[] validation = training.curve().stream()
                .mapToDouble(TrainingResult.Point::validation)
                .toArray();
        List<XYChart> panels = new ArrayList<>();
        panels.add(curve("Training: " + options.objective(), "loss", steps, loss, new Color(70, 120, 200)));
        panels.add(curve("Validation: ratio matching", "criterion", steps, validation, new Color(235, 140, 40)));
        return Charts.png(panels);
    }

    private static XYChart curve(String title, String name, double[] steps, double[] values, Color color) {
        XYChart chart = Charts.panel(title, "step", name);
        chart.getStyler().setLegendVisible(false);
        if (steps.length > 0) {
            Charts.line(chart, name, steps, values, color);
        }
        return chart;
    }
}
