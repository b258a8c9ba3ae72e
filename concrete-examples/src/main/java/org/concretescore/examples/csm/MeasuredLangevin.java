package org.concretescore.examples.csm;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.examples.run.Console;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.langevin.LangevinChains;
import org.concretescore.sampling.langevin.Mala;
import org.concretescore.sampling.langevin.TriangularBridge;

/**
 * Draws from a triangular bridge by the Metropolis-adjusted Langevin algorithm, with a burn-in and a thinning that
 * follow from measurements.
 *
 * <p>One half of the chains starts at the most probable state, the other half at uniform positions of the support. The
 * chains run in windows, each of which is as long as all windows before it together. In each window, the shares of time
 * that the two halves spend in the cells are compared. The burn-in ends after the first window in which they differ no
 * more than the differences between single chains explain. Half of that window is the thinning.
 */
final class MeasuredLangevin {
    private static final int CHAINS = 2000;
    /** The least number of chains; fewer would not tell enough about the differences between chains. */
    private static final int FEWEST_CHAINS = 100;

    /** The most steps of all chains together, which take about a minute on two cores. */
    private static final long BUDGET = 600_000_000L;

    private static final int FIRST_WINDOW = 64;
    /** The number of times in a window at which positions are recorded. */
    private static final int LOOKS = 32;

    private static final int MOST_BINS = 64;
    /** The squared distance of the halves may be this many times its expectation under agreement. */
    private static final double AGREED = 2;

    private static final int TRIAL_CHAINS = 500;
    private static final int TRIAL_STEPS = 100;

    private MeasuredLangevin() {}

    /**
     * The samples, and how the chains ran.
     *
     * @param positions the samples
     * @param clean for each sample, a state drawn from its posterior
     * @param chains the number of chains
     * @param step the tuned step size, which is the variance of the noise
     * @param burnIn the number of steps that each chain took before its first sample
     * @param thinning the number of steps that each chain took before each sample
     * @param mixed whether the chains ran as long as their mixing asked
     * @param acceptance the share of accepted proposals
     */
    record Outcome(
            double[] positions,
            int[] clean,
            int chains,
            double step,
            long burnIn,
            long thinning,
            boolean mixed,
            double acceptance) {}

    /**
     * Draws samples.
     *
     * @param bridge the density
     * @param data the states of the data; the step size is tuned near them
     * @param count the number of samples
     */
    static Outcome draw(TriangularBridge bridge, int[] data, int count, RandomStreams streams, Console console) {
        int threads = Runtime.getRuntime().availableProcessors();
        Mala mala = tuned(bridge, data, streams);
        int half = Math.max(FEWEST_CHAINS, Math.min(CHAINS, count)) / 2;
        LangevinChains chains = LangevinChains.startingAt(starts(bridge, half, streams), streams, "langevin");
        Tally tally = new Tally();
        long rounds = (chains.count() - 1L + count) / chains.count();
        long burnIn = 0;
        long window = FIRST_WINDOW;
        boolean agree = false;
        boolean affordable = true;
        while (!agree && affordable) {
            agree = window(mala, bridge, chains, window / LOOKS, threads, tally);
            burnIn += window;
            // The next window is as long as all windows so far, and the thinning is half as long.
            long next = burnIn;
            affordable = chains.count() * (burnIn + next + rounds * next / 2) <= BUDGET;
            window = agree ? window : next;
        }
        long thinning = Math.max(1, window / 2);
        if (!agree) {
            console.note("after " + burnIn
                    + " Langevin steps, chains that started apart still differ: the samples may depend"
                    + " on where they started");
        }
        double[] positions = new double[count];
        int[] clean = new int[count];
        UniformRandomProvider denoising = streams.stream("denoise");
        try (Console.Progress progress = console.progress("Langevin", rounds)) {
            for (int from = 0; from < count; from += chains.count()) {
                mala.advance(chains, thinning, threads, tally);
                for (int i = from; i < Math.min(count, from + chains.count()); i++) {
                    positions[i] = chains.position(i - from);
                    clean[i] = bridge.denoise(positions[i], denoising);
                }
                progress.at(from / chains.count() + 1, "");
            }
        }
        return new Outcome(
                positions, clean, chains.count(), mala.step(), burnIn, thinning, agree, tally.acceptanceRate());
    }

    /** Returns the kernel with the step size that jumps furthest, tried at the data with triangular noise. */
    private static Mala tuned(TriangularBridge bridge, int[] data, RandomStreams streams) {
        UniformRandomProvider random = streams.stream("langevin-pilot");
        double[] positions = new double[TRIAL_CHAINS];
        Arrays.setAll(positions, i -> {
            double noise = random.nextDouble();
            noise -= random.nextDouble();
            double x = data[random.nextInt(data.length)] + noise;
            return bridge.wrap(x);
        });
        LangevinChains pilot = LangevinChains.startingAt(positions, streams, "langevin-trial");
        return Mala.tuned(bridge, true, pilot, TRIAL_STEPS, 0.5, bridge.upper() - bridge.lower());
    }

    /** Returns the positions at which the chains start. */
    private static double[] starts(TriangularBridge bridge, int half, RandomStreams streams) {
        double[] p = bridge.probabilities();
        int mode = 0;
        for (int k = 1; k < p.length; k++) {
            mode = p[k] > p[mode] ? k : mode;
        }
        double[] uniform = LangevinChains.atRandom(bridge.lower(), bridge.upper(), half, streams, "langevin-start")
                .positions();
        // The halves alternate, so that the last round has chains of both halves even if it is not a whole one.
        double[] starts = new double[2 * half];
        for (int i = 0; i < half; i++) {
            starts[2 * i] = mode;
            starts[2 * i + 1] = uniform[i];
        }
        return starts;
    }

    /** Runs one window, and returns whether the two halves agree in it. */
    private static boolean window(
            Mala mala, TriangularBridge bridge, LangevinChains chains, long spacing, int threads, Tally tally) {
        int cells = (int) Math.round(bridge.upper() - bridge.lower());
        int bins = Math.min(MOST_BINS, cells);
        double[][] shares = new double[chains.count()][bins];
        for (int look = 0; look < LOOKS; look++) {
            mala.advance(chains, spacing, threads, tally);
            for (int chain = 0; chain < chains.count(); chain++) {
                long cell = bridge.cell(chains.position(chain)) - Math.round(bridge.lower());
                shares[chain][(int) (cell * bins / cells)] += 1.0 / LOOKS;
            }
        }
        double distance = 0;
        double expected = 0;
        for (int b = 0; b < bins; b++) {
            double[] sum = new double[2];
            double[] squares = new double[2];
            for (int chain = 0; chain < chains.count(); chain++) {
                sum[chain % 2] += shares[chain][b];
                squares[chain % 2] += shares[chain][b] * shares[chain][b];
            }
            int half = chains.count() / 2;
            double difference = (sum[0] - sum[1]) / half;
            distance += difference * difference;
            for (int h = 0; h < 2; h++) {
                expected += (squares[h] - sum[h] * sum[h] / half) / half / (half - 1);
            }
        }
        return distance <= AGREED * expected;
    }
}
