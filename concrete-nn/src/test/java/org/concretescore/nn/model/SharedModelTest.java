package org.concretescore.nn.model;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.Mlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A model may be used by several threads at once, and closed while they do. */
@Timeout(60)
final class SharedModelTest {
    private static final Neighborhood GRAPH = Graphs.hamming(StateSpace.of(3, 2, 4));

    static Stream<NetworkSpec> specs() {
        return Stream.of(
                NetworkSpec.mlp(GRAPH).withArchitecture(Mlp.of(16)),
                NetworkSpec.energy(GRAPH).withArchitecture(Mlp.of(16)),
                NetworkSpec.made(GRAPH).withArchitecture(Made.of(16).withMasks(2)));
    }

    private static NeuralModel model(NetworkSpec spec) {
        float[] parameters = new float[spec.network().parameterCount()];
        var random = STREAMS.stream("parameters");
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = random.nextFloat() - 0.5f;
        }
        return spec.model(parameters);
    }

    private static int[] states(int count) {
        int[] states = new int[count * 3];
        var random = STREAMS.stream("states");
        for (int i = 0; i < count; i++) {
            GRAPH.space().unrank(random.nextInt(24), states, i * 3);
        }
        return states;
    }

    private static void together(int threads, Runnable task) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                    task.run();
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            });
            thread.setDaemon(true);
            thread.start();
            all.add(thread);
        }
        start.countDown();
        for (Thread thread : all) {
            thread.join();
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void anyNumberOfThreadsGetsTheSameValues(NetworkSpec spec) throws InterruptedException {
        // Small, middle and several shards, so that every size of plan is shared.
        int[] counts = {1, 50, 2000};
        int[] states = states(2000);
        try (NeuralModel model = model(spec)) {
            double[][] expected = new double[counts.length][];
            for (int c = 0; c < counts.length; c++) {
                expected[c] = new double[counts[c] * GRAPH.slots()];
                model.score().logRatios(states, counts[c], expected[c]);
            }
            for (int threads : new int[] {1, 2, 3, 7}) {
                together(threads, () -> {
                    for (int i = 0; i < 12; i++) {
                        int c = i % counts.length;
                        double[] values = new double[expected[c].length];
                        model.score().logRatios(states, counts[c], values);
                        assertArrayEquals(expected[c], values);
                    }
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void closedWhileOthersEvaluate(NetworkSpec spec) throws InterruptedException {
        int[] states = states(1500);
        for (int round = 0; round < 5; round++) {
            NeuralModel model = model(spec);
            double[] expected = new double[1500 * GRAPH.slots()];
            model.score().logRatios(states, 1500, expected);
            CountDownLatch running = new CountDownLatch(4);
            Thread closer = new Thread(() -> {
                try {
                    running.await();
                } catch (InterruptedException e) {
                    return;
                }
                model.close();
            });
            closer.start();
            together(4, () -> {
                double[] values = new double[expected.length];
                running.countDown();
                // Whoever began before the end gets right values, whoever came later is refused.
                String message = assertThrows(IllegalStateException.class, () -> {
                            while (true) {
                                model.score().logRatios(states, 1500, values);
                                assertArrayEquals(expected, values);
                            }
                        })
                        .getMessage();
                assertTrue(message.contains("the model is closed"), message);
            });
            closer.join();
            model.close();
        }
    }

    @Test
    void parametersThatAreNoNumbers() {
        NetworkSpec spec = NetworkSpec.energy(GRAPH).withArchitecture(Mlp.of(4));
        float[] parameters = new float[spec.network().parameterCount()];
        parameters[5] = Float.NaN;
        String message = assertThrows(IllegalArgumentException.class, () -> spec.model(parameters))
                .getMessage();
        assertTrue(message.contains("parameter 5 is NaN"), message);
        assertThrows(IllegalArgumentException.class, () -> spec.model(new float[3]));
    }
}
