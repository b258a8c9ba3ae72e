package org.concretescore.examples.example;

import org.concretescore.core.data.*;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.graph.*;
import org.concretescore.core.objective.*;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.nn.model.*;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.train.*;

/** Recovers the couplings of an Ising model from its samples, as second differences of a learned log density. */
public final class IsingCouplings {
    private static final int SPINS = 9;

    public static void main(String[] arguments) {
        RandomStreams streams = new RandomStreams(1);
        Ising ising = Ising.of(3, 3, 0.3); // a torus of 3 x 3 spins; each is coupled to four others
        int[] rows = new int[5000 * SPINS];
        ising.sample(streams.stream("data"), 5000, rows);
        Dataset data = Dataset.of(Schema.of(ising.space()), rows, 5000);

        NetworkSpec spec = NetworkSpec.energy(Graphs.hamming(ising.space())).withArchitecture(Mlp.of(64, 64));
        Trainer trainer = Trainer.of(TrainerOptions.defaults().withSteps(600));
        try (NeuralModel model =
                trainer.fit(spec, Objectives.ratio(), data, streams).model()) {
            LogDensity density = (LogDensity) model;
            System.out.printf("coupled spins 0 and 1: %.2f (true 0.30)%n", coupling(density, 0, 1));
            System.out.printf("free spins 0 and 4: %.2f (true 0.00)%n", coupling(density, 0, 4));
        }
    }

    /** Returns a quarter of the second difference of log p in two spins, averaged over all states of the others. */
    private static double coupling(LogDensity density, int a, int b) {
        int[] states = new int[(1 << SPINS) * SPINS];
        double[] logDensities = new double[1 << SPINS];
        for (int i = 0; i < states.length; i++) {
            states[i] = i / SPINS >> i % SPINS & 1;
        }
        density.logDensities(states, 1 << SPINS, logDensities);
        double sum = 0;
        for (int row = 0; row < 1 << SPINS; row++) {
            sum += (row >> a & 1) == (row >> b & 1) ? logDensities[row] : -logDensities[row];
        }
        return sum / (1 << SPINS);
    }
}
