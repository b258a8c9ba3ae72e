package org.concretescore.sampling.measured;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
 * Makes kernels by their names, and holds their options. The first column of the table has the names:
 *
 * <table>
 * <caption>Names and kernels</caption>
 * <tr><th>name</th><th>kernel</th><th>needs</th></tr>
 * <tr><td>{@code mh}</td><td>{@link MetropolisHastings}</td><td></td></tr>
 * <tr><td>{@code barker}</td><td>the same with {@link Acceptance#BARKER}</td><td></td></tr>
 * <tr><td>{@code rejection-free}</td><td>{@link RejectionFree}</td><td></td></tr>
 * <tr><td>{@code gibbs}</td><td>{@link Gibbs}</td><td>a graph where all values of a coordinate are neighbors</td></tr>
 * <tr><td>{@code locally-balanced}</td><td>{@link LocallyBalanced}</td><td></td></tr>
 * <tr><td>{@code path-auxiliary}</td><td>{@link PathAuxiliary}</td><td>a log density; Hamming, grid or torus</td></tr>
 * <tr><td>{@code gwg}</td><td>{@link PathAuxiliary} of a {@link TaylorScore}: Gibbs with gradients</td>
 *     <td>a {@link GradientDensity}</td></tr>
 * <tr><td>{@code dlp}</td><td>{@link DiscreteLangevin}, by gradients if the density has them</td>
 *     <td>a log density; Hamming, grid or torus</td></tr>
 * <tr><td>{@code chromatic}</td><td>{@link ChromaticGibbs}, with blocks that are learned at a few states</td>
 *     <td>a log density; Hamming, grid or torus</td></tr>
 * <tr><td>{@code tempering}</td><td>{@link Tempering}</td><td>a log density</td></tr>
 * </table>
 *
 * @param laziness the probability with which {@code mh}, {@code barker} and {@code rejection-free} stay on purpose, in
 *     [0, 1)
 * @param balancing the balancing function of {@code locally-balanced}, {@code path-auxiliary} and {@code gwg}
 * @param duration the number of moves of {@code path-auxiliary}, divided by that of a sweep that draws every coordinate
 *     anew; from 0 to 1
 * @param step the step size of {@code dlp}, above 0
 * @param ladder the inverse temperatures of {@code tempering}
 */
public record Kernels(double laziness, Balancing balancing, double duration, double step, Ladder ladder) {
    /** The name of Metropolis-Hastings, which can sample every model. */
    public static final String MH = "mh";

    /** The name of Gibbs sampling. */
    public static final String GIBBS = "gibbs";

    /** All names, in the order of the table above. */
    public static final List<String> NAMES = List.of(
            MH,
            "barker",
            "rejection-free",
            GIBBS,
            "locally-balanced",
            "path-auxiliary",
            "gwg",
            "dlp",
            "chromatic",
            "tempering");

    private static final Set<String> LAZY = Set.of(MH, "barker", "rejection-free");
    private static final Set<String> BY_DENSITY = Set.of("path-auxiliary", "gwg", "dlp", "chromatic", "tempering");
    /** The option that a kernel adapts, by the name of the kernel. */
    private static final Map<String, String> ADAPTED =
            Map.of("dlp", "step", "path-auxiliary", "duration", "tempering", "ladder");

    /** The number of states that show which coordinates interact. */
    private static final int PROBES = 4;
    /** The largest change of a log ratio, in nats, that does not count as an interaction. */
    private static final double WEAK = 0.1;
    /** The number of chains of a warm-up that adapts a number, and the number of changes. */
    private static final int CHAINS = 8;

    private static final int CHANGES = 100;

    /**
     * Checks the options.
     *
     * @param laziness the probability with which {@code mh}, {@code barker} and {@code rejection-free} stay on purpose,
     *     in [0, 1)
     * @param balancing the balancing function of {@code locally-balanced}, {@code path-auxiliary} and {@code gwg}
     * @param duration the number of moves of {@code path-auxiliary}, divided by that of a sweep; from 0 to 1
     * @param step the step size of {@code dlp}, above 0
     * @param ladder the inverse temperatures of {@code tempering}
     * @throws IllegalArgumentException if a number is out of range
     * @throws NullPointerException if balancing or ladder is null
     */
    public Kernels {
        Objects.requireNonNull(balancing, "balancing");
        Objects.requireNonNull(ladder, "ladder");
        if (!(laziness >= 0 && laziness < 1)) {
            throw new IllegalArgumentException("laziness must be in [0, 1), was " + laziness);
        }
        if (!(duration >= 0 && duration <= 1)) {
            throw new IllegalArgumentException("duration must be from 0 to 1, was " + duration);
        }
        if (!(step > 0)) {
            throw new IllegalArgumentException("step must be above 0, was " + step);
        }
    }

    /**
     * Returns the defaults: laziness 0, Barker's balancing, paths of the default duration, step 0.3, and six replicas
     * down to the inverse temperature 0.3.
     *
     * @return the options
     */
    public static Kernels defaults() {
        return new Kernels(
                0, Balancing.BARKER, PathAuxiliaryOptions.defaults().duration(), 0.3, Ladder.geometric(6, 0.3));
    }

    /**
     * Returns a copy with another laziness.
     *
     * @param probability the probability of staying on purpose, in [0, 1)
     * @return new options
     * @throws IllegalArgumentException if it is out of range
     */
    public Kernels withLaziness(double probability) {
        return new Kernels(probability, balancing, duration, step, ladder);
    }

    /**
     * Returns a copy with another duration of paths.
     *
     * @param share the number of moves of a path, divided by that of a sweep that draws every coordinate anew; from 0
     *     to 1
     * @return new options
     * @throws IllegalArgumentException if it is out of range
     */
    public Kernels withDuration(double share) {
        return new Kernels(laziness, balancing, share, step, ladder);
    }

    /**
     * Returns a copy with another step of {@code dlp}.
     *
     * @param size the step size, above 0; small steps change few coordinates
     * @return new options
     * @throws IllegalArgumentException if it is out of range
     */
    public Kernels withStep(double size) {
        return new Kernels(laziness, balancing, duration, size, ladder);
    }

    /**
     * Returns a copy with another ladder of temperatures.
     *
     * @param rungs the ladder
     * @return new options
     * @throws NullPointerException if the ladder is null
     */
    public Kernels withLadder(Ladder rungs) {
        return new Kernels(laziness, balancing, duration, step, rungs);
    }

    /**
     * Returns whether a kernel needs the model's log density in addition to its score.
     *
     * @param name one of {@link #NAMES}
     * @return true if it does
     */
    public static boolean needsDensity(String name) {
        return BY_DENSITY.contains(name);
    }

    /**
     * Returns whether a kernel has an option to adapt.
     *
     * @param name one of {@link #NAMES}
     * @return true if it does
     */
    public static boolean adapts(String name) {
        return ADAPTED.containsKey(name);
    }

    private static void requireAdapts(String name) {
        if (!adapts(name)) {
            throw new IllegalArgumentException("the kernel " + name
                    + " has nothing to adapt; the kernels that have something to adapt are "
                    + NAMES.stream().filter(Kernels::adapts).collect(Collectors.joining(", ")));
        }
    }

    /**
     * Returns a copy in which a warm-up has found the option that one of the kernels adapts. The warm-up has its own
     * chains. It finds the step or the duration with which 0.574 of the proposals are accepted, or the ladder whose
     * neighbors exchange at a rate of 0.3.
     *
     * @param name a kernel that {@linkplain #adapts has an option to adapt}
     * @param model the score of the model
     * @param density its log density
     * @param budget the largest number of steps of all chains of the warm-up. If it is too small for any result, the
     *     warm-up takes more; a ladder of six replicas takes at least 120
     * @param streams the source of the generators: chain c draws from
     *     {@code streams.stream("adaptation of " + name, c)}
     * @return the options with which samples are drawn
     * @throws IllegalArgumentException if the kernel does not accept the model, or does not have an option to adapt
     */
    public Kernels adapted(String name, ScoreModel model, LogDensity density, long budget, RandomStreams streams) {
        requireAdapts(name);
        if (name.equals("tempering")) {
            int replicas = ladder.replicas();
            LadderOptions options =
                    LadderWarmUp.within(budget > Long.MAX_VALUE / replicas ? budget : budget * replicas, replicas);
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
        DoubleFunction<Kernels> with = byStep ? this::withStep : this::withDuration;
        Chains chains = Chains.atRandom(model.neighborhood().space(), CHAINS, streams, "adaptation of " + name);
        return with.apply(Adaptation.tune(value -> with.apply(value).kernel(name, model, density), chains, options)
                .value());
    }

    /**
     * Returns the current value of the option that a kernel adapts, as a text.
     *
     * @param name a kernel that {@linkplain #adapts has an option to adapt}
     * @return the text, for instance {@code step 0.3}; a ladder is given by its inverse temperatures
     * @throws IllegalArgumentException if the kernel does not have an option to adapt
     */
    public String adaptable(String name) {
        requireAdapts(name);
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

    /** Returns the share of its steps in which a kernel stays on purpose. */
    double lazinessOf(String name) {
        return LAZY.contains(name) ? laziness : 0;
    }

    /**
     * Makes a kernel.
     *
     * @param name one of {@link #NAMES}
     * @param model the score of the model
     * @param density its log density; null if it does not have one, or the kernel
     *     {@linkplain #needsDensity does not need it}
     * @return the kernel, on the model's space; {@code tempering} is on the space of all replicas
     * @throws IllegalArgumentException if the kernel is not known or does not accept the model; the message says what
     *     it needs
     */
    public EnumerableKernel kernel(String name, ScoreModel model, LogDensity density) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(model, "model");
        if (needsDensity(name) && density == null) {
            throw new IllegalArgumentException("density must not be null, because the kernel " + name
                    + " needs it; the kernels that do not need it are "
                    + NAMES.stream().filter(known -> !needsDensity(known)).collect(Collectors.joining(", ")));
        }
        return switch (name) {
            case MH -> MetropolisHastings.of(model, options(Acceptance.METROPOLIS));
            case "barker" -> MetropolisHastings.of(model, options(Acceptance.BARKER));
            case "rejection-free" -> RejectionFree.of(model, options(Acceptance.METROPOLIS));
            case GIBBS -> Gibbs.of(model);
            case "locally-balanced" -> LocallyBalanced.of(model, balancing);
            case "path-auxiliary" -> PathAuxiliary.of(model, density, new PathAuxiliaryOptions(duration, balancing));
            case "gwg" ->
                PathAuxiliary.of(TaylorScore.of(gradients(density)), density, new PathAuxiliaryOptions(0, balancing));
            case "dlp" ->
                DiscreteLangevin.of(
                        density instanceof GradientDensity smooth ? TaylorScore.of(smooth) : model, density, step);
            case "chromatic" -> ChromaticGibbs.of(model, density, blocks(model));
            case "tempering" -> Tempering.of(model, density, ladder);
            default ->
                throw new IllegalArgumentException("name must be one of " + String.join(", ", NAMES) + ", was " + name);
        };
    }

    /** Returns blocks of coordinates that hardly interact at a few states, which are drawn uniformly. */
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

    private static GradientDensity gradients(LogDensity density) {
        if (density instanceof GradientDensity smooth) {
            return smooth;
        }
        throw new IllegalArgumentException(
                "Gibbs with gradients needs a density with gradients, which " + density + " does not have");
    }
}
