package org.concretescore.sampling.measured;

import java.util.ArrayList;
import java.util.List;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Samples;
import org.concretescore.sampling.diagnostics.Diagnostics;

/** The worst R-hat and effective sample size of the statistics; NaN where no statistic ever changes. */
record Diagnosis(double rHat, double ess) {
    /** What chains that are too short tell. */
    static final Diagnosis NOTHING = new Diagnosis(Double.NaN, Double.NaN);

    private static final int SHORTEST = 4;
    /** A single coordinate is also watched in so many bins: two modes may have the mean of one. */
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
            // NaN is a statistic that is constant in every chain. If chains differ, it is infinite.
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
