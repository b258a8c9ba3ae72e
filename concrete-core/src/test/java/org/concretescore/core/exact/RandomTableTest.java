package org.concretescore.core.exact;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;

/** Random tables, and the parts that all targets are made of. */
final class RandomTableTest {
    @Test
    void keepsItsPromises() {
        RandomTable table =
                RandomTable.of(Graphs.hamming(StateSpace.of(3, 4, 2)), 1.5, STREAMS.stream("a random table"));
        TargetContract.check(table, 1e-12);
        assertEquals(0, table.exact().entropy() - table.logZ() - table.meanStatistic(), 1e-12);
        TargetContract.check(RandomTable.of(Graphs.hamming(StateSpace.of(2)), 0, STREAMS.stream("flat")), 1e-12);
    }

    @Test
    void badTablesAreRefused() {
        assertEquals(
                "deviation must lie between 0 and 100, was NaN",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> RandomTable.of(
                                        Graphs.hamming(StateSpace.of(2)), Double.NaN, STREAMS.stream("bad")))
                        .getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> RandomTable.of(Graphs.hamming(StateSpace.binary(21)), 1, STREAMS.stream("bad")));
    }

    @Test
    void kroneckerPowersAreTheirMatrices() {
        for (int values = 2; values <= 4; values++) {
            KroneckerPower power = new KroneckerPower(3, values, 0.7, 0.2);
            int n = power.size();
            double[] vector = STREAMS.stream("vector").doubles(n).toArray();
            double[] product = vector.clone();
            double[] withAgreement = vector.clone();
            double[] agreement = new double[n];
            power.apply(product);
            power.applyWithAgreement(withAgreement, agreement);
            double[] row = new double[n];
            for (int x = 0; x < n; x++) {
                power.row(x, row);
                double expected = 0;
                double expectedAgreement = 0;
                for (int y = 0; y < n; y++) {
                    int agreeing = 0;
                    for (int c = 0, a = x, b = y; c < 3; c++, a /= values, b /= values) {
                        agreeing += a % values == b % values ? 1 : 0;
                    }
                    double weight = Math.pow(0.7, agreeing) * Math.pow(0.2, 3 - agreeing);
                    assertEquals(weight, row[y], 1e-14);
                    expected += weight * vector[y];
                    expectedAgreement += weight * agreeing * vector[y];
                }
                assertEquals(expected, product[x], 1e-12);
                assertEquals(expected, withAgreement[x], 1e-12);
                assertEquals(expectedAgreement, agreement[x], 1e-12);
            }
        }
    }

    @Test
    void aLazyValueIsComputedOnce() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Lazy<Integer> lazy = new Lazy<>(calls::incrementAndGet);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> asking = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                asking.add(lazy::get);
            }
            for (Future<Integer> answer : threads.invokeAll(asking)) {
                assertEquals(1, answer.get());
            }
        } finally {
            threads.shutdown();
        }
        assertEquals(1, calls.get());
    }
}
