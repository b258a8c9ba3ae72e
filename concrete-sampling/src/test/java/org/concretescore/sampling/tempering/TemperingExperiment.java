package org.concretescore.sampling.tempering;

import static org.concretescore.core.verify.TestStreams.STREAMS;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.MetropolisHastings;
import org.concretescore.sampling.chain.Samples;
import org.concretescore.sampling.chain.SamplingOptions;
import org.concretescore.sampling.chain.TransitionKernel;
import org.concretescore.sampling.diagnostics.Diagnostics;

/**
 * Prints the effective sample sizes of the energy and of the magnetisation on 10 x 10 Ising tori, critical and colder,
 * of the cold replica and of Metropolis-Hastings, a sweep and a proposal of any replica. No test: run it by hand.
 */
public final class TemperingExperiment {
    private static final int CHAINS = 4;
    private static final int EACH = 20_000;
    private static final int SITES = 100;

    private TemperingExperiment() {}

    /** Takes no arguments. */
    public static void main(String[] args) {
        for (double coupling : new double[] {0.4406868, 0.6}) {
            Ising ising = Ising.of(10, 10, coupling);
            long start = cpuTime();
            LadderTuning tuned = LadderTuning.tune(
                    ladder -> Tempering.of(ising, ising, ladder),
                    Ladder.of(1, 0.3),
                    LadderOptions.defaults(),
                    STREAMS,
                    "ladder");
            System.out.printf(Locale.ROOT, "%s, %.1f s%n", tuned, (cpuTime() - start) / 1e9);
            Tempering tempering = Tempering.of(ising, ising, tuned.ladder());
            measure(ising, tempering, 1, tuned.ladder().replicas());
            measure(ising, MetropolisHastings.of(ising), SITES, 1);
        }
    }

    /** Of this thread, in nanoseconds: the machine may have other work. */
    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void measure(Ising ising, TransitionKernel kernel, int thinning, int replicas) {
        long start = cpuTime();
        Samples samples = Samples.draw(
                kernel,
                Chains.atRandom(kernel.space(), CHAINS, new RandomStreams(1), "experiment"),
                new SamplingOptions(CHAINS * EACH, EACH / 10 * thinning, thinning, 1));
        double seconds = (cpuTime() - start) / 1e9;
        Samples cold = kernel instanceof Tempering tempering ? tempering.coldStates(samples) : samples;
        double[] energy = new double[1];
        int[] state = new int[SITES];
        double[][] energies = cold.traces((states, at) -> {
            System.arraycopy(states, at, state, 0, SITES);
            ising.statistics(state, 1, energy);
            return energy[0];
        });
        double[][] magnetisations = cold.traces(
                (states, at) -> Arrays.stream(states, at, at + SITES).sum() * 2.0 - SITES);
        double sweeps = CHAINS * EACH;
        double ofEnergy = Diagnostics.effectiveSampleSize(energies);
        double ofMagnetisation = Diagnostics.effectiveSampleSize(magnetisations);
        double mean = Arrays.stream(energies)
                .flatMapToDouble(Arrays::stream)
                .average()
                .orElseThrow();
        System.out.printf(
                Locale.ROOT,
                "%s: energy a site %.4f (exact %.4f), ess a sweep %.4f energy, %.5f magnetisation; a sweep of any replica"
                        + " %.5f, %.6f; a second %.0f, %.1f; %.2f s%n",
                kernel instanceof Tempering ? "tempering" : "mh",
                mean / SITES,
                ising.meanStatistic() / SITES,
                ofEnergy / sweeps,
                ofMagnetisation / sweeps,
                ofEnergy / sweeps / replicas,
                ofMagnetisation / sweeps / replicas,
                ofEnergy / seconds,
                ofMagnetisation / seconds,
                seconds);
    }
}
