package org.concretescore.sampling.tempering;

import java.util.Arrays;
import java.util.function.Function;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.Tally;

/**
 * Finds a {@link Ladder} whose neighbors exchange their states at one rate, with chains of its own, before the kernel that
 * samples is made. From the rates measured on one ladder follows the next one: a pair that exchanges at the rate r counts as
 * {@code d(r) = -2 Phi^-1(r/2)} apart, which is proportional to the difference of the inverse temperatures where both
 * energies are normal with one variance. The sum over the pairs, divided by {@code d(target)} and rounded up, is the number of
 * pairs of the next ladder; its rungs lie at equal parts of the sum. So rates come out at the target or somewhat above.
 *
 * <p>Interrupting the thread that tunes ends it with a {@link org.concretescore.core.parallel.StoppedException}:
 * what was measured so far is no ladder.
 */
public final class LadderTuning {
    /** Rates are taken to lie as far from 0 and from 1 as this. */
    private static final double LEAST = 1e-4;

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private final Ladder ladder;
    private final double[] swapRates;

    private LadderTuning(Ladder ladder, double[] swapRates) {
        this.ladder = ladder;
        this.swapRates = swapRates;
    }

    /**
     * Tunes a ladder. The chains of the first round start at random states, those of each further round where the nearest
     * replicas of the round before ended.
     *
     * @param kernels makes the kernel of a ladder, say {@code ladder -> Tempering.of(model, density, ladder)}
     * @param initial the first ladder, at least 2 replicas. The hottest inverse temperature remains: chains must move freely
     *     there
     * @param options how much to measure, and the target
     * @param streams where the generators come from: those of round r are named {@code name} and r
     * @param name the name of their streams
     * @return the ladder, and the rates measured on it
     * @throws IllegalArgumentException if the initial ladder has one replica only
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

    /** How far apart a pair is that exchanges at a rate. */
    private static double distance(double rate) {
        return -2 * NORMAL.inverseCumulativeProbability(Math.min(1 - LEAST, Math.max(LEAST, rate)) / 2);
    }

    /** The ladder with equal distances. */
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

    /** States of a new ladder's replicas: each takes that of the old replica that is nearest in inverse temperature. */
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
     * The ladder, to be frozen.
     *
     * @return the ladder
     */
    public Ladder ladder() {
        return ladder;
    }

    /**
     * The rates at which neighbors exchanged their states on it, in a round that changed it no more.
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
