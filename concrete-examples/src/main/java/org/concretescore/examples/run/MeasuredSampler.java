package org.concretescore.examples.run;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.Samples;
import org.concretescore.sampling.chain.SamplingOptions;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.chain.TransitionKernel;
import org.concretescore.sampling.diagnostics.Diagnostics;
import org.concretescore.sampling.diagnostics.TransitionMatrix;
import org.concretescore.sampling.tempering.Tempering;

/**
 * A kernel of {@link Samplers} for as long as its measured mixing asks.
 *
 * <p>On up to {@value #MATRIX_STATES} states mixing is measured exactly, from the powers of the transition matrix: the
 * burn-in makes the law of a chain forget its start up to a total variation distance of {@value #FORGOTTEN}, the
 * thinning up to {@value #LOOSENED}. On larger spaces, and for kernels whose transitions take long to write out, it is
 * measured on the chains themselves, which start at uniformly random states: windows of {@value #WINDOW} draws, more where
 * chains are few, each twice as long as the one before, until the R-hat by ranks of every statistic is at most
 * {@value #AGREED}; the thinning is the integrated autocorrelation time in the last window.
 */
public final class MeasuredSampler {
    private static final int MATRIX_STATES = 512;
    /** Kernels whose transition probabilities cost about a row at a state. */
    private static final List<String> BY_MATRIX =
            List.of(Samplers.MH, "barker", "rejection-free", "gibbs", "locally-balanced");

    private static final double FORGOTTEN = 1e-3;
    private static final double LOOSENED = 0.5;
    private static final int WINDOW = 64;
    /** The R-hat of a few short chains is above the threshold by chance alone. */
    private static final int WINDOW_OF_ALL_CHAINS = 4096;

    private static final double AGREED = 1.01;
    /** A lazy chain is aperiodic. */
    private static final double LAZINESS = 0.1;
    /** Models with at most so many log ratios are evaluated once at every state. */
    private static final int TABLE_ENTRIES = 1 << 22;

    /** Steps of all chains together: about a minute on two cores. */
    private static final long MATRIX_BUDGET = 10_000_000_000L;

    private static final long TABLE_BUDGET = 200_000_000L;
    /** Evaluations of a network; a row of a tied one costs one at the state and one at each neighbor. */
    private static final long NETWORK_EVALUATIONS = 30_000_000L;
    /** What a proposal by gradients costs: one gradient and one density. */
    private static final int GRADIENT_EVALUATIONS = 4;

    private static final int MOST_CHAINS_IN_A_TABLE = 2000;
    private static final int MOST_CHAINS = 256;
    public static final int FEWEST_CHAINS = 4;
    /** As many rounds at least, where the samples allow it, so that diagnostics mean something. */
    private static final int ROUNDS = 8;

    private final String sampler;
    private final Samplers samplers;
    private final ScoreModel model;
    private final LogDensity density;
    private final EnumerableKernel kernel;

    private MeasuredSampler(String sampler, Samplers samplers, ScoreModel model, LogDensity density) {
        this.sampler = sampler;
        this.samplers = samplers;
        this.model = model;
        this.density = density;
        this.kernel = samplers.kernel(sampler, model, density);
    }

    /**
     * A sampler of a model.
     *
     * @param sampler one of {@link Samplers#NAMES}
     * @param model the score to go by
     * @param density its density, or null if it has none
     * @return the sampler; of {@code chromatic} the model has been evaluated at a few states
     * @throws UsageException if the sampler can't take such a model
     */
    public static MeasuredSampler of(String sampler, ScoreModel model, LogDensity density) {
        return new MeasuredSampler(sampler, Samplers.defaults().withLaziness(LAZINESS), model, density);
    }

    /**
     * What a draw may spend on knowing its model, beside the request.
     *
     * @param matrixStates mixing is measured exactly on at most so many states
     * @param tableEntries a model with at most so many log ratios is evaluated at every state
     * @param parts the budget, where none is given, is one of so many parts of the whole
     */
    public record Effort(int matrixStates, int tableEntries, int parts) {
        private static final int FEW_SAMPLES = 1000;

        /** One draw is all there is. */
        static final Effort WHOLE = new Effort(MATRIX_STATES, TABLE_ENTRIES, 1);

        /** One of several draws, each from another model: for a few samples, a large table costs more than it saves. */
        static Effort ofMany(int draws, int samples) {
            return samples < FEW_SAMPLES
                    ? new Effort(MATRIX_STATES / 8, TABLE_ENTRIES >> 8, draws)
                    : new Effort(MATRIX_STATES, TABLE_ENTRIES, draws);
        }

        /** A part, but enough for some windows. */
        long budget(long whole) {
            return Math.max(Math.min(whole, 8 * WINDOW_OF_ALL_CHAINS), whole / parts);
        }
    }

    /**
     * What is wanted; null leaves a choice to measurement.
     *
     * @param samples how many
     * @param chains how many chains
     * @param burnIn steps of each chain before its first sample
     * @param thinning steps of each chain before each sample
     * @param budget the most steps that all chains together may take
     */
    public record Request(int samples, Integer chains, Long burnIn, Long thinning, Long budget) {
        public static Request of(int samples) {
            return new Request(samples, null, null, null, null);
        }
    }

    /**
     * What came out.
     *
     * @param samples the samples
     * @param chains how many chains
     * @param burnIn steps that each chain took before its first sample
     * @param thinning steps that each chain took before each sample
     * @param steps of all chains together
     * @param mixed whether the chains ran as long as their mixing asked
     * @param acceptance the share of accepted proposals
     * @param rHat the largest R-hat by ranks of the statistics, NaN if the chains are too short for it
     * @param ess the smallest effective sample size by ranks of the statistics, NaN if the chains are too short for it
     */
    public record Outcome(
            Samples samples,
            int chains,
            long burnIn,
            long thinning,
            long steps,
            boolean mixed,
            double acceptance,
            double rHat,
            double ess) {}

    /** What the sampler adapts, as it stands. */
    public String adaptable() {
        return samplers.adaptable(sampler);
    }

    /**
     * The same, adapted by a warm-up that takes about as many steps as a draw without a budget may.
     *
     * @param streams where the generators come from
     */
    public MeasuredSampler adapted(RandomStreams streams) {
        boolean table = inTable(Effort.WHOLE);
        ScoreModel quick = table ? TableScore.of(model) : model;
        LogDensity exact = table && density != null ? ExactDistribution.of(density) : density;
        long budget = table ? TABLE_BUDGET : NETWORK_EVALUATIONS / evaluations(kernel);
        return new MeasuredSampler(sampler, samplers.adapted(sampler, quick, exact, budget, streams), model, density);
    }

    /** Of gradients there is no table. */
    private boolean inTable(Effort effort) {
        Neighborhood graph = model.neighborhood();
        return !sampler.equals("gwg") && graph.space().hasAtMost(effort.tableEntries() / Math.max(1, graph.slots()));
    }

    /** What a step may cost. */
    private long evaluations(EnumerableKernel stepping) {
        boolean gradients = sampler.equals("gwg") || sampler.equals("dlp") && density instanceof GradientDensity;
        long evaluations =
                gradients ? GRADIENT_EVALUATIONS : model.neighborhood().slots() + 1;
        return stepping instanceof Tempering tempering
                // A step is a sweep of every replica.
                ? evaluations * tempering.moves() * tempering.ladder().replicas()
                : evaluations;
    }

    /**
     * Checks that the chains, and the windows that their mixing is measured in, are not too many for arrays.
     *
     * @param chains how many, or null where that is left to measurement
     * @throws UsageException if they are
     */
    public void requireRoom(Integer chains) {
        if (chains != null) {
            Checks.chains(chains, WINDOW, kernel.space(), model.neighborhood());
        }
    }

    /** Metropolis-Hastings by a score. */
    public static Outcome draw(ScoreModel model, Request request, RandomStreams streams, Console console) {
        return of(Samplers.MH, model, null).draw(request, Effort.WHOLE, streams, "chain", console);
    }

    /**
     * Draws samples.
     *
     * @param request what is wanted
     * @param effort what may be spent
     * @param streams where chain c gets its generator
     * @param name of its stream
     * @param console hears how it goes
     * @return the samples
     * @throws UsageException as by {@link #requireRoom}
     */
    public Outcome draw(Request request, Effort effort, RandomStreams streams, String name, Console console) {
        requireRoom(request.chains());
        boolean table = inTable(effort);
        boolean matrix =
                BY_MATRIX.contains(sampler) && model.neighborhood().space().hasAtMost(effort.matrixStates());
        EnumerableKernel quick = kernel;
        if (table) {
            boolean exact = density != null && !BY_MATRIX.contains(sampler);
            quick = samplers.kernel(sampler, TableScore.of(model), exact ? ExactDistribution.of(density) : null);
        }
        long budget = request.budget() != null
                ? request.budget()
                : effort.budget(
                        matrix ? MATRIX_BUDGET : table ? TABLE_BUDGET : NETWORK_EVALUATIONS / evaluations(quick));
        int chains = request.chains() != null ? request.chains() : chains(request, budget, matrix);
        if (request.burnIn() != null && request.budget() != null && request.burnIn() > budget / chains) {
            console.note("a burn-in of " + request.burnIn() + " steps of each of " + chains
                    + " chains takes more than the budget of " + budget + " steps; with fewer --chains it takes less");
        }
        Run run = new Run(request, budget, Chains.atRandom(quick.space(), chains, streams, name), console);
        return matrix ? run.byMatrix(quick, samplers.lazinessOf(sampler)) : run.byDiagnostics(quick);
    }

    /** As many as the samples want, but of a slow model no more than the budget gives a measured burn-in each. */
    private static int chains(Request request, long budget, boolean matrix) {
        long wanted = Math.min(matrix ? MOST_CHAINS_IN_A_TABLE : MOST_CHAINS, request.samples() / ROUNDS);
        long affordable = matrix || request.burnIn() != null ? wanted : budget / 2 / WINDOW;
        return (int) Math.max(FEWEST_CHAINS, Math.min(wanted, affordable));
    }

    /** The chains on their way. */
    private static final class Run {
        private final Request request;
        private final long budget;
        private final Chains chains;
        private final Console console;
        private final Tally tally = new Tally();
        private long taken;

        Run(Request request, long budget, Chains chains, Console console) {
            this.request = request;
            this.budget = budget;
            this.chains = chains;
            this.console = console;
        }

        Outcome byMatrix(EnumerableKernel kernel, double laziness) {
            TransitionMatrix matrix = TransitionMatrix.of(kernel);
            OptionalLong toForget = matrix.mixingTime(FORGOTTEN);
            OptionalLong toLoosen = matrix.mixingTime(LOOSENED);
            long burnIn = request.burnIn() != null
                    ? request.burnIn()
                    : Math.min(toForget.orElse(Long.MAX_VALUE), budget / 2 / chains.count());
            long thinning = thinning(toLoosen.orElse(Long.MAX_VALUE), burnIn);
            boolean mixed = toForget.isPresent()
                    && toLoosen.isPresent()
                    && burnIn >= toForget.getAsLong()
                    && thinning >= toLoosen.getAsLong();
            if (!mixed) {
                console.note("the chains ran " + burnIn + " steps, then " + thinning
                        + " a sample, but their mixing asks for " + text(toForget) + " and " + text(toLoosen)
                        + ": the samples may depend on where they started");
            }
            Samples samples =
                    draw(TabulatedKernel.of(kernel, MATRIX_STATES), request.samples(), burnIn, thinning, "sampling");
            // The table's tally counts the lazy steps as proposals.
            double acceptance = Math.min(1, tally.acceptanceRate() / (1 - laziness));
            Diagnosis diagnosis = Diagnosis.of(samples, chains.count());
            return new Outcome(
                    samples,
                    chains.count(),
                    burnIn,
                    thinning,
                    taken * chains.count(),
                    mixed,
                    acceptance,
                    diagnosis.rHat,
                    diagnosis.ess);
        }

        private static String text(OptionalLong steps) {
            return steps.isPresent() ? Long.toString(steps.getAsLong()) : "more than 2^40";
        }

        /** What is asked for, or what is wanted as far as the budget goes after a burn-in. */
        private long thinning(long wanted, long burnIn) {
            if (request.thinning() != null) {
                return request.thinning();
            }
            long rounds = (request.samples() + chains.count() - 1) / chains.count();
            long affordable = (budget / chains.count() - burnIn) / rounds;
            return Math.max(1, Math.min(wanted, affordable));
        }

        Outcome byDiagnostics(TransitionKernel kernel) {
            long spacing = 1;
            int longest = Math.max(WINDOW, WINDOW_OF_ALL_CHAINS / chains.count());
            int rounds = (int) Math.max(WINDOW, Math.min(longest, budget / 2 / chains.count()));
            Diagnosis window;
            if (request.burnIn() != null) {
                rounds = (int) Math.min(rounds, request.burnIn());
                spacing = rounds == 0 ? 0 : request.burnIn() / rounds;
                window = window(kernel, request.burnIn() - rounds * spacing, rounds, spacing);
            } else {
                long shortest = (long) rounds * chains.count();
                if (shortest > budget) {
                    console.note("the shortest burn-in that can be measured, " + rounds + " steps of each of "
                            + chains.count() + " chains, takes " + (shortest + budget - 1) / Math.max(1, budget)
                            + " times the budget; --burn-in makes it shorter");
                }
                window = window(kernel, 0, rounds, spacing);
                while (window.rHat > AGREED && taken + 2 * spacing * rounds <= budget / 2 / chains.count()) {
                    spacing *= 2;
                    window = window(kernel, 0, rounds, spacing);
                }
            }
            long burnIn = taken;
            double autocorrelation = (double) rounds * chains.count() / window.ess * spacing;
            long wanted = Double.isNaN(autocorrelation) ? 1 : Math.max(1, (long) Math.ceil(autocorrelation));
            long thinning = thinning(wanted, burnIn);
            Samples samples = draw(kernel, request.samples(), 0, thinning, "sampling");
            Diagnosis diagnosis = Diagnosis.of(samples, chains.count());
            boolean mixed = (window.rHat <= AGREED || Double.isNaN(window.rHat)) && thinning >= wanted;
            if (!mixed) {
                console.note("the chains had not mixed when they stopped: R-hat " + (float) window.rHat + " after "
                        + burnIn + " steps, then " + thinning + " steps a sample where " + wanted
                        + " are wanted; --burn-in, --thinning and --budget give them more");
            }
            return new Outcome(
                    samples,
                    chains.count(),
                    burnIn,
                    thinning,
                    taken * chains.count(),
                    mixed,
                    tally.acceptanceRate(),
                    diagnosis.rHat,
                    diagnosis.ess);
        }

        private Diagnosis window(TransitionKernel kernel, long before, int rounds, long spacing) {
            if (rounds == 0) {
                return new Diagnosis(Double.NaN, Double.NaN);
            }
            Samples drawn = draw(kernel, rounds * chains.count(), before, spacing, "burn-in");
            if (drawn.stopped()) {
                throw new StoppedException("the burn-in");
            }
            return Diagnosis.of(drawn, chains.count());
        }

        private Samples draw(TransitionKernel kernel, int samples, long burnIn, long thinning, String task) {
            long rounds = (samples + chains.count() - 1) / chains.count();
            long perChain = burnIn + rounds * thinning;
            SamplingOptions options =
                    SamplingOptions.of(samples).withBurnIn(burnIn).withThinning(thinning);
            try (Console.Progress progress = console.progress(task, perChain * chains.count())) {
                LongConsumer counter = new LongConsumer() {
                    private long done;

                    @Override
                    public void accept(long steps) {
                        done += steps;
                        progress.at(done, "");
                    }
                };
                Samples drawn = Samples.draw(kernel, chains, options, counter);
                tally.add(drawn.tally());
                taken += perChain;
                return kernel instanceof Tempering tempering ? tempering.coldStates(drawn) : drawn;
            }
        }
    }

    /** The worst R-hat and effective sample size of the statistics; NaN where no statistic ever changes. */
    private record Diagnosis(double rHat, double ess) {
        /** Shorter chains tell nothing. */
        private static final int SHORTEST = 4;
        /** A single coordinate is also watched in so many bins: two modes may have the mean of one. */
        private static final int BINS = 16;

        static Diagnosis of(Samples samples, int chains) {
            double rHat = Double.NaN;
            double ess = Double.NaN;
            if (samples.count() / chains < SHORTEST) {
                return new Diagnosis(rHat, ess);
            }
            for (Samples.Statistic statistic : statistics(samples.space())) {
                double[][] traces = samples.traces(statistic);
                double statisticRHat = Diagnostics.rankRHat(traces);
                // NaN is a statistic that is constant in every chain. If chains differ, it is infinite.
                if (!Double.isNaN(statisticRHat)) {
                    rHat = Double.isNaN(rHat) ? statisticRHat : Math.max(rHat, statisticRHat);
                    double statisticEss = Diagnostics.bulkEffectiveSampleSize(traces);
                    ess = Double.isNaN(ess) ? statisticEss : Math.min(ess, statisticEss);
                }
            }
            return new Diagnosis(rHat, ess);
        }

        private static List<Samples.Statistic> statistics(StateSpace space) {
            List<Samples.Statistic> statistics = new ArrayList<>();
            for (int d = 0; d < space.dimension(); d++) {
                int coordinate = d;
                statistics.add((states, at) -> states[at + coordinate]);
            }
            if (space.dimension() == 1) {
                int bins = Math.min(BINS, space.cardinality(0));
                for (int b = 0; b < bins; b++) {
                    long bin = b;
                    statistics.add((states, at) -> (long) states[at] * bins / space.cardinality(0) == bin ? 1 : 0);
                }
            }
            return statistics;
        }
    }
}
