package org.concretescore.examples.run;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TaylorScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.adaptation.Adaptation;
import org.concretescore.sampling.adaptation.AdaptationOptions;
import org.concretescore.sampling.chain.Acceptance;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.Gibbs;
import org.concretescore.sampling.chain.MetropolisHastings;
import org.concretescore.sampling.chain.MetropolisHastingsOptions;
import org.concretescore.sampling.chain.RejectionFree;
import org.concretescore.sampling.informed.Balancing;
import org.concretescore.sampling.informed.Blocks;
import org.concretescore.sampling.informed.ChromaticGibbs;
import org.concretescore.sampling.informed.DiscreteLangevin;
import org.concretescore.sampling.informed.LocallyBalanced;
import org.concretescore.sampling.informed.PathAuxiliary;
import org.concretescore.sampling.informed.PathAuxiliaryOptions;
import org.concretescore.sampling.tempering.Ladder;
import org.concretescore.sampling.tempering.LadderOptions;
import org.concretescore.sampling.tempering.LadderTuning;
import org.concretescore.sampling.tempering.Tempering;

/**
 * The kernels by the names that the command line has for them.
 *
 * @param laziness of {@code mh}, {@code barker} and {@code rejection-free}
 * @param balancing of {@code locally-balanced}, {@code path-auxiliary} and {@code gwg}
 * @param duration of {@code path-auxiliary}: its moves, as a share of those of a sweep that draws every coordinate anew
 * @param step of {@code dlp}
 * @param ladder of {@code tempering}
 */
public record Samplers(double laziness, Balancing balancing, double duration, double step, Ladder ladder) {
    public static final String MH = "mh";
    /** States at which it is looked which coordinates interact. */
    private static final int PROBES = 4;
    /** Of a warm-up that adapts a number, and the changes in it. */
    private static final int CHAINS = 8;

    private static final int CHANGES = 100;
    /** A warm-up of a ladder that is shorter than this tells nothing. */
    private static final int FEWEST_STEPS = 10;

    private static final int FEWEST_CHAINS = 2;
    private static final int FEWEST_ROUNDS = 2;
    /** Those that have something to adapt, and what. */
    private static final Map<String, String> ADAPTED =
            Map.of("dlp", "step", "path-auxiliary", "duration", "tempering", "ladder");

    /** A change of a log ratio, in nats, that is no interaction worth of a block of its own. */
    private static final double WEAK = 0.1;
    /** All of them, in the order in which they are told. */
    public static final List<String> NAMES = List.of(
            MH,
            "barker",
            "rejection-free",
            "gibbs",
            "locally-balanced",
            "path-auxiliary",
            "gwg",
            "dlp",
            "chromatic",
            "tempering");

    /** Not lazy, Barker's balancing, paths of the default duration, step 0.3, six replicas down to the inverse temperature 0.3. */
    public static Samplers defaults() {
        return new Samplers(
                0, Balancing.BARKER, PathAuxiliaryOptions.defaults().duration(), 0.3, Ladder.geometric(6, 0.3));
    }

    public Samplers withLaziness(double probability) {
        return new Samplers(probability, balancing, duration, step, ladder);
    }

    private Samplers withDuration(double share) {
        return new Samplers(laziness, balancing, share, step, ladder);
    }

    private Samplers withStep(double size) {
        return new Samplers(laziness, balancing, duration, size, ladder);
    }

    private Samplers withLadder(Ladder rungs) {
        return new Samplers(laziness, balancing, duration, step, rungs);
    }

    /** Whether a sampler has something to adapt. */
    public static boolean adapts(String name) {
        return ADAPTED.containsKey(name);
    }

    /** What to say of samplers that have nothing to adapt. */
    public static String nothingToAdapt(String names) {
        return "--adapt: " + names
                + " has nothing to adapt; dlp has its step, path-auxiliary its duration, tempering its ladder";
    }

    /**
     * The same with what one of them adapts, found by a warm-up with chains of its own and frozen: the step or the
     * duration at which 0.574 of the proposals are accepted, the ladder whose neighbors exchange at a rate of 0.3.
     *
     * @param name one that {@linkplain #adapts}
     * @param model the score to go by
     * @param density its density, or null if it has none
     * @param budget the most steps of all chains of the warm-up, as far as so few tell anything: a ladder of six replicas
     *     takes 120
     * @param streams where the generators come from
     * @return what the samples are to be drawn with
     * @throws UsageException if the sampler can't take such a model
     */
    public Samplers adapted(String name, ScoreModel model, LogDensity density, long budget, RandomStreams streams) {
        if (name.equals("tempering")) {
            int replicas = ladder.replicas();
            LadderOptions options = warmUp(budget > Long.MAX_VALUE / replicas ? budget : budget * replicas, replicas);
            return withLadder(LadderTuning.tune(
                            rungs -> (Tempering) withLadder(rungs).kernel(name, model, density),
                            ladder,
                            options,
                            streams,
                            "adaptation of " + name)
                    .ladder());
        }
        boolean byStep = name.equals("dlp");
        AdaptationOptions options = AdaptationOptions.startingAt(byStep ? step : duration);
        if (!byStep) {
            options = options.withBounds(options.smallest(), 1);
        }
        long each = budget / (CHAINS * CHANGES * 5L / 4);
        options = options.withRounds(CHANGES, Math.max(1, Math.min(options.steps(), each)));
        DoubleFunction<Samplers> with = byStep ? this::withStep : this::withDuration;
        Chains chains = Chains.atRandom(model.neighborhood().space(), CHAINS, streams, "adaptation of " + name);
        return with.apply(Adaptation.tune(value -> with.apply(value).kernel(name, model, density), chains, options)
                .value());
    }

    /**
     * What the warm-up of a ladder measures: what it does by default, or in fewer chains, then rounds, then of fewer
     * replicas, and with fewer steps, until it takes no more than a budget or could not be shorter.
     *
     * @param budget the most sweeps of one replica, of all chains and rounds together
     * @param replicas of the first ladder
     */
    public static LadderOptions warmUp(long budget, int replicas) {
        LadderOptions options = LadderOptions.defaults();
        int most = Math.max(replicas, options.replicas());
        // As many steps as are measured are taken before.
        long sweeps = 2L * FEWEST_STEPS * most;
        int chains = between(FEWEST_CHAINS, budget / (sweeps * (options.rounds() + 1)), options.chains());
        int rounds = between(FEWEST_ROUNDS, budget / (sweeps * chains) - 1, options.rounds());
        long steps = 2L * chains * (rounds + 1);
        most = between(replicas, budget / (steps * FEWEST_STEPS), most);
        int each = between(FEWEST_STEPS, budget / (steps * most), options.steps());
        return options.withChains(chains, each).withRounds(rounds).withReplicas(most);
    }

    private static int between(int least, long number, int most) {
        return (int) Math.max(least, Math.min(most, number));
    }

    /** What a sampler adapts, as it stands, for instance {@code step 0.3}. */
    public String adaptable(String name) {
        String value =
                switch (name) {
                    case "dlp" -> Float.toString((float) step);
                    case "path-auxiliary" -> Float.toString((float) duration);
                    default ->
                        IntStream.range(0, ladder.replicas())
                                .mapToObj(replica -> Float.toString((float) ladder.inverseTemperature(replica)))
                                .collect(Collectors.joining(", "));
                };
        return ADAPTED.get(name) + " " + value;
    }

    /** The share of its steps in which a kernel stays on purpose. */
    public double lazinessOf(String name) {
        return List.of(MH, "barker", "rejection-free").contains(name) ? laziness : 0;
    }

    /**
     * A kernel.
     *
     * @param name one of {@link #NAMES}
     * @param model the score to go by
     * @param density its density, or null if it has none
     * @return the kernel
     * @throws UsageException if the sampler can't take such a model; the message says what it needs
     */
    public EnumerableKernel kernel(String name, ScoreModel model, LogDensity density) {
        try {
            return switch (name) {
                case MH -> MetropolisHastings.of(model, options(Acceptance.METROPOLIS));
                case "barker" -> MetropolisHastings.of(model, options(Acceptance.BARKER));
                case "rejection-free" -> RejectionFree.of(model, options(Acceptance.METROPOLIS));
                case "gibbs" -> Gibbs.of(model);
                case "locally-balanced" -> LocallyBalanced.of(model, balancing);
                case "path-auxiliary" ->
                    PathAuxiliary.of(model, present(density), new PathAuxiliaryOptions(duration, balancing));
                case "gwg" ->
                    PathAuxiliary.of(
                            TaylorScore.of(gradients(density)), density, new PathAuxiliaryOptions(0, balancing));
                case "dlp" ->
                    DiscreteLangevin.of(
                            density instanceof GradientDensity smooth ? TaylorScore.of(smooth) : model,
                            present(density),
                            step);
                case "chromatic" -> {
                    LogDensity corrected = present(density);
                    yield ChromaticGibbs.of(model, corrected, blocks(model));
                }
                case "tempering" -> Tempering.of(model, present(density), ladder);
                default -> throw new IllegalArgumentException("is none of " + String.join(", ", NAMES));
            };
        } catch (IllegalArgumentException e) {
            throw new UsageException("--sampler " + name + ": " + e.getMessage(), e);
        }
    }

    /** Coordinates that hardly interact, as seen at a few states drawn uniformly. */
    private static Blocks blocks(ScoreModel model) {
        StateSpace space = model.neighborhood().space();
        UniformRandomProvider random = new RandomStreams(0).stream("blocks");
        int[] states = new int[PROBES * space.dimension()];
        for (int i = 0; i < states.length; i++) {
            states[i] = random.nextInt(space.cardinality(i % space.dimension()));
        }
        return Blocks.learn(model, states, PROBES, WEAK);
    }

    private MetropolisHastingsOptions options(Acceptance rule) {
        return new MetropolisHastingsOptions(laziness, rule);
    }

    private static LogDensity present(LogDensity density) {
        if (density == null) {
            throw new IllegalArgumentException(
                    "proposals of several columns at once are corrected by a density, which a"
                            + " free model (mlp, unet) has not; mh and gibbs need none");
        }
        return density;
    }

    private static GradientDensity gradients(LogDensity density) {
        if (density instanceof GradientDensity smooth) {
            return smooth;
        }
        throw new IllegalArgumentException("Gibbs with gradients needs a density with gradients, which "
                + (density == null ? "a free model has not" : density + " has not"));
    }
}
