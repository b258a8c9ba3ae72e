package org.concretescore.examples.csm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.concretescore.core.baseline.ChowLiuTree;
import org.concretescore.core.baseline.DependentColumns;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.baseline.LogLikelihood;
import org.concretescore.core.data.ColumnGroups;
import org.concretescore.core.data.CsvOptions;
import org.concretescore.core.data.DataCatalog;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.report.Charts;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.examples.run.Checks;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.DataOptions;
import org.concretescore.examples.run.Identifiers;
import org.concretescore.examples.run.NetworkOptions;
import org.concretescore.examples.run.RunOptions;
import org.concretescore.examples.run.TrainingData;
import org.concretescore.examples.run.TrainingProgress;
import org.concretescore.examples.run.UsageException;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.train.Trainer;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingResult;

/**
 * Table 1 of the Concrete score paper: the exact test log-likelihood of a MADE, by data set and objective. Two
 * baselines, which are counted and not trained, are beside it.
 */
public final class Tabular {
    /** The paper's data sets. */
    public static final List<String> DATASETS = List.of(
            "nltcs", "plants", "jester", "amzn_diaper", "amzn_feeding", "amzn_gifts", "amzn_media", "amzn_toys");
    /** The objectives if no others are asked for. */
    public static final List<String> OBJECTIVES = List.of("csm-mc", "pseudo-likelihood-mc", "likelihood");
    /** The options of the objectives if no others are asked for: eight neighbors, or coordinates, for each row. */
    public static final ObjectiveOptions OBJECTIVE_OPTIONS =
            ObjectiveOptions.defaults().withNeighbors(8);
    /** The training options if no others are asked for. */
    public static final TrainerOptions TRAINER = TrainerOptions.defaults().withSteps(2000);

    /** The most columns that are read as one, if nothing else is asked for. */
    public static final int GROUP = 1;

    /** The most bits that are read as one column; more do not fit {@link ColumnGroups#STATES}. */
    private static final int MOST_GROUPED = 12;

    private static final List<Integer> WIDTHS = List.of(128, 128);
    /** If there are more columns than this, neighbors are sampled instead of evaluating all of them. */
    public static final int FULL_COLUMNS = 20;

    private static final String SAMPLED = "-mc";

    private Tabular() {}

    /**
     * Returns a network with the widths of these experiments, if it does not have any.
     *
     * @param asked the network
     * @return the network with widths
     */
    public static NetworkOptions network(NetworkOptions asked) {
        return asked.widths() != null ? asked : asked.withWidths(WIDTHS);
    }

    private static Objective objective(String name, ObjectiveOptions options) {
        return Checks.objective("--objective", name, Unit.LOG_RATIO, options);
    }

    /**
     * The options.
     *
     * @param datasets names or path prefixes of data with splits for training and test
     * @param objectives what is minimised, one training each
     * @param objectiveOptions what the objectives were made with; their sampled forms are made with them, too
     * @param group the most columns that are read as one, at least 1: those that depend on each other most
     * @param network the MADE
     * @param keepIdentifiers whether a network of more than a million parameters is trained, too, if most of them are
     *     for columns of which most rows have a value of their own
     * @param trainer how to train it
     * @param common seed and folders
     */
    public record Options(
            List<String> datasets,
            List<Objective> objectives,
            ObjectiveOptions objectiveOptions,
            int group,
            NetworkOptions network,
            boolean keepIdentifiers,
            TrainerOptions trainer,
            RunOptions common) {
        public Options {
            datasets = datasets.stream().distinct().toList();
            objectives = objectives.stream().distinct().toList();
            Checks.isTrue(!datasets.isEmpty(), "--dataset", datasets, "at least one");
            for (String dataset : datasets) {
                Checks.isTrue(!dataset.isBlank(), "--dataset", "'" + dataset + "'", "a name or a path prefix");
                Checks.isTrue(
                        !dataset.matches(".*:(train|valid|test)"),
                        "--dataset",
                        dataset,
                        "named without a split, for all of its splits are used");
            }
            Checks.isTrue(!objectives.isEmpty(), "--objective", objectives, "at least one");
            Checks.isTrue(group >= 1 && group <= MOST_GROUPED, "--group", group, "a number from 1 to " + MOST_GROUPED);
            Checks.isTrue(
                    network.model() == NetworkOptions.Model.MADE,
                    "--model",
                    network.model(),
                    "made, whose likelihood is exact");
        }

        /**
         * The defaults: all data sets of the paper's table.
         *
         * @return the options
         */
        public static Options defaults() {
            return new Options(
                    DATASETS,
                    OBJECTIVES.stream()
                            .map(name -> objective(name, OBJECTIVE_OPTIONS))
                            .toList(),
                    OBJECTIVE_OPTIONS,
                    GROUP,
                    Tabular.network(NetworkOptions.of(NetworkOptions.Model.MADE)),
                    false,
                    TRAINER,
                    RunOptions.defaults("tabular"));
        }

        public Options withDatasets(List<String> values) {
            return new Options(values, objectives, objectiveOptions, group, network, keepIdentifiers, trainer, common);
        }

        public Options withObjectives(List<Objective> values) {
            return new Options(datasets, values, objectiveOptions, group, network, keepIdentifiers, trainer, common);
        }
    }

    /**
     * The result.
     *
     * @param rows the models, by data set and then by objective
     * @param seed the seed
     * @param seconds the time that the run took
     */
    public record Result(List<Row> rows, long seed, double seconds) {
        public Result {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A trained model. Its log-likelihoods are means on the test split, in nats a row.
     *
     * @param dataset the data set
     * @param objective the objective; if there are many columns, it is the form with sampled neighbors
     * @param testLogLikelihood the log-likelihood of the MADE
     * @param stdError its standard error
     * @param bernoulli the log-likelihood of independent columns
     * @param chowLiu the log-likelihood of the Chow-Liu tree
     * @param validation the mean of {@code -log q} on the validation split, which chose the parameters; if there are
     *     several masks, the mean over them; NaN if training diverged before the first validation
     * @param steps the number of training steps that were done
     * @param bestStep the step whose parameters the model has
     * @param diverged whether training ended because the loss was no longer a number; the model then has the last good
     *     parameters
     * @param seconds the time that training and evaluation took
     */
    public record Row(
            String dataset,
            String objective,
            double testLogLikelihood,
            double stdError,
            double bernoulli,
            double chowLiu,
            double validation,
            int steps,
            int bestStep,
            boolean diverged,
            double seconds) {}

    /**
     * Trains and evaluates all models. After each, it writes {@code tabular.png} and {@code report.html}.
     *
     * @param options the options
     * @param console receives the progress, and a line for each row
     * @return the result
     * @throws IOException if a file can't be read or written; all data are read before the first training
     * @throws UsageException if a network would be large because of columns of identifiers; it is thrown before the
     *     first training
     * @throws org.concretescore.core.parallel.StoppedException if the thread is interrupted; the files then hold the
     *     rows that are done
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        RandomStreams streams = new RandomStreams(options.common().seed());
        DataCatalog catalog = DataCatalog.of(options.common().dataDir());
        List<Splits> all = new ArrayList<>();
        for (String name : options.datasets()) {
            Splits splits = Splits.read(catalog, name, streams, console);
            checkIdentifiers(options, splits, console);
            all.add(splits);
        }
        Outputs.prepare(options.common().out());
        List<Row> rows = new ArrayList<>();
        Result result = null;
        for (Splits splits : all) {
            Baselines baselines = Baselines.of(splits);
            Splits grouped = splits.grouped(options.group());
            for (Objective objective : objectives(options, splits, console)) {
                Row row = row(options, grouped, baselines, objective, streams, console);
                console.note(line(row));
                rows.add(row);
                result = new Result(rows, options.common().seed(), (System.nanoTime() - start) / 1e9);
                write(options, result);
            }
        }
        return result;
    }

    /**
     * Checks the columns of the file. It does not check grouped columns, because a group of ordinary columns may also
     * have a value of its own in most rows.
     */
    private static void checkIdentifiers(Options options, Splits splits, Console console) {
        Dataset train = splits.training().train();
        Identifiers identifiers = Identifiers.of(train);
        identifiers.tell(splits.name(), console);
        if (!options.keepIdentifiers()) {
            NetworkSpec spec = options.network()
                    .spec(
                            null,
                            train.schema(),
                            options.objectives().get(0),
                            options.common().seed());
            identifiers.requireSmall(spec.network().parameterCount());
        }
    }

    /** The splits of a data set. */
    private record Splits(String name, TrainingData training, Dataset test) {
        static Splits read(DataCatalog catalog, String name, RandomStreams streams, Console console)
                throws IOException {
            DataOptions data = DataOptions.of(name + ":train");
            TrainingData training =
                    TrainingData.read(catalog, data, null, TrainingData.missing(name), streams, console);
            CsvOptions columns = data.csv().withSchema(training.train().schema());
            return new Splits(name, training, catalog.load(name + ":test", columns));
        }

        /** Returns the same rows, with dependent columns read as one. */
        Splits grouped(int most) {
            if (most == 1) {
                return this;
            }
            ColumnGroups groups = DependentColumns.groups(training.train(), most);
            return new Splits(
                    name,
                    new TrainingData(groups.group(training.train()), groups.group(training.valid())),
                    groups.group(test));
        }
    }

    /** The mean log-likelihoods of the baselines on the test split. */
    private record Baselines(double bernoulli, double chowLiu) {
        static Baselines of(Splits splits) {
            Dataset train = splits.training().train();
            return new Baselines(
                    LogLikelihood.of(splits.test(), IndependentModel.of(train)).mean(),
                    LogLikelihood.of(splits.test(), ChowLiuTree.of(train)).mean());
        }
    }

    /** Returns the objectives that the models of a data set are trained with. */
    private static List<Objective> objectives(Options options, Splits splits, Console console) {
        int columns = splits.test().space().dimension();
        List<Objective> objectives = new ArrayList<>();
        for (Objective objective : options.objectives()) {
            Objective taken = objective;
            if (columns > FULL_COLUMNS && Objectives.hasSampledForm(objective.name())) {
                taken = objective(objective.name() + SAMPLED, options.objectiveOptions());
                console.note(splits.name() + " has " + columns + " columns, more than " + FULL_COLUMNS + ": "
                        + taken.name() + " is trained instead of " + objective.name());
            }
            if (!objectives.contains(taken)) {
                objectives.add(taken);
            }
        }
        return objectives;
    }

    private static Row row(
            Options options,
            Splits splits,
            Baselines baselines,
            Objective objective,
            RandomStreams streams,
            Console console) {
        long start = System.nanoTime();
        Dataset train = splits.training().train();
        NetworkSpec spec = options.network()
                .spec(null, train.schema(), objective, options.common().seed());
        TrainingResult<NeuralModel> training;
        try (TrainingProgress progress = new TrainingProgress(console, splits.name() + " " + objective.name())) {
            training = Trainer.of(options.trainer())
                    .withValidation(splits.training().valid())
                    .withListener(progress)
                    .fit(spec, objective, train, streams);
        }
        try (NeuralModel model = training.model()) {
            TrainingProgress.requireEnd(training.stopped());
            LogLikelihood test = LogLikelihood.of(splits.test(), (NormalisedDensity) model);
            return new Row(
                    splits.name(),
                    objective.name(),
                    test.mean(),
                    test.stdError(),
                    baselines.bernoulli(),
                    baselines.chowLiu(),
                    training.validation(),
                    training.steps(),
                    training.bestStep(),
                    training.diverged(),
                    (System.nanoTime() - start) / 1e9);
        }
    }

    private static String line(Row row) {
        String line = String.format(
                Locale.ROOT,
                "%s %s: %.3f +- %.3f (Bernoulli %.3f, Chow-Liu %.3f), %.0f s",
                row.dataset(),
                row.objective(),
                row.testLogLikelihood(),
                row.stdError(),
                row.bernoulli(),
                row.chowLiu(),
                row.seconds());
        return row.diverged()
                ? line + "; training diverged after step " + row.steps() + ", these are the parameters of step "
                        + row.bestStep() + "; a smaller --learning-rate or --tail may help"
                : line;
    }

    private static void write(Options options, Result result) throws IOException {
        new Report("tabular", options, result)
                .picture(
                        "tabular.png",
                        picture(result),
                        "Test log-likelihood above that of the Chow-Liu tree, nats a row; higher is better")
                .write(options.common().out());
    }

    private static byte[] picture(Result result) {
        List<String> datasets =
                result.rows().stream().map(Row::dataset).distinct().toList();
        Map<String, double[]> heights = new LinkedHashMap<>();
        for (Row row : result.rows()) {
            double[] bars = heights.computeIfAbsent(row.objective(), name -> {
                double[] none = new double[datasets.size()];
                Arrays.fill(none, Double.NaN);
                return none;
            });
            bars[datasets.indexOf(row.dataset())] = row.testLogLikelihood() - row.chowLiu();
        }
        return Charts.png(List.of(
                Charts.groupedBars("Test log-likelihood above Chow-Liu", "nats a row", labels(datasets), heights)));
    }

    /** Returns the last part of each path if these differ, because a whole path does not fit below a bar. */
    private static List<String> labels(List<String> datasets) {
        List<String> labels = datasets.stream()
                .map(name -> name.substring(name.lastIndexOf('/') + 1))
                .toList();
        return labels.stream().distinct().count() == labels.size() ? labels : datasets;
    }
}
