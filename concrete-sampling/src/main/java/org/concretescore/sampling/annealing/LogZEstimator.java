package org.concretescore.sampling.annealing;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.LongConsumer;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.SamplingListener;

/**
 * Estimates log Z of a model from data that it describes, without exact samples of the model. An {@link Exploration}
 * starts at rows of the data, the schedule has as many steps as the path needs, and then chains are annealed by one of
 * three methods. Immutable.
 *
 * <pre>{@code
 * RandomStreams streams = new RandomStreams(1);
 * Ising density = Ising.of(3, 3, 0.3); // yours
 * int[] rows = new int[200 * 9];
 * density.sample(streams.stream("rows"), 200, rows);
 * Dataset data = Dataset.of(Schema.of(density.space()), rows, 200);
 * LogZOptions options = LogZOptions.defaults().withChains(100);
 * LogZEstimator estimator = LogZEstimator.of(density, density.neighborhood(), data, options);
 * LogZResult result = estimator.interval(streams, "log Z", SamplingListener.SILENT);
 * double[] logDensities = new double[200];
 * density.logDensities(rows, 200, logDensities);
 * double meanLogLikelihood = LogLikelihood.of(data, logDensities).mean() - result.logZ();
 * }</pre>
 *
 * <p>Each method draws from streams whose names begin with the given name: {@code name + "/rows"},
 * {@code name + "/exploration"}, and the streams of the method. If the calling thread is interrupted, a method throws a
 * {@link org.concretescore.core.parallel.StoppedException}.
 */
public final class LogZEstimator {
    /** Exploration may take one in so many of the evaluations. */
    private static final int EXPLORATION = 4;
    /** The number of rows of the data that are drawn for exploration. */
    private static final int ROWS = 4096;
    /** The largest number of times that an interval is estimated, each time with three times the steps. */
    private static final int ROUNDS = 3;

    private static final String OTHER_MODEL =
            "RAISE bounds the log-likelihood of the model that annealed chains draw from,"
                    + " which can be more or less than that of the model itself; an interval compares the two.";

    private final LogDensity density;
    private final Neighborhood graph;
    private final Dataset data;
    private final LogZOptions options;
    private final AnnealingOptions annealing;
    private final long evaluations;

    private LogZEstimator(LogDensity density, Neighborhood graph, Dataset data, LogZOptions options) {
        this.density = density;
        this.graph = graph;
        this.data = data;
        this.options = options;
        this.annealing = options.annealing(graph.space().dimension());
        this.evaluations = options.isMeasured() ? options.evaluations() : Long.MAX_VALUE;
    }

    /**
     * Returns an estimator.
     *
     * @param density the model's log density, which need not be normalised
     * @param graph the graph on which chains move
     * @param data rows that the model describes, which show where its modes are
     * @param options the options of annealing
     * @return the estimator
     * @throws IllegalArgumentException if density, graph and data are on different spaces, or there are too many chains
     *     or sweeps for the number of coordinates
     */
    public static LogZEstimator of(LogDensity density, Neighborhood graph, Dataset data, LogZOptions options) {
        StateSpace space = graph.space();
        if (!density.space().equals(space) || !data.space().equals(space)) {
            throw new IllegalArgumentException("density and data must be on the space of the graph, " + space
                    + ", but are on " + density.space() + " and " + data.space());
        }
        Objects.requireNonNull(options, "options").requireRoom(space.dimension());
        return new LogZEstimator(density, graph, data, options);
    }

    /**
     * Estimates log Z and its lower end by annealed importance sampling ({@link Ais}).
     *
     * @param streams the source of the generators
     * @param name the first part of the names of their streams; chains draw from {@code name + "/ais"}
     * @param listener hears the progress
     * @return the estimate, without an upper end
     * @throws IllegalStateException if a log density is NaN or positive infinity, or all weights are 0
     */
    public LogZResult ais(RandomStreams streams, String name, SamplingListener listener) {
        Exploration exploration = explore(streams, name);
        Schedule schedule = schedule(exploration);
        try (SamplingListener.Progress progress = listener.begin("AIS", (long) annealing.chains() * schedule.steps())) {
            AnnealedChains chains =
                    Ais.run(exploration.path(), schedule, annealing, streams, name + "/ais", new Counter(progress));
            LogZEstimate estimate = Ais.estimate(chains);
            return new LogZResult(
                    estimate.logZ(),
                    OptionalDouble.of(estimate.lower()),
                    OptionalDouble.empty(),
                    Doubts.of(chains),
                    OptionalDouble.of(estimate.effectiveSampleSize()),
                    annealing.chains(),
                    schedule.steps(),
                    wanted(exploration));
        }
    }

    /**
     * Estimates the log normaliser of the model that annealed chains draw from, and its upper end, by {@link Raise}.
     * The result always has a doubt, because this model is not the one that is asked for.
     *
     * @param streams the source of the generators
     * @param name the first part of the names of their streams; rows and chains draw from {@code name + "/raise"}
     * @param listener hears the progress
     * @return the estimate, without a lower end
     * @throws IllegalStateException if a log density is NaN or positive infinity, or all weights are 0
     */
    public LogZResult raise(RandomStreams streams, String name, SamplingListener listener) {
        Exploration exploration = explore(streams, name);
        Schedule schedule = schedule(exploration);
        int rows = annealing.chains() / LogZOptions.CHAINS_PER_ROW;
        int[] states = WeightedRows.draw(data, rows, streams.stream(name + "/raise"));
        try (SamplingListener.Progress progress =
                listener.begin("RAISE", (long) rows * LogZOptions.CHAINS_PER_ROW * schedule.steps())) {
            AnnealedLikelihood raise = Raise.logLikelihoods(
                    exploration.path(),
                    schedule,
                    states,
                    rows,
                    LogZOptions.CHAINS_PER_ROW,
                    annealing,
                    streams,
                    name + "/raise",
                    new Counter(progress));
            double margin = LogZEstimate.STANDARD_ERRORS * raise.standardError();
            double upper = raise.logZ() < Double.POSITIVE_INFINITY ? raise.logZ() + margin : raise.logZ();
            return new LogZResult(
                    raise.logZ(),
                    OptionalDouble.empty(),
                    OptionalDouble.of(upper),
                    List.of(OTHER_MODEL),
                    OptionalDouble.empty(),
                    annealing.chains(),
                    schedule.steps(),
                    wanted(exploration));
        }
    }

    /**
     * Estimates log Z and both ends by a {@link LogZInterval}, with chains to the model and back. If neither
     * temperatures nor sweeps are given, a doubtful interval is estimated again with three times the steps, up to three
     * times in all.
     *
     * @param streams the source of the generators
     * @param name the first part of the names of their streams; chains draw from streams that begin with
     *     {@code name + "/sandwich"}
     * @param listener hears the progress, and a note before each round after the first
     * @return the estimate with both ends
     * @throws IllegalStateException if a log density is NaN or positive infinity, or all weights are 0
     */
    public LogZResult interval(RandomStreams streams, String name, SamplingListener listener) {
        Exploration exploration = explore(streams, name);
        try (Bars bars = new Bars(listener)) {
            LogZInterval interval = interval(exploration, streams, name + "/sandwich", bars);
            return new LogZResult(
                    interval.logZ(),
                    OptionalDouble.of(interval.lower()),
                    OptionalDouble.of(interval.upper()),
                    interval.doubts(),
                    OptionalDouble.of(interval.forward().effectiveSampleSize()),
                    annealing.chains(),
                    interval.temperatures(),
                    wanted(exploration));
        }
    }

    private LogZInterval interval(Exploration exploration, RandomStreams streams, String name, Bars bars) {
        if (options.temperatures().isPresent()) {
            int steps = options.temperatures().getAsInt();
            LongConsumer progress = bars.begin(1, 2L * annealing.chains() * steps);
            return LogZInterval.estimate(exploration, exploration.schedule(steps), annealing, streams, name, progress);
        }
        long rest = Math.max(1, evaluations - evaluations / EXPLORATION);
        // If the options say how long to anneal, there is one round only.
        int rounds = options.isMeasured() ? ROUNDS : 1;
        return LogZRounds.run(exploration, rest, annealing, rounds, streams, name, bars::begin);
    }

    private Exploration explore(RandomStreams streams, String name) {
        int[] rows = WeightedRows.draw(data, ROWS, streams.stream(name + "/rows"));
        long some = Math.max(1, evaluations / EXPLORATION);
        return Exploration.run(density, graph, rows, ROWS, annealing, some, streams, name + "/exploration");
    }

    private Schedule schedule(Exploration exploration) {
        if (options.temperatures().isPresent()) {
            return exploration.schedule(options.temperatures().getAsInt());
        }
        long affordable = Math.max(1, evaluations / annealing.chains() / annealing.proposals());
        return exploration.schedule((int) Math.min(exploration.steps(), affordable));
    }

    private int wanted(Exploration exploration) {
        return options.temperatures().orElse(exploration.steps());
    }

    /** For instance {@code LogZEstimator[hamming on StateSpace[2^4], 500 rows]}. */
    @Override
    public String toString() {
        return "LogZEstimator[" + graph + ", " + data.count() + " rows]";
    }

    /** Begins a task of the listener for each round. */
    private static final class Bars implements AutoCloseable {
        private final SamplingListener listener;
        private SamplingListener.Progress bar;

        Bars(SamplingListener listener) {
            this.listener = listener;
        }

        LongConsumer begin(int round, long transitions) {
            close();
            if (round > 1) {
                listener.note(
                        "the estimates disagree, or the weights vary too much; annealing starts again with three times"
                                + " the steps");
            }
            bar = listener.begin("annealing", transitions);
            return new Counter(bar);
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
            }
        }
    }

    /** Adds up the temperatures that chains have passed. Calls come one at a time. */
    private static final class Counter implements LongConsumer {
        private final SamplingListener.Progress progress;
        private long done;

        Counter(SamplingListener.Progress progress) {
            this.progress = progress;
        }

        @Override
        public void accept(long more) {
            done += more;
            progress.at(done);
        }
    }
}
