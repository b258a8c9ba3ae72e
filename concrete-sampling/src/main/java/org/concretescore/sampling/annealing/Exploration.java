package org.concretescore.sampling.annealing;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.baseline.KernelDensity;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.space.StateSpace;

/**
 * Finds the regions where a target has its probability, and makes a path that chains can follow into all modes.
 *
 * <p>A {@link Pilot} anneals from the uniform distribution. The states where it ends and some rows of data are the
 * centers of a {@link KernelDensity}, which is the first base, and the anchors of jumps. Some chains are annealed
 * coarsely from this base. The centers of the second base are draws of the ends of these chains by their weights, and
 * the rows to which the first base gives the least probability compared with the target. Another pilot measures the
 * schedule. Estimates that other chains then make on this path are as unbiased as on any other path, although the data
 * and the target determined the path.
 *
 * <p>A mode that is neither in the data nor found by the first pilot stays unknown, and no later result shows that it
 * is missing.
 */
public final class Exploration {
    /** The number of chains of each pilot, and of rows among the first centers. */
    static final int CHAINS = 128;

    /** The standard deviation of log weights, in nats, for which the schedule is made. */
    private static final double DEVIATION = 0.2;

    /** The same for the coarse annealing between the pilots, and the largest number of its steps. */
    private static final double COARSE = 0.5;

    private static final int COARSE_STEPS = 2000;
    /** Each of three pilots and the coarse annealing may take one in so many of the evaluations. */
    private static final int PARTS = 4;
    /** The share of independent columns in a base. */
    private static final double BACKGROUND = 0.2;

    private final AnnealingPath path;
    private final Pilot pilot;
    private final LogZEstimate coarse;
    private final int[] rows;
    private final int count;

    private Exploration(AnnealingPath path, Pilot pilot, LogZEstimate coarse, int[] rows, int count) {
        this.path = path;
        this.pilot = pilot;
        this.coarse = coarse;
        this.rows = rows;
        this.count = count;
    }

    /**
     * Explores a target.
     *
     * @param target the density, up to a constant factor
     * @param graph the moves that change a state a little, on any weakly connected graph of the same space
     * @param rows {@code [count, D]}, row-major: rows of data that the target models, or samples from another source;
     *     copied
     * @param count number of rows, 0 or more
     * @param options the moves and the threads; the number of chains is not used
     * @param streams the source of the generators
     * @param name the first part of the names of their streams
     * @return the path that was found, and its schedule
     * @throws IllegalArgumentException if the spaces differ, the graph is not weakly connected, or a row does not lie
     *     in the space
     * @throws IllegalStateException if a log density is NaN or positive infinity, or the target is 0 at nearly all
     *     states
     */
    public static Exploration run(
            LogDensity target,
            Neighborhood graph,
            int[] rows,
            int count,
            AnnealingOptions options,
            RandomStreams streams,
            String name) {
        return run(target, graph, rows, count, options, Long.MAX_VALUE, streams, name);
    }

    /**
     * Explores a target with a limited number of evaluations. If exploration needs more than that, its chains take
     * fewer steps, and it may find fewer modes.
     *
     * @param target the density, up to a constant factor
     * @param graph the moves that change a state a little
     * @param rows {@code [count, D]}, row-major: rows of data; copied
     * @param count number of rows, 0 or more
     * @param options the moves and the threads; the number of chains is not used
     * @param evaluations the largest number of proposals, summed over the chains, at least 1. Chains take more only if
     *     one proposal per chain and temperature needs more
     * @param streams the source of the generators
     * @param name the first part of the names of their streams
     * @return the path that was found, and its schedule
     * @throws IllegalArgumentException if {@code evaluations} is below 1, the spaces differ, the graph is not weakly
     *     connected, or a row does not lie in the space
     * @throws IllegalStateException if a log density is NaN or positive infinity, or the target is 0 at nearly all
     *     states
     */
    public static Exploration run(
            LogDensity target,
            Neighborhood graph,
            int[] rows,
            int count,
            AnnealingOptions options,
            long evaluations,
            RandomStreams streams,
            String name) {
        if (evaluations < 1) {
            throw new IllegalArgumentException("evaluations must be at least 1, was " + evaluations);
        }
        long part = evaluations / PARTS;
        StateSpace space = target.space();
        space.check(rows, count);
        int[] own = Arrays.copyOf(rows, count * space.dimension());
        UniformRandomProvider random = streams.stream(name + "/choice");
        AnnealingOptions few = options.withChains(CHAINS);
        AnnealingPath path = AnnealingPath.of(IndependentModel.uniform(space), target, graph);
        int[] ends = Pilot.run(path, few, part, streams, name + "/first pilot").states();
        path = around(path, join(ends, draw(own, count, count == 0 ? 0 : CHAINS, space.dimension(), random)));
        Pilot pilot = Pilot.run(path, few, part, streams, name + "/second pilot");
        AnnealingOptions twice = options.withChains(2 * CHAINS);
        long affordable = Math.max(1, part / twice.chains() / twice.proposals());
        int steps = Math.min(COARSE_STEPS, pilot.scheduleFor(COARSE).steps());
        Schedule schedule = pilot.schedule((int) Math.min(affordable, steps));
        AnnealedChains chains =
                AnnealedChains.forward(path, schedule, twice, streams, name + "/coarse", transitions -> {});
        return after(path, chains, own, count, few, part, streams, name);
    }

    /** Explores further after chains have been annealed on this path. The next base is around their ends. */
    Exploration refined(
            AnnealedChains chains, AnnealingOptions options, long evaluations, RandomStreams streams, String name) {
        return after(path, chains, rows, count, options.withChains(CHAINS), evaluations, streams, name);
    }

    private static Exploration after(
            AnnealingPath path,
            AnnealedChains chains,
            int[] rows,
            int count,
            AnnealingOptions few,
            long evaluations,
            RandomStreams streams,
            String name) {
        UniformRandomProvider random = streams.stream(name + "/ends");
        int[] drawn = resample(chains, 3 * CHAINS / 2, Math.sqrt(chains.count()), random);
        AnnealingPath next = around(path, join(drawn, leastCovered(path, rows, count, CHAINS / 2)));
        Pilot pilot = Pilot.run(next, few, evaluations, streams, name + "/next pilot");
        return new Exploration(next, pilot, Ais.estimate(chains), rows, count);
    }

    /** Returns a path with the same target and moves, a base around some states, and jumps between them. */
    private static AnnealingPath around(AnnealingPath path, int[] states) {
        StateSpace space = path.target().space();
        int count = states.length / space.dimension();
        return path.from(KernelDensity.fit(Pilot.marginals(space, states), BACKGROUND, states, count))
                .withJumps(states, count);
    }

    /** Returns different rows, those at which the ratio of the target's density to the base's is largest. */
    static int[] leastCovered(AnnealingPath path, int[] rows, int count, int most) {
        int dimension = path.target().space().dimension();
        double[] gaps = new double[count];
        double[] bases = new double[count];
        path.target().logDensities(rows, count, gaps);
        path.base().logDensities(rows, count, bases);
        BitSet possible = new BitSet(count);
        for (int i = 0; i < count; i++) {
            possible.set(i, gaps[i] > Double.NEGATIVE_INFINITY);
            gaps[i] -= bases[i];
        }
        Set<String> seen = new HashSet<>();
        return possible.stream()
                .boxed()
                .sorted((i, j) -> Double.compare(gaps[j], gaps[i]))
                .filter(i -> seen.add(Arrays.toString(Arrays.copyOfRange(rows, i * dimension, (i + 1) * dimension))))
                .limit(most)
                .flatMapToInt(i -> IntStream.range(i * dimension, (i + 1) * dimension))
                .map(at -> rows[at])
                .toArray();
    }

    /** Draws rows with replacement, each with the same probability. */
    static int[] draw(int[] rows, int count, int drawn, int dimension, UniformRandomProvider random) {
        int[] states = new int[drawn * dimension];
        for (int i = 0; i < drawn; i++) {
            System.arraycopy(rows, random.nextInt(count) * dimension, states, i * dimension, dimension);
        }
        return states;
    }

    /**
     * Draws the ends of chains by their weights with systematic resampling. Each end is drawn as often as its weight
     * says, rounded up or down. Weights are cut off at the given multiple of their mean; with infinity, they are not
     * cut off.
     */
    static int[] resample(AnnealedChains chains, int drawn, double most, UniformRandomProvider random) {
        double[] logWeights = chains.logWeights;
        double logMean = LogMean.of(logWeights, 0, logWeights.length, 1).value();
        double[] cumulative = new double[logWeights.length];
        double sum = 0;
        for (int i = 0; i < cumulative.length; i++) {
            sum += Math.min(most, Math.exp(logWeights[i] - logMean));
            cumulative[i] = sum;
        }
        int dimension = chains.space().dimension();
        int[] ends = chains.states();
        int[] states = new int[drawn * dimension];
        double offset = random.nextDouble();
        int chain = 0;
        for (int i = 0; i < drawn; i++) {
            while (chain < cumulative.length - 1 && cumulative[chain] <= (i + offset) / drawn * sum) {
                chain++;
            }
            System.arraycopy(ends, chain * dimension, states, i * dimension, dimension);
        }
        return states;
    }

    private static int[] join(int[] first, int[] second) {
        int[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /**
     * Returns the path from the second base to the target, with jumps.
     *
     * @return the path
     */
    public AnnealingPath path() {
        return path;
    }

    /**
     * Returns the number of steps with which log weights have a standard deviation of 0.2 nats if chains stay in
     * equilibrium.
     *
     * @return at least 1
     */
    public int steps() {
        return pilot.scheduleFor(DEVIATION).steps();
    }

    /**
     * Returns a schedule whose steps have equal thermodynamic lengths.
     *
     * @param steps number of steps, in {@code 1..2^24}
     * @return the schedule
     * @throws IllegalArgumentException if the number is out of range
     */
    public Schedule schedule(int steps) {
        return pilot.schedule(steps);
    }

    /** Returns the estimate of log Z by the coarse annealing. */
    LogZEstimate coarse() {
        return coarse;
    }

    /** Draws rows for backward chains, with replacement. The result is empty if there are no rows. */
    int[] draw(int drawn, UniformRandomProvider random) {
        return count == 0
                ? rows
                : draw(rows, count, drawn, path.target().space().dimension(), random);
    }

    @Override
    public String toString() {
        return "Exploration[" + path + ", " + pilot + "]";
    }
}
