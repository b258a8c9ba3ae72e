package org.concretescore.examples.example;

import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.data.*;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.sampling.annealing.*;

/** Bounds log Z of an Ising model from both sides by bidirectional Monte Carlo, which needs exact samples. */
public final class BidirectionalAnnealing {
    public static void main(String[] arguments) {
        RandomStreams streams = new RandomStreams(1);
        Ising ising = Ising.of(8, 8, 0.3);
        int[] exact = new int[200 * 64];
        ising.sample(streams.stream("exact"), 200, exact);
        IndependentModel base = IndependentModel.of(Dataset.of(Schema.of(ising.space()), exact, 200));
        AnnealingPath path = AnnealingPath.of(base, ising, ising.score());
        for (int temperatures : new int[] {10, 100, 1000}) {
            BidirectionalEstimate estimate = Ais.bidirectional(
                    path,
                    Schedule.linear(temperatures),
                    exact,
                    200,
                    AnnealingOptions.of(path, 200),
                    streams,
                    "annealing");
            System.out.printf(
                    "%4d temperatures: log Z from %.3f to %.3f, exactly %.3f%n",
                    temperatures, estimate.lower(), estimate.upper(), ising.logZ());
        }
    }
}
