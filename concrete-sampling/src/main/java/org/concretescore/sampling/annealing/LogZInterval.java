package org.concretescore.sampling.annealing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;

/**
 * An interval for the log Z of a target that can't be sampled exactly, and the reasons to doubt it.
 *
 * <p><b>From below.</b> The mean of the weights of chains that are annealed to the target is unbiased for Z. By Markov's
 * inequality its logarithm exceeds log Z by c nats with a probability of at most {@code exp(-c)}, whatever the chains do; the
 * interval takes three standard errors instead, which is right where the weights' tail was seen.
 *
 * <p><b>From above.</b> A chain that is annealed backwards from a state x has {@code E[1/w | x] = p_ann(x) / (Z p(x))}, where
 * p_ann is the law of the states where forward chains end. Were x a draw of the target, the mean of this would be 1/Z. It is
 * not known to be one, and for x from elsewhere the mean is 1/Z only as far as {@code p_ann = p}: no number of chains bounds log Z
 * from above. Backward chains therefore begin at states of two different origins, the ends of forward chains drawn by
 * their weights, and rows of data, both after steps that leave the target invariant. The interval is the hull of the three
 * estimates, each with its three standard errors.
 *
 * <p><b>Doubts.</b> The three estimates agree if the path reaches all modes in proportion, or if the weights make up for what
 * it does not. Where they disagree, where weights are dominated by a few, or where data lie where forward chains hardly come,
 * the interval is doubtful, and {@link #doubts} says why. A mode that is neither in the data nor found by the
 * {@link Exploration} can't be noticed.
 *
 * @param logZ the estimate, by the forward chains
 * @param lower the lower end
 * @param upper the upper end
 * @param doubts why the interval may not hold, in full sentences; empty if nothing speaks against it
 * @param forward the estimate by forward chains, from below
 * @param fromModel the estimate by backward chains from the ends of forward chains
 * @param fromRows the estimate by backward chains from rows of data; equal to {@code fromModel} if there are no rows
 * @param temperatures number of steps of the schedule
 */
public record LogZInterval(
        double logZ,
        double lower,
        double upper,
        List<String> doubts,
        LogZEstimate forward,
        LogZEstimate fromModel,
        LogZEstimate fromRows,
        int temperatures) {
    /**
     * Steps of backward chains at the target before they are annealed, in multiples of those at each temperature: at most as
     * many as at half of the temperatures, but not fewer than a number.
     */
    private static final int SETTLE = 20;

    private static final int SETTLE_AT_LEAST = 500;

    /** Estimates disagree that are so many of their joint standard errors apart, and this many nats more. */
    private static final double ERRORS = 4;

    private static final double SLACK = 0.02;
    /** Forward chains hardly come where backward weights are so many times Z; and how often that may be seen. */
    private static final double RARE = 10;

    private static final double RARE_SHARE = 0.02;
    /** The weights' mean can't be estimated if their tail has a larger shape (Vehtari et al. 2024). */
    private static final double HEAVY = 0.7;
    /** How many times the steps of a round the next one takes. */
    private static final int PATIENCE = 3;
    /** A round that can't have so large a part of the temperatures that it asks for is not begun, but for the first. */
    private static final double WORTHWHILE = 0.5;
    /** The part of what is left that the pilot before a further round may take. */
    private static final int PILOT = 4;

    /**
     * Copies the doubts.
     *
     * @param logZ the estimate, by the forward chains
     * @param lower the lower end
     * @param upper the upper end
     * @param doubts why the interval may not hold, in full sentences
     * @param forward the estimate by forward chains
     * @param fromModel the estimate by backward chains from the ends of forward chains
     * @param fromRows the estimate by backward chains from rows of data
     * @param temperatures number of steps of the schedule
     */
    public LogZInterval {
        doubts = List.copyOf(doubts);
    }

    /** Is told of rounds when they begin. */
    @FunctionalInterface
    public interface Rounds {
        /**
         * A round begins.
         *
         * @param round which one, from 1
         * @param transitions how many temperatures its chains will pass, summed over the chains
         * @return is told now and then, by any thread but one at a time, how many they have passed since it was last told
         */
        LongConsumer begin(int round, long transitions);
    }

    /**
     * Estimates log Z in rounds, until nothing speaks against the interval or the evaluations are spent. Each round explores
     * from where the one before it ended, and takes three times its steps at each temperature. Where evaluations are short,
     * the first round has fewer temperatures than {@link Exploration#steps}, and a further one is not begun if it could not
     * have half of them.
     *
     * @param exploration what is known of the target
     * @param evaluations at most so many proposals, summed over all chains and rounds, but for one temperature of the first
     *     round and what chains do before they are annealed backwards; at least 1
     * @param options the number of chains each way, at least 8; the moves of the first round, and the threads
     * @param rounds the largest number of rounds, at least 1
     * @param streams where the generators come from
     * @param name begins the names of their streams
     * @param listener is told of each round
     * @return the interval of the last round
     * @throws IllegalArgumentException if a number is out of range
     * @throws IllegalStateException if a log density is NaN or positive infinity, or all weights are 0
     */
    public static LogZInterval inRounds(
            Exploration exploration,
            long evaluations,
            AnnealingOptions options,
            int rounds,
            RandomStreams streams,
            String name,
            Rounds listener) {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds must be at least 1, was " + rounds);
        }
        if (evaluations < 1) {
            throw new IllegalArgumentException("evaluations must be at least 1, was " + evaluations);
        }
        Exploration known = exploration;
        AnnealingOptions now = options;
        long left = evaluations;
        long chains = options.chains() + 2L * (options.chains() / 2);
        int affordable = affordable(left, chains, now);
        for (int round = 1; ; round++) {
            String own = name + "/" + round;
            Schedule schedule = known.schedule(Math.max(1, Math.min(known.steps(), affordable)));
            LongConsumer progress = listener.begin(round, schedule.steps() * chains);
            Attempt attempt = attempt(known, schedule, now, streams, own, progress);
            left = Math.max(0, left - schedule.steps() * chains * now.proposals());
            AnnealingOptions next = now.withProposals(Math.multiplyExact(PATIENCE, now.proposals()));
            affordable = affordable(left - left / PILOT, chains, next);
            // The next path is hardly shorter than this one.
            if (attempt.interval.isTrusted() || round == rounds || affordable < WORTHWHILE * known.steps()) {
                return attempt.interval;
            }
            known = known.refined(attempt.forward, now, left / PILOT, streams, own);
            now = next;
        }
    }

    private static int affordable(long evaluations, long chains, AnnealingOptions options) {
        return (int) Math.min(Schedule.STEPS, evaluations / chains / options.proposals());
    }

    /**
     * Estimates log Z from both sides, once.
     *
     * @param exploration what is known of the target
     * @param schedule the temperatures, usually {@code exploration.schedule(exploration.steps())}
     * @param options the number of chains each way, at least 8; the moves and the threads
     * @param streams where the generators come from
     * @param name begins the names of their streams
     * @param progress is told now and then, by any thread but one at a time, how many temperatures chains have passed
     *     since it was last told, summed over the chains
     * @return the interval
     * @throws IllegalArgumentException if there are fewer than 8 chains
     * @throws IllegalStateException if a log density is NaN or positive infinity, or all weights are 0
     */
    public static LogZInterval estimate(
            Exploration exploration,
            Schedule schedule,
            AnnealingOptions options,
            RandomStreams streams,
            String name,
            LongConsumer progress) {
        return attempt(exploration, schedule, options, streams, name, progress).interval;
    }

    /** An interval and the forward chains that it comes from. */
    private record Attempt(LogZInterval interval, AnnealedChains forward) {}

    private static Attempt attempt(
            Exploration exploration,
            Schedule schedule,
            AnnealingOptions options,
            RandomStreams streams,
            String name,
            LongConsumer progress) {
        if (options.chains() < 8) {
            throw new IllegalArgumentException("chains must be at least 8, was " + options.chains());
        }
        AnnealingPath path = exploration.path();
        AnnealedChains forward = AnnealedChains.forward(path, schedule, options, streams, name + "/forward", progress);
        AnnealingOptions half = options.withChains(options.chains() / 2);
        UniformRandomProvider random = streams.stream(name + "/choice");
        int[] ends = Exploration.resample(forward, half.chains(), Double.POSITIVE_INFINITY, random);
        AnnealedChains fromModel = backward(path, schedule, ends, half, streams, name + "/model", progress);
        int[] rows = exploration.draw(half.chains(), random);
        AnnealedChains fromRows =
                rows.length == 0 ? fromModel : backward(path, schedule, rows, half, streams, name + "/rows", progress);
        return new Attempt(of(exploration.coarse(), forward, fromModel, fromRows, schedule.steps()), forward);
    }

    private static AnnealedChains backward(
            AnnealingPath path,
            Schedule schedule,
            int[] states,
            AnnealingOptions options,
            RandomStreams streams,
            String name,
            LongConsumer progress) {
        int sweeps = Math.min(SETTLE, schedule.steps() / 2);
        int settle = Math.max(SETTLE_AT_LEAST, Math.multiplyExact(sweeps, options.proposals()));
        return AnnealedChains.backwardAfter(settle, path, schedule, states, options, streams, name, progress);
    }

    static LogZInterval of(
            LogZEstimate coarse,
            AnnealedChains forward,
            AnnealedChains fromModel,
            AnnealedChains fromRows,
            int temperatures) {
        LogZEstimate below = Ais.estimate(forward);
        LogZEstimate model = backward(fromModel);
        LogZEstimate rows = backward(fromRows);
        List<String> doubts = new ArrayList<>(doubts(forward));
        addDisagreement(doubts, below, model, "the model's own states");
        if (fromRows != fromModel) {
            addDisagreement(doubts, below, rows, "rows of the data");
            addRareRows(doubts, below, fromRows);
        }
        double lower = Math.min(below.lower(), Math.min(model.lower(), rows.lower()));
        double upper = Math.max(below.upper(), Math.max(model.upper(), rows.upper()));
        if (coarse.lower() > upper) {
            doubts.add(String.format(
                    Locale.ROOT,
                    "A coarser annealing found log Z to be at least %.3f, which is more than the %.3f found here.",
                    coarse.lower(),
                    upper));
        }
        return new LogZInterval(below.logZ(), lower, upper, doubts, below, model, rows, temperatures);
    }

    private static LogZEstimate backward(AnnealedChains chains) {
        return LogZEstimate.of(chains.logWeights, -1, chains.tally().rowEvaluations());
    }

    /**
     * What the weights of forward chains say against the mean that is made of them.
     *
     * @param forward the chains
     * @return full sentences; empty if nothing speaks against it
     */
    public static List<String> doubts(AnnealedChains forward) {
        List<String> doubts = new ArrayList<>();
        double effective = Ais.estimate(forward).effectiveSampleSize();
        if (effective < forward.count() / 10.0) {
            doubts.add(String.format(
                    Locale.ROOT,
                    "The effective sample size of the annealing weights is only %.0f of %d chains.",
                    effective,
                    forward.count()));
        }
        double tail = ParetoTail.shape(forward.logWeights, 1);
        if (tail > HEAVY) {
            doubts.add(String.format(
                    Locale.ROOT,
                    "The largest annealing weights have a Pareto tail of shape %.2f, and above %.1f a mean can't be estimated"
                            + " reliably.",
                    tail,
                    HEAVY));
        }
        return doubts;
    }

    private static void addDisagreement(List<String> doubts, LogZEstimate below, LogZEstimate above, String origin) {
        double error = Math.hypot(below.standardError(), above.standardError());
        if (!(Math.abs(below.logZ() - above.logZ()) <= ERRORS * error + SLACK)) {
            doubts.add(String.format(
                    Locale.ROOT,
                    "Chains annealed backwards from %s estimate log Z as %.3f, and chains annealed to the model as %.3f.",
                    origin,
                    above.logZ(),
                    below.logZ()));
        }
    }

    private static void addRareRows(List<String> doubts, LogZEstimate below, AnnealedChains fromRows) {
        double edge = below.logZ() + Math.log(RARE);
        int rare = 0;
        for (double logWeight : fromRows.logWeights) {
            rare += logWeight > edge ? 1 : 0;
        }
        if (rare > RARE_SHARE * fromRows.count()) {
            doubts.add(String.format(
                    Locale.ROOT,
                    "Of %d chains that began at rows of the data, %d stand where annealed chains hardly ever come, so that"
                            + " a part of the model may be missed.",
                    fromRows.count(),
                    rare));
        }
    }

    /**
     * Whether nothing speaks against the interval.
     *
     * @return whether there are no {@link #doubts}
     */
    public boolean isTrusted() {
        return doubts.isEmpty();
    }
}
