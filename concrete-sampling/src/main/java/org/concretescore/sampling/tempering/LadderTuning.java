package org.concretescore.sampling.tempering;

import java.util.Arrays;
import java.util.function.Function;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.Tally;

/**
 * Finds a {@link Ladder} whose neighbors all exchange their states at the same rate. The tuning runs its own chains,
 * before the kernel that samples is made. The rates measured on one ladder give the next one. A pair that exchanges at
 * the rate r has the distance {@code d(r) = -2 Phi^-1(r/2)}, which is proportional to the difference of the inverse
 * temperatures if both energies are normal with one variance. The sum of the distances, divided by {@code d(target)}
 * and rounded up, is the number of pairs of the next ladder, whose inverse temperatures divide the sum into equal
 * parts. The rates are therefore at the target or somewhat above it.
 *
 * <p>If the thread that tunes is interrupted, the tuning throws a
 * {@link org.concretescore.core.parallel.StoppedException}, and its measurements are lost.
 */
public final class LadderTuning {
    /** Measured rates are moved at least this far from 0 and from 1, so that distances are finite. */
    private static final double LEAST = 1e-4;

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private final Ladder ladder;
    private final double[] swapRates;

    private LadderTuning(Ladder ladder, double[] swapRates) {
        this.ladder = ladder;
        this.swapRates = swapRates;
    }

    /**
     * Tunes a ladder. The chains of the first round start at random states. The replicas of each further round start
     * where the replicas of the round before ended that are nearest in inverse temperature.
     *
     * @param kernels makes the kernel of a ladder, for instance {@code ladder -> Tempering.of(model, density, ladder)}
     * @param initial the first ladder, with at least 2 replicas. Its hottest inverse temperature is kept, so chains
     *     must move freely there
     * @param options the target, and how much to measure
     * @param streams the source of the generators; those of round r have the name {@code name + " " + r}
     * @param name the name of their streams
     * @return the ladder, and the rates measured on it
     * @throws IllegalArgumentException if the initial ladder has only one replica
     * @throws IllegalStateException if the model answers NaN for a proposed move, or a log density is NaN or positive
     *     infinity
     */
    public static LadderTuning tune(
            Function<Ladder, Tempering> kernels,
            Ladder initial,
            LadderOptions options,
            RandomStreams streams,
            String name) {
        if (initial.replicas() < 2) {
            throw new IllegalArgumentException("initial must have at least 2 replicas, was " + initial);
        }
        Ladder ladder = initial;
        Tempering kernel = kernels.apply(ladder);
        Chains chains = Chains.atRandom(kernel.space(), options.chains(), streams, name + " 0");
        double[] rates = measure(kernel, chains, options);
        for (int round = 1; round <= options.rounds(); round++) {
            Ladder before = ladder;
            ladder = next(before, rates, options);
            kernel = kernels.apply(ladder);
            int[] states = carried(
                    before, chains.states(), ladder, kernel.targetSpace().dimension());
            chains = Chains.startingAt(kernel.space(), states, options.chains(), streams, name + " " + round);
            rates = measure(kernel, chains, options);
        }
        return new LadderTuning(ladder, rates);
    }

    private static double[] measure(Tempering kernel, Chains chains, LadderOptions options) {
        Tally tally = new Tally();
        kernel.advance(chains, options.steps(), tally);
        double[] rates = new double[kernel.ladder().replicas() - 1];
        for (int step = 0; step < options.steps(); step++) {
            kernel.advance(chains, 1, tally);
            kernel.addSwapProbabilities(chains.states(), chains.count(), rates);
        }
        Arrays.setAll(rates, t -> rates[t] / options.steps() / chains.count());
        return rates;
    }

    /** Returns the distance of a pair that exchanges at a rate. */
    private static double distance(double rate) {
        return -2 * NORMAL.inverseCumulativeProbability(Math.min(1 - LEAST, Math.max(LEAST, rate)) / 2);
    }

    /** Returns the ladder with equal distances. */
    static Ladder next(Ladder ladder, double[] rates, LadderOptions options) {
        double[] reached = new double[rates.length + 1];
        for (int t = 0; t < rates.length; t++) {
            reached[t + 1] = reached[t] + distance(rates[t]);
        }
        double total = reached[rates.length];
        double wanted = Math.ceil(total / distance(options.target()));
        int pairs = (int) Math.max(1, Math.min(options.replicas() - 1, wanted));
        double[] b = new double[pairs + 1];
        b[0] = 1;
        int t = 0;
        for (int k = 1; k < pairs; k++) {
            double level = total * k / pairs;
            while (reached[t + 1] < level) {
                t++;
            }
            double part = (level - reached[t]) / (reached[t + 1] - reached[t]);
            b[k] = ladder.inverseTemperature(t)
                    + part * (ladder.inverseTemperature(t + 1) - ladder.inverseTemperature(t));
        }
        b[pairs] = ladder.inverseTemperature(rates.length);
        return Ladder.of(b);
    }

    /** Gives each replica of a new ladder the state of the old replica that is nearest in inverse temperature. */
    private static int[] carried(Ladder before, int[] states, Ladder ladder, int dimension) {
        int count = states.length / dimension / before.replicas();
        int[] carried = new int[Math.multiplyExact(count * ladder.replicas(), dimension)];
        for (int r = 0; r < count * ladder.replicas(); r++) {
            double b = ladder.inverseTemperature(r % ladder.replicas());
            int nearest = 0;
            for (int t = 1; t < before.replicas(); t++) {
                if (Math.abs(before.inverseTemperature(t) - b) < Math.abs(before.inverseTemperature(nearest) - b)) {
                    nearest = t;
                }
            }
            int from = r / ladder.replicas() * before.replicas() + nearest;
            System.arraycopy(states, from * dimension, carried, r * dimension, dimension);
        }
        return carried;
    }

    /**
     * Returns the tuned ladder.
     *
     * @return the ladder
     */
    public Ladder ladder() {
        return ladder;
    }

    /**
     * Returns the rates at which neighbors exchanged their states on the tuned ladder, in the last round.
     *
     * @return a copy, {@code [T-1]}
     */
    public double[] swapRates() {
        return swapRates.clone();
    }

    @Override
    public String toString() {
        return "LadderTuning[" + ladder + ", swap rates " + Arrays.toString(swapRates) + "]";
    }
}
