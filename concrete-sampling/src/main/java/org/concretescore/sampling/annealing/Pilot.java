package org.concretescore.sampling.annealing;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.parallel.Workers;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;

/**
 * A short annealing that measures where the path is long. What is estimated afterwards with its schedule, by other
 * chains, is as unbiased as with any other schedule.
 *
 * <p>It measures the standard deviation of {@code log p - log p0} over the chains at each inverse temperature, and goes on
 * by a step that adds a fixed share of a nat to the log weights' deviation. Its integral is the path's thermodynamic
 * length L. With chains in equilibrium, K steps of equal length give log weights the variance {@code L^2/K}.
 *
 * <p>Interrupting the thread that runs it ends it with a {@link org.concretescore.core.parallel.StoppedException}:
 * half a path is none.
 */
public final class Pilot {
    /** The standard deviation, in nats, that one step of the pilot adds to log weights. */
    private static final double STEP = 0.25;

    /** Steps are no longer than this, whatever they add: what is ahead may be unlike what is known. */
    private static final double LONGEST = 1.0 / 16;

    /** The pilot takes so many times the proposals of the run at each temperature, for its steps are larger. */
    private static final int PATIENCE = 4;

    /** The part of what is left to be spent that one step may take: how many there will be is not known before. */
    private static final int SHARE = 32;

    private final double[] temperatures;
    private final double[] deviations;
    private final IndependentModel marginals;
    /** Where the chains that are alive ended, {@code [count, D]}. */
    private final int[] states;

    private Pilot(double[] temperatures, double[] deviations, IndependentModel marginals, int[] states) {
        this.temperatures = temperatures;
        this.deviations = deviations;
        this.marginals = marginals;
        this.states = states;
    }

    /**
     * Runs a pilot.
     *
     * @param path the path
     * @param options number of chains, 64 or more will do; and proposals at each temperature, of which the pilot makes
     *     four times as many
     * @param streams where the generators come from
     * @param name the name of their streams, which should not be that of the run
     * @return what it measured
     * @throws IllegalStateException if a log density is NaN or positive infinity, the base is 0 where the target isn't,
     *     a local score is not that of the density, fewer than two chains start where the target is above 0, or the path is
     *     longer than 2^20 steps of the pilot
     */
    public static Pilot run(AnnealingPath path, AnnealingOptions options, RandomStreams streams, String name) {
        return run(path, options, Long.MAX_VALUE, streams, name);
    }

    /** As above, with at most so many proposals, summed over the chains, but for one a chain and temperature. */
    static Pilot run(
            AnnealingPath path, AnnealingOptions options, long evaluations, RandomStreams streams, String name) {
        int chains = options.chains();
        AnnealingBlock[] blocks = new AnnealingBlock[(chains + AnnealingBlock.SIZE - 1) / AnnealingBlock.SIZE];
        Arrays.setAll(blocks, i -> {
            int first = i * AnnealingBlock.SIZE;
            return new AnnealingBlock(path, first, Math.min(AnnealingBlock.SIZE, chains - first), streams, name);
        });
        for (AnnealingBlock block : blocks) {
            block.startAtBase();
        }
        try (Workers workers = new Workers(Math.min(options.threads(), blocks.length))) {
            return run(path, blocks, Math.multiplyExact(PATIENCE, options.proposals()), evaluations / chains, workers);
        }
    }

    private static Pilot run(AnnealingPath path, AnnealingBlock[] blocks, int patience, long ofChain, Workers workers) {
        double[] temperatures = new double[16];
        double[] deviations = new double[16];
        int n = 0;
        double b = 0;
        long left = ofChain;
        while (true) {
            if (n == temperatures.length) {
                if (n >= 1 << 20) {
                    throw new IllegalStateException(
                            "the pilot's path is longer than 2^20 steps: at inverse temperature " + b
                                    + " the log density ratio's standard deviation is " + deviations[n - 1]);
                }
                temperatures = Arrays.copyOf(temperatures, 2 * n);
                deviations = Arrays.copyOf(deviations, 2 * n);
            }
            temperatures[n] = b;
            deviations[n] = deviation(blocks);
            if (b == 1) {
                n++;
                break;
            }
            double next = b + Math.min(LONGEST, STEP / deviations[n]);
            // No end is left that is shorter than half a step.
            next = next + (next - b) / 2 >= 1 ? 1 : next;
            n++;
            int proposals = (int) Math.max(1, Math.min(patience, left / SHARE));
            left -= proposals;
            move(blocks, next, proposals, workers);
            b = next;
        }
        return new Pilot(
                Arrays.copyOf(temperatures, n),
                Arrays.copyOf(deviations, n),
                marginals(path.graph().space(), blocks),
                states(path.graph().space().dimension(), blocks));
    }

    private static void move(AnnealingBlock[] blocks, double b, int proposals, Workers workers) {
        workers.run(t -> {
            for (int i = t; i < blocks.length; i += workers.count()) {
                blocks[i].move(b, proposals);
            }
        });
    }

    /** The standard deviation of log p - log p0 over the chains that are alive. */
    private static double deviation(AnnealingBlock[] blocks) {
        int n = 0;
        double mean = 0;
        double squares = 0;
        for (AnnealingBlock block : blocks) {
            // Refuses a base that does not cover the target.
            block.weigh(0);
            for (int chain = 0; chain < block.count(); chain++) {
                if (!block.isDead(chain)) {
                    double difference = block.gap(chain) - mean;
                    mean += difference / ++n;
                    squares += difference * (block.gap(chain) - mean);
                }
            }
        }
        if (n < 2) {
            throw new IllegalStateException(
                    "a pilot needs two chains that start where the target is above 0, there are " + n);
        }
        return Math.sqrt(squares / (n - 1));
    }

    private static IndependentModel marginals(StateSpace space, AnnealingBlock[] blocks) {
        int dimension = space.dimension();
        double[][] counts = new double[dimension][];
        for (int d = 0; d < dimension; d++) {
            counts[d] = new double[space.cardinality(d)];
            Arrays.fill(counts[d], 1);
        }
        for (AnnealingBlock block : blocks) {
            for (int chain = 0; chain < block.count(); chain++) {
                for (int d = 0; d < dimension && !block.isDead(chain); d++) {
                    counts[d][block.states()[chain * dimension + d]]++;
                }
            }
        }
        return IndependentModel.of(space, counts);
    }

    private static int[] states(int dimension, AnnealingBlock[] blocks) {
        return Arrays.stream(blocks)
                .flatMapToInt(block -> IntStream.range(0, block.count())
                        .filter(chain -> !block.isDead(chain))
                        .flatMap(chain -> Arrays.stream(block.states(), chain * dimension, (chain + 1) * dimension)))
                .toArray();
    }

    /** Where the chains ended that are where the target is above 0, {@code [count, D]}. */
    int[] states() {
        return states;
    }

    /**
     * The path's thermodynamic length.
     *
     * @return L, in nats
     */
    public double length() {
        double[] lengths = Schedule.lengths(temperatures, deviations);
        return lengths[lengths.length - 1];
    }

    /**
     * A schedule of equal lengths.
     *
     * @param steps number of steps, in {@code 1..2^24}
     * @return the schedule
     * @throws IllegalArgumentException if the number is out of range
     */
    public Schedule schedule(int steps) {
        return Schedule.equalLength(temperatures, deviations, steps);
    }

    /**
     * The schedule of equal lengths that gives the log weights a standard deviation, if chains stay in equilibrium.
     *
     * @param deviation the standard deviation in nats, above 0; 0.25 is good
     * @return a schedule of {@code (L/deviation)^2} steps, at least 1 and at most 2^24
     * @throws IllegalArgumentException if {@code deviation} is not above 0
     */
    public Schedule scheduleFor(double deviation) {
        if (!(deviation > 0)) {
            throw new IllegalArgumentException("deviation must be above 0, was " + deviation);
        }
        double ratio = length() / deviation;
        return schedule((int) Math.min(Schedule.STEPS, Math.max(1, Math.ceil(ratio * ratio))));
    }

    /**
     * Independent columns with the frequencies of the states where the pilot ended, each with one pseudo-count: a base
     * that may be much closer to the target.
     *
     * @return the model, above 0 everywhere
     */
    public IndependentModel marginals() {
        return marginals;
    }

    @Override
    public String toString() {
        return "Pilot[length " + length() + "]";
    }
}
