package org.concretescore.examples.experiment;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.sampling.annealing.Ais;
import org.concretescore.sampling.annealing.AnnealedChains;
import org.concretescore.sampling.annealing.AnnealedLikelihood;
import org.concretescore.sampling.annealing.AnnealingOptions;
import org.concretescore.sampling.annealing.AnnealingPath;
import org.concretescore.sampling.annealing.LogZEstimate;
import org.concretescore.sampling.annealing.Pilot;
import org.concretescore.sampling.annealing.Raise;
import org.concretescore.sampling.annealing.Schedule;

/**
 * A model's log Z by AIS, and what RAISE puts in its place at rows of data.
 *
 * <p>A first pilot anneals from the uniform distribution. The marginals of the states where it ends are the base of a second
 * one, which measures the schedule, and of the run. The data play no part in it.
 *
 * @param ais log Z from below; null if only RAISE was asked for
 * @param raise from above; null if only AIS was asked for
 * @param chains number of chains each way
 * @param temperatures number of steps of the schedule
 */
public record AnnealedEstimate(LogZEstimate ais, AnnealedLikelihood raise, int chains, int temperatures) {
    private static final int CHAINS = 1000;
    private static final int SWEEPS = 1;
    private static final int PILOT_CHAINS = 128;
    /** A pilot takes more of them than the run; with room to spare. */
    private static final int PILOT_SWEEPS = 8;
    /** The standard deviation of log weights, in nats, that measured schedules aim at. */
    private static final double DEVIATION = 0.2;

    private static final int LONGEST = 20_000;
    /** Backward chains from each row. */
    private static final int CHAINS_PER_ROW = 4;

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
                throw new UsageException(
                        argument + " must be at most " + most + " for " + columns + " columns, was " + value);
            }
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
            Neighborhood graph,
            Dataset data,
            String estimator,
            Options given,
            RandomStreams streams,
            Console console) {
        given.requireRoom(density.space().dimension());
        AnnealingPath path = AnnealingPath.of(IndependentModel.uniform(density.space()), density, graph);
        AnnealingOptions options = given.forColumns(density.space().dimension());
        AnnealingOptions few = options.withChains(Math.min(PILOT_CHAINS, options.chains()));
        path = path.from(Pilot.run(path, few, streams, "evaluate/pilot").marginals());
        Schedule schedule = schedule(Pilot.run(path, few, streams, "evaluate/schedule"), given, console);
        LogZEstimate ais = estimator.equals("raise") ? null : ais(path, schedule, options, streams, console);
        AnnealedLikelihood raise =
                estimator.equals("ais") ? null : raise(path, schedule, data, options, streams, console);
        return new AnnealedEstimate(ais, raise, options.chains(), schedule.steps());
    }

    private static Schedule schedule(Pilot pilot, Options given, Console console) {
        if (given.temperatures() != null) {
            return pilot.schedule(given.temperatures());
        }
        Schedule measured = pilot.scheduleFor(DEVIATION);
        if (measured.steps() <= LONGEST) {
            return measured;
        }
        console.note("the path asks for " + measured.steps() + " temperatures and gets " + LONGEST
                + ": bounds may be loose; --temperatures takes any number");
        return pilot.schedule(LONGEST);
    }

    private static LogZEstimate ais(
            AnnealingPath path, Schedule schedule, AnnealingOptions options, RandomStreams streams, Console console) {
        long all = (long) options.chains() * schedule.steps();
        try (Console.Progress progress = console.progress("AIS", all)) {
            AnnealedChains chains =
                    Ais.run(path, schedule, options, streams, "evaluate/ais", new Counter(progress)::add);
            LogZEstimate estimate = Ais.estimate(chains);
            if (estimate.effectiveSampleSize() < options.chains() / 10.0) {
                console.note("the effective sample size of the AIS weights is " + estimate.effectiveSampleSize()
                        + " of " + options.chains()
                        + " chains: its standard error may be too small; take more --temperatures or --sweeps");
            }
            return estimate;
        }
    }

    private static AnnealedLikelihood raise(
            AnnealingPath path,
            Schedule schedule,
            Dataset data,
            AnnealingOptions options,
            RandomStreams streams,
            Console console) {
        int rows = options.chains() / CHAINS_PER_ROW;
        int[] states = drawRows(data, rows, streams.stream("evaluate/rows"));
        try (Console.Progress progress = console.progress("RAISE", (long) rows * CHAINS_PER_ROW * schedule.steps())) {
            return Raise.logLikelihoods(
                    path,
                    schedule,
                    states,
                    rows,
                    CHAINS_PER_ROW,
                    options,
                    streams,
                    "evaluate/raise",
                    new Counter(progress)::add);
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

    /** The estimate to be reported: that of AIS where there is one. */
    double logZ() {
        return ais == null ? raise.logZ() : ais.logZ();
    }

    /** RAISE's value, with three standard errors on the side of caution. */
    double raiseUpper() {
        double margin = LogZEstimate.STANDARD_ERRORS * raise.standardError();
        return raise.logZ() < Double.POSITIVE_INFINITY ? raise.logZ() + margin : raise.logZ();
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
