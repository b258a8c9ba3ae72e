package org.concretescore.nn.latent.internal;

import static org.concretescore.core.verify.TestStreams.STREAMS;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.verify.PearsonTest;
import org.concretescore.nn.latent.Relaxation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ConcreteNoiseTest {
    /** Above and below their median, the numbers of one draw are like tosses of as many coins. */
    @ParameterizedTest
    @EnumSource(names = {"CONCRETE", "LOGISTIC_NORMAL"})
    void numbersOfOneDrawAreIndependent(Relaxation relaxation) {
        ConcreteNoise bits = new ConcreteNoise(2, relaxation, 0.5);
        UniformRandomProvider random = STREAMS.stream("noise");
        int count = 3;
        float[] noise = new float[count];
        long[] counts = new long[1 << count];
        double[] p = new double[counts.length];
        Arrays.fill(p, 1.0 / p.length);
        for (int i = 0; i < 20_000; i++) {
            bits.draw(random, count, noise, 0);
            int sides = 0;
            for (float number : noise) {
                sides = 2 * sides + (number > 0 ? 1 : 0);
            }
            counts[sides]++;
        }
        PearsonTest.of(counts, p).require(relaxation.toString());
    }
}
