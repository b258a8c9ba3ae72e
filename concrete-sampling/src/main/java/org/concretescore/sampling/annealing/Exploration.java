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
 * Finds out where a target's probability lies, and makes of it a path that chains can follow into all modes.
 *
 * <p>A {@link Pilot} anneals from the uniform distribution. The states where it ends, and some rows of data, are the centers
 * of a {@link KernelDensity}, and the anchors of jumps. From this base some chains are annealed coarsely; their ends, drawn by
 * their weights, and the rows that the base gives the least probability beside the target are the centers of the second
 * base. Another pilot measures its schedule. What is estimated afterwards on this path, by other chains, is as unbiased as on
 * any other path: that the path was chosen by the data and the target does not matter.
 *
 * <p>A mode that is neither in the data nor found by the first pilot stays unknown, and nothing that is computed later says
 * so.
 */
public final class Exploration {
    /** The chains of each pilot, and the rows among the first centers. */
    static final int CHAINS = 128;

    /** The standard deviation of log weights, in nats, that the schedule aims at. */
    private static final double DEVIATION = 0.2;

    /** The same for the coarse annealing in between, and the largest number of its steps. */
    private static final double COARSE = 0.5;

    private static final int COARSE_STEPS = 2000;
    /** The part of its evaluations that each of three pilots and the coarse annealing may take. */
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
     * @param target the density, up to a constant
     * @param graph the moves that change a state a little: any weakly connected graph on the same space
     * @param rows {@code [count, D]}, row-major: rows of data that the target is a model of, or samples from elsewhere;
     *     copied
     * @param count number of rows, 0 or more
     * @param options the moves and the threads; the number of chains is not used
     * @param streams where the generators come from
     * @param name begins the names of their streams
     * @return what was found
     * @throws IllegalArgumentException if the spaces differ, the graph is not weakly connected, or a row does not lie in
     *     the space
     * @throws IllegalStateException if a log density is NaN or positive infinity, or the target is 0 at nearly all states
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
     * Explores a target with a limited number of evaluations. Where that is less than exploration asks for, its chains take
     * fewer steps and it finds less.
     *
     * @param target the density, up to a constant
     * @param graph the moves that change a state a little
     * @param rows {@code [count, D]}, row-major: rows of data; copied
     * @param count number of rows, 0 or more
     * @param options the moves and the threads; the number of chains is not used
     * @param evaluations at most so many proposals, summed over the chains, but for one a chain and temperature
     * @param streams where the generators come from
     * @param name begins the names of their streams
     * @return what was found
     * @throws IllegalArgumentException as above, or if {@code evaluations} is below 1
     * @throws IllegalStateException as above
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

    /** What is known once chains have been annealed on this path: the next base is around their ends. */
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

    /** The same target and moves, with a base around some states, and jumps between them. */
    private static AnnealingPath around(AnnealingPath path, int[] states) {
        StateSpace space = path.target().space();
        int dimension = space.dimension();
        int count = states.length / dimension;
        double[][] counts = new double[dimension][];
        for (int d = 0; d < dimension; d++) {
            counts[d] = new double[space.cardinality(d)];
            Arrays.fill(counts[d], 1);
            for (int i = 0; i < count; i++) {
                counts[d][states[i * dimension + d]]++;
            }
        }
        return path.from(KernelDensity.fit(IndependentModel.of(space, counts), BACKGROUND, states, count))
                .withJumps(states, count);
    }

    /** Different rows of which the target's density is largest beside the base's. */
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

    /** Draws with replacement, all rows alike. */
    static int[] draw(int[] rows, int count, int drawn, int dimension, UniformRandomProvider random) {
        int[] states = new int[drawn * dimension];
        for (int i = 0; i < drawn; i++) {
            System.arraycopy(rows, random.nextInt(count) * dimension, states, i * dimension, dimension);
        }
        return states;
    }

    /**
     * Draws chains' ends by their weights, by systematic resampling: each end is drawn as often as its weight says, rounded up
     * or down. Weights are cut off at the given multiple of their mean; infinity cuts off none.
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
     * The path from the second base to the target, with jumps.
     *
     * @return the path
     */
    public AnnealingPath path() {
        return path;
    }

    /**
     * How many temperatures give log weights a standard deviation of 0.2 nats, if chains stay in equilibrium.
     *
     * @return at least 1
     */
    public int steps() {
        return pilot.scheduleFor(DEVIATION).steps();
    }

    /**
     * A schedule of equal thermodynamic lengths.
     *
     * @param steps number of steps, in {@code 1..2^24}
     * @return the schedule
     * @throws IllegalArgumentException if the number is out of range
     */
    public Schedule schedule(int steps) {
        return pilot.schedule(steps);
    }

    /** log Z by the coarse annealing. */
    LogZEstimate coarse() {
        return coarse;
    }

    /** Rows for backward chains, with replacement; empty if there are none. */
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
