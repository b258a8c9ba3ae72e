package org.concretescore.examples.experiment;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TaylorScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Acceptance;
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
import org.concretescore.sampling.tempering.Tempering;

/**
 * The kernels by the names that the command line has for them.
 *
 * @param laziness of {@code mh}, {@code barker} and {@code rejection-free}
 * @param balancing of {@code locally-balanced}, {@code path-auxiliary} and {@code gwg}
 * @param longest the most moves of a path of {@code path-auxiliary}; fewer where there are fewer coordinates
 * @param step of {@code dlp}
 */
record Samplers(double laziness, Balancing balancing, int longest, double step) {
    static final String MH = "mh";
    /** States at which it is looked which coordinates interact. */
    private static final int PROBES = 4;
    /** Of parallel tempering, and the inverse temperature of the last one. */
    static final int REPLICAS = 6;

    private static final double HOTTEST = 0.3;
    /** A change of a log ratio, in nats, that is no interaction worth of a block of its own. */
    private static final double WEAK = 0.1;
    /** All of them, in the order in which they are told. */
    static final List<String> NAMES = List.of(
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

    /** Not lazy, Barker's balancing, up to seven moves, step 0.3. */
    static Samplers defaults() {
        return new Samplers(0, Balancing.BARKER, 7, 0.3);
    }

    Samplers withLaziness(double probability) {
        return new Samplers(probability, balancing, longest, step);
    }

    /** The share of its steps in which a kernel stays on purpose. */
    double lazinessOf(String name) {
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
    EnumerableKernel kernel(String name, ScoreModel model, LogDensity density) {
        try {
            return switch (name) {
                case MH -> MetropolisHastings.of(model, options(Acceptance.METROPOLIS));
                case "barker" -> MetropolisHastings.of(model, options(Acceptance.BARKER));
                case "rejection-free" -> RejectionFree.of(model, options(Acceptance.METROPOLIS));
                case "gibbs" -> Gibbs.of(model);
                case "locally-balanced" -> LocallyBalanced.of(model, balancing);
                case "path-auxiliary" ->
                    PathAuxiliary.of(model, present(density), new PathAuxiliaryOptions(1, longest(model), balancing));
                case "gwg" ->
                    PathAuxiliary.of(
                            TaylorScore.of(gradients(density)), density, new PathAuxiliaryOptions(1, 1, balancing));
                case "dlp" ->
                    DiscreteLangevin.of(
                            density instanceof GradientDensity smooth ? TaylorScore.of(smooth) : model,
                            present(density),
                            step);
                case "chromatic" -> {
                    LogDensity corrected = present(density);
                    yield ChromaticGibbs.of(model, corrected, blocks(model));
                }
                case "tempering" -> Tempering.of(model, present(density), Ladder.geometric(REPLICAS, HOTTEST));
                default -> throw new IllegalArgumentException("is none of " + String.join(", ", NAMES));
            };
        } catch (IllegalArgumentException e) {
            throw new UsageException("--sampler " + name + ": " + e.getMessage(), e);
        }
    }

    /** A path moves each coordinate once at most. */
    private int longest(ScoreModel model) {
        int movable = (int) Arrays.stream(model.neighborhood().space().cardinalities())
                .filter(values -> values > 1)
                .count();
        return Math.max(1, Math.min(longest, movable));
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
