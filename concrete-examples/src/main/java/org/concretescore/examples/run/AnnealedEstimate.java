package org.concretescore.examples.run;

import java.util.List;
import java.util.function.LongConsumer;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.space.Counts;
import org.concretescore.sampling.annealing.Ais;
import org.concretescore.sampling.annealing.AnnealedChains;
import org.concretescore.sampling.annealing.AnnealedLikelihood;
import org.concretescore.sampling.annealing.AnnealingOptions;
import org.concretescore.sampling.annealing.Exploration;
import org.concretescore.sampling.annealing.LogZEstimate;
import org.concretescore.sampling.annealing.LogZInterval;
import org.concretescore.sampling.annealing.Raise;
import org.concretescore.sampling.annealing.Schedule;

/**
 * A model's log Z by annealing.
 *
 * @param logZ the estimate: by chains to the model, or of RAISE, what stands in its place in the annealed model
 * @param lower the lower end of its interval; null of RAISE, which bounds from above
 * @param upper the upper end; null of AIS, which bounds from below
 * @param doubts why the ends may not hold, in full sentences
 * @param effectiveSampleSize of the weights of chains to the model; null of RAISE
 * @param chains number of chains each way
 * @param temperatures number of steps of the schedule
 */
public record AnnealedEstimate(
        double logZ,
        Double lower,
        Double upper,
        List<String> doubts,
        Double effectiveSampleSize,
        int chains,
        int temperatures) {
    private static final int CHAINS = 1000;
    private static final int SWEEPS = 1;
    /** Pilots and backward chains take more of them than the run; with room to spare. */
    private static final int PILOT_SWEEPS = 256;

    /**
     * How much all evaluations may cost, in parameters: a minute and a half or so of two cores. And what an evaluation costs
     * beside the network. In numbers of evaluations and not in time, so that results are the same on every machine.
     */
    private static final double WORK = 5e12;

    private static final double OVERHEAD = 50_000;
    /** The part of it that exploration may take. */
    private static final int EXPLORATION = 4;
    /** Backward chains of RAISE from each row. */
    private static final int CHAINS_PER_ROW = 4;
    /** Rows of the data that are drawn for exploration. */
    private static final int ROWS = 4096;
    /** How often sandwich anneals at most, each time with three times the steps. */
    private static final int ROUNDS = 3;

    private static final String OTHER_MODEL =
            "RAISE bounds the log-likelihood of the model that annealed chains draw from,"
                    + " which can be more or less than that of the model itself; --estimator sandwich compares the two.";

    /**
     * The options; what is null has a default, or is measured.
     *
     * @param chains number of chains each way, at least 8 (1000)
     * @param temperatures number of steps of the schedule, at least 1 (measured)
     * @param sweeps proposals at each temperature, in multiples of the columns, at least 1 (1)
     * @param threads number of threads, at least 1 (one a processor). The result doesn't depend on it
     */
    public record Options(Integer chains, Integer temperatures, Integer sweeps, Integer threads) {
        /** Nothing given. */
        public static final Options DEFAULTS = new Options(null, null, null, null);

        public Options {
            atLeast("--chains", chains, 2 * CHAINS_PER_ROW);
            atLeast("--temperatures", temperatures, 1);
            atLeast("--sweeps", sweeps, 1);
            atLeast("--threads", threads, 1);
            Checks.isTrue(
                    temperatures == null || temperatures <= Schedule.STEPS,
                    "--temperatures",
                    temperatures,
                    "at most " + Schedule.STEPS);
        }

        private static void atLeast(String argument, Integer value, int least) {
            if (value != null) {
                Checks.atLeast(argument, value, least);
            }
        }

        /** Refuses options that nothing would come of. */
        void requireNone() {
            requireNone("--chains", chains);
            requireNone("--temperatures", temperatures);
            requireNone("--sweeps", sweeps);
            requireNone("--threads", threads);
        }

        private static void requireNone(String argument, Integer value) {
            if (value != null) {
                throw new IllegalArgumentException(argument + " " + value
                        + " means nothing to the estimator exact; take --estimator ais, raise or sandwich");
            }
        }

        /**
         * Checks that chains and steps are not too many to be counted.
         *
         * @param columns of the data
         * @throws UsageException if they are
         */
        void requireRoom(int columns) {
            requireRoom("--chains", chains, Integer.MAX_VALUE / columns, columns);
            requireRoom("--sweeps", sweeps, Integer.MAX_VALUE / PILOT_SWEEPS / columns, columns);
        }

        private static void requireRoom(String argument, Integer value, int most, int columns) {
            if (value != null && value > most) {
                throw new UsageException(argument + " must be at most " + most + " for " + Counts.of(columns, "column")
                        + ", was " + value);
            }
        }

        /** How many evaluations are affordable; any number where it is said how to anneal. */
        private long evaluations(double parameters) {
            return temperatures == null && sweeps == null ? (long) (WORK / (parameters + OVERHEAD)) : Long.MAX_VALUE;
        }

        private AnnealingOptions forColumns(int columns) {
            int processors = Runtime.getRuntime().availableProcessors();
            return new AnnealingOptions(
                    chains == null ? CHAINS : chains,
                    columns * (sweeps == null ? SWEEPS : sweeps),
                    threads == null ? processors : threads);
        }
    }

    static AnnealedEstimate of(
            LogDensity density,
            double parameters,
            Neighborhood graph,
            Dataset data,
            String estimator,
            Options given,
            RandomStreams streams,
            Console console) {
        given.requireRoom(density.space().dimension());
        AnnealingOptions options = given.forColumns(density.space().dimension());
        int[] rows = drawRows(data, ROWS, streams.stream("evaluate/rows"));
        long all = given.evaluations(parameters);
        long some = all / EXPLORATION;
        Exploration exploration =
                Exploration.run(density, graph, rows, ROWS, options, some, streams, "evaluate/exploration");
        return switch (estimator) {
            case "ais" ->
                ais(exploration, schedule(exploration, given, all, options, console), options, streams, console);
            case "raise" ->
                raise(
                        exploration,
                        schedule(exploration, given, all, options, console),
                        data,
                        options,
                        streams,
                        console);
            default -> sandwich(exploration, given, all - some, options, streams, console);
        };
    }

    private static Schedule schedule(
            Exploration exploration, Options given, long evaluations, AnnealingOptions options, Console console) {
        if (given.temperatures() != null) {
            return exploration.schedule(given.temperatures());
        }
        long affordable = Math.max(1, evaluations / options.chains() / options.proposals());
        int steps = (int) Math.min(exploration.steps(), affordable);
        noteFewer(exploration.steps(), steps, console);
        return exploration.schedule(steps);
    }

    private static void noteFewer(int asked, int steps, Console console) {
        if (steps < asked) {
            console.note("the path asks for " + asked + " temperatures, and the time for " + steps
                    + "; --sweeps 1 takes the time that it needs, and --temperatures any number");
        }
    }

    private static AnnealedEstimate ais(
            Exploration exploration,
            Schedule schedule,
            AnnealingOptions options,
            RandomStreams streams,
            Console console) {
        try (Console.Progress progress = console.progress("AIS", (long) options.chains() * schedule.steps())) {
            AnnealedChains chains =
                    Ais.run(exploration.path(), schedule, options, streams, "evaluate/ais", new Counter(progress)::add);
            LogZEstimate estimate = Ais.estimate(chains);
            return new AnnealedEstimate(
                    estimate.logZ(),
                    estimate.lower(),
                    null,
                    LogZInterval.doubts(chains),
                    estimate.effectiveSampleSize(),
                    options.chains(),
                    schedule.steps());
        }
    }

    private static AnnealedEstimate raise(
            Exploration exploration,
            Schedule schedule,
            Dataset data,
            AnnealingOptions options,
            RandomStreams streams,
            Console console) {
        int rows = options.chains() / CHAINS_PER_ROW;
        int[] states = drawRows(data, rows, streams.stream("evaluate/raise"));
        try (Console.Progress progress = console.progress("RAISE", (long) rows * CHAINS_PER_ROW * schedule.steps())) {
            AnnealedLikelihood raise = Raise.logLikelihoods(
                    exploration.path(),
                    schedule,
                    states,
                    rows,
                    CHAINS_PER_ROW,
                    options,
                    streams,
                    "evaluate/raise",
                    new Counter(progress)::add);
            double margin = LogZEstimate.STANDARD_ERRORS * raise.standardError();
            double upper = raise.logZ() < Double.POSITIVE_INFINITY ? raise.logZ() + margin : raise.logZ();
            return new AnnealedEstimate(
                    raise.logZ(), null, upper, List.of(OTHER_MODEL), null, options.chains(), schedule.steps());
        }
    }

    private static AnnealedEstimate sandwich(
            Exploration exploration,
            Options given,
            long evaluations,
            AnnealingOptions options,
            RandomStreams streams,
            Console console) {
        // Whoever says how to anneal gets that and no more.
        int rounds = given.temperatures() == null && given.sweeps() == null ? ROUNDS : 1;
        try (Bars bars = new Bars(console)) {
            LogZInterval interval = given.temperatures() == null
                    ? LogZInterval.inRounds(
                            exploration, evaluations, options, rounds, streams, "evaluate/sandwich", bars::begin)
                    : LogZInterval.estimate(
                            exploration,
                            exploration.schedule(given.temperatures()),
                            options,
                            streams,
                            "evaluate/sandwich",
                            bars.begin(1, 2L * options.chains() * given.temperatures()));
            if (given.temperatures() == null) {
                noteFewer(exploration.steps(), interval.temperatures(), console);
            }
            return new AnnealedEstimate(
                    interval.logZ(),
                    interval.lower(),
                    interval.upper(),
                    interval.doubts(),
                    interval.forward().effectiveSampleSize(),
                    options.chains(),
                    interval.temperatures());
        }
    }

    /** A bar of progress a round. */
    private static final class Bars implements AutoCloseable {
        private final Console console;
        private Console.Progress bar;

        Bars(Console console) {
            this.console = console;
        }

        LongConsumer begin(int round, long transitions) {
            close();
            if (round > 1) {
                console.note(
                        "the estimates disagree, or weights vary too much: annealing again, with three times the steps");
            }
            bar = console.progress("annealing", transitions);
            return new Counter(bar)::add;
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
            }
        }
    }

    /** Rows of the data, drawn with replacement by their weights. */
    private static int[] drawRows(Dataset data, int count, UniformRandomProvider random) {
        int dimension = data.space().dimension();
        double[] weights = data.weights();
        double[] cumulative = new double[weights.length];
        double sum = 0;
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            cumulative[i] = sum;
            last = weights[i] > 0 ? i : last;
        }
        int[] all = data.states();
        int[] drawn = new int[Math.multiplyExact(count, dimension)];
        for (int row = 0; row < count; row++) {
            double u = random.nextDouble() * sum;
            int low = 0;
            int high = last;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (cumulative[middle] > u) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            System.arraycopy(all, low * dimension, drawn, row * dimension, dimension);
        }
        return drawn;
    }

    /** Adds up what it is told, one call at a time. */
    private static final class Counter {
        private final Console.Progress progress;
        private long done;

        Counter(Console.Progress progress) {
            this.progress = progress;
        }

        void add(long more) {
            done += more;
            progress.at(done, "");
        }
    }
}
