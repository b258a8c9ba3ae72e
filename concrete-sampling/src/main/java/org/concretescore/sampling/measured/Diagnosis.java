package org.concretescore.sampling.measured;

import java.util.ArrayList;
import java.util.List;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Samples;
import org.concretescore.sampling.diagnostics.Diagnostics;

/** The worst R-hat and effective sample size of some statistics; NaN if no statistic ever changes. */
record Diagnosis(double rHat, double ess) {
    /** The diagnosis of chains that are too short. */
    static final Diagnosis NOTHING = new Diagnosis(Double.NaN, Double.NaN);

    private static final int SHORTEST = 4;
    /**
     * A single coordinate is also observed in so many bins, because a mixture of two modes may have the mean of one
     * mode.
     */
    private static final int BINS = 16;

    static Diagnosis of(Samples samples, int chains) {
        if (samples.count() / chains < SHORTEST) {
            return NOTHING;
        }
        double rHat = Double.NaN;
        double ess = Double.NaN;
        for (Samples.Statistic statistic : statistics(samples.space())) {
            double[][] traces = samples.traces(statistic);
            double statisticRHat = Diagnostics.rankRHat(traces);
            // NaN means that the statistic has one value in all chains. If chains differ, R-hat is infinite.
            if (!Double.isNaN(statisticRHat)) {
                rHat = Double.isNaN(rHat) ? statisticRHat : Math.max(rHat, statisticRHat);
                double statisticEss = Diagnostics.bulkEffectiveSampleSize(traces);
                ess = Double.isNaN(ess) ? statisticEss : Math.min(ess, statisticEss);
            }
        }
        return new Diagnosis(rHat, ess);
    }

    private static List<Samples.Statistic> statistics(StateSpace space) {
        List<Samples.Statistic> statistics = new ArrayList<>();
        for (int d = 0; d < space.dimension(); d++) {
            int coordinate = d;
            statistics.add((states, at) -> states[at + coordinate]);
        }
        if (space.dimension() == 1) {
            int bins = Math.min(BINS, space.cardinality(0));
            for (int b = 0; b < bins; b++) {
                long bin = b;
                statistics.add((states, at) -> (long) states[at] * bins / space.cardinality(0) == bin ? 1 : 0);
            }
        }
        return statistics;
    }
}
