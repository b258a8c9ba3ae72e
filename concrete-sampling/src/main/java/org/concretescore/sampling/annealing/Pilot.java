package org.concretescore.sampling.annealing;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.parallel.Workers;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;

/**
 * A short annealing that measures where the path is long. Estimates that other chains then make with its schedule are
 * as unbiased as with any other schedule.
 *
 * <p>The pilot measures the standard deviation of {@code log p - log p0} over the chains at each inverse temperature.
 * Its next step adds a fixed fraction of a nat to the standard deviation of log weights. The integral of the standard
 * deviation is the path's thermodynamic length L. If chains are in equilibrium, K steps of equal length give log
 * weights the variance {@code L^2/K}.
 *
 * <p>If the calling thread is interrupted, the pilot throws a
 * {@link org.concretescore.core.parallel.StoppedException}, because a part of a path does not give a schedule.
 */
public final class Pilot {
    /** The standard deviation, in nats, that one step of the pilot adds to log weights. */
    private static final double STEP = 0.25;

    /** The length of the longest step, because the path ahead may differ from the part that is known. */
    private static final double LONGEST = 1.0 / 16;

    /** The pilot makes so many times the proposals of the run at each temperature, because its steps are larger. */
    private static final int PATIENCE = 4;

    /** One step may take one in so many of the proposals that are left, because the number of steps is not known. */
    private static final int SHARE = 32;

    private final double[] temperatures;
    private final double[] deviations;
    private final IndependentModel marginals;
    /** The states where the chains that are alive ended, {@code [count, D]}. */
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
     * @param options the number of chains, for which 64 is enough, and the number of proposals at each temperature; the
     *     pilot makes four times as many proposals
     * @param streams the source of the generators
     * @param name the name of their streams, which should not be that of the run
     * @return the measured lengths
     * @throws IllegalStateException if a log density is NaN or positive infinity, the base is 0 where the target is
     *     not, a local score is not that of the density, fewer than two chains start where the target is above 0, or
     *     the path is longer than 2^20 steps of the pilot
     */
    public static Pilot run(AnnealingPath path, AnnealingOptions options, RandomStreams streams, String name) {
        return run(path, options, Long.MAX_VALUE, streams, name);
    }

    /**
     * Runs a pilot with a limited number of proposals, summed over the chains. Chains take more only if one proposal
     * per chain and temperature needs more.
     */
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
                            "the pilot's path is longer than 2^20 steps; at inverse temperature " + b
                                    + " the standard deviation of the log density ratio is " + deviations[n - 1]
                                    + ", and a base that is closer to the target makes it smaller");
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
            // The last step is at least half as long as the one before.
            next = next + (next - b) / 2 >= 1 ? 1 : next;
            n++;
            int proposals = (int) Math.max(1, Math.min(patience, left / SHARE));
            left -= proposals;
            move(blocks, next, proposals, workers);
            b = next;
        }
        StateSpace space = path.graph().space();
        int[] states = states(space.dimension(), blocks);
        return new Pilot(
                Arrays.copyOf(temperatures, n), Arrays.copyOf(deviations, n), marginals(space, states), states);
    }

    private static void move(AnnealingBlock[] blocks, double b, int proposals, Workers workers) {
        workers.run(t -> {
            for (int i = t; i < blocks.length; i += workers.count()) {
                blocks[i].move(b, proposals);
            }
        });
    }

    /** Returns the standard deviation of log p - log p0 over the chains that are alive. */
    private static double deviation(AnnealingBlock[] blocks) {
        int n = 0;
        double mean = 0;
        double squares = 0;
        for (AnnealingBlock block : blocks) {
            // This call refuses a base that is 0 where the target is not.
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
                    "a pilot needs at least two chains at states where the target is above 0, but has " + n);
        }
        return Math.sqrt(squares / (n - 1));
    }

    /** Returns independent columns with the frequencies of states {@code [count, D]}, each with one pseudo-count. */
    static IndependentModel marginals(StateSpace space, int[] states) {
        int dimension = space.dimension();
        double[][] counts = new double[dimension][];
        for (int d = 0; d < dimension; d++) {
            counts[d] = new double[space.cardinality(d)];
            Arrays.fill(counts[d], 1);
        }
        for (int i = 0; i < states.length; i++) {
            counts[i % dimension][states[i]]++;
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

    /** Returns the states where chains ended at which the target is above 0, {@code [count, D]}. */
    int[] states() {
        return states;
    }

    /**
     * Returns the path's thermodynamic length.
     *
     * @return L, in nats
     */
    public double length() {
        double[] lengths = Schedule.lengths(temperatures, deviations);
        return lengths[lengths.length - 1];
    }

    /**
     * Returns a schedule whose steps have equal thermodynamic lengths.
     *
     * @param steps number of steps, in {@code 1..2^24}
     * @return the schedule
     * @throws IllegalArgumentException if the number is out of range
     */
    public Schedule schedule(int steps) {
        return Schedule.equalLength(temperatures, deviations, steps);
    }

    /**
     * Returns the schedule of equal lengths with which log weights have a given standard deviation if chains stay in
     * equilibrium.
     *
     * @param deviation the standard deviation in nats, above 0; 0.25 is a good choice
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
     * Returns independent columns with the frequencies of the states where the pilot ended, each with one pseudo-count.
     * As a base, they may be much closer to the target than the pilot's own base.
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
