package org.concretescore.nn.plan;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.Pointer;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.GraphNetwork;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.UNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.factory.Nd4j;

/** What is used wrongly must say so, and never take the virtual machine down. */
@Timeout(60)
final class MisuseTest {
    private final UniformRandomProvider random = STREAMS.stream("misuse");

    private float[] uniform(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }

    private static NetworkGraph mlp() {
        return Mlp.of(16, 16).network(3, 3, 2).graph(DataType.FLOAT);
    }

    @Test
    void wrongNumbersOfEverything() {
        NetworkGraph graph = Mlp.of(4).network(3, 3, 2).graph(DataType.DOUBLE);
        int count = graph.parameterCount();
        try (CompiledNetwork network = CompiledNetwork.of(graph)) {
            CompiledPlan plan = network.compile(2, Pass.TRAINING);
            assertMessage("runs 2 rows, was given 3", () -> plan.forward(new double[9], 3, new double[6]));
            assertMessage("runs 2 rows, was given -1", () -> plan.forward(new double[9], -1, new double[6]));
            assertMessage("the input needs 6 values", () -> plan.forward(new double[5], 2, new double[4]));
            assertMessage("the output needs 4 values", () -> plan.forward(new double[6], 2, new double[3]));
            assertMessage("output's gradient needs 4", () -> plan.backward(new double[3], new double[count]));
            assertMessage("the gradient needs " + count, () -> plan.backward(new double[4], new double[count - 1]));
            assertMessage("works in DOUBLE, was given FLOAT", () -> plan.forward(new float[6], 2, new float[4]));
            assertMessage("works in DOUBLE, was given FLOAT", () -> network.setParameters(new float[count]));
            double[] bad = new double[count];
            bad[2] = Double.NaN;
            assertMessage("parameter 2 is NaN", () -> network.setParameters(bad));
            bad[2] = Double.POSITIVE_INFINITY;
            assertMessage("parameter 2 is Infinity", () -> network.setParameters(bad));
            // A refused run leaves the plan usable.
            plan.forward(new double[6], 2, new double[4]);
            CompiledPlan forward = network.compile(2, Pass.FORWARD);
            assertThrows(IllegalStateException.class, () -> forward.backward(new double[4], new double[count]));
        }
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }

    /** Runs a task on several threads at once; what one of them throws fails the test. */
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

    @Test
    void aPlanBelongsToOneThreadAtATime() throws InterruptedException {
        NetworkGraph graph = mlp();
        float[] rows = uniform(64 * 3);
        float[] expected = new float[64 * 2];
        AtomicInteger worked = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        try (CompiledNetwork network = CompiledNetwork.of(graph)) {
            network.setParameters(uniform(graph.parameterCount()));
            Plan plan = network.plan(64, Pass.FORWARD);
            plan.forward(rows, 64, expected);
            together(8, () -> {
                float[] outputs = new float[expected.length];
                for (int i = 0; i < 500; i++) {
                    try {
                        plan.forward(rows, 64, outputs);
                        worked.incrementAndGet();
                        assertArrayEquals(expected, outputs);
                    } catch (IllegalStateException e) {
                        assertTrue(e.getMessage().contains("one thread at a time"), e.getMessage());
                        refused.incrementAndGet();
                    }
                }
            });
        }
        assertEquals(8 * 500, worked.get() + refused.get());
        assertTrue(worked.get() > 0 && refused.get() > 0, worked + " worked, " + refused + " refused");
    }

    @Test
    void aNetworkClosedWhileThreadsRun() throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            NetworkGraph graph = mlp();
            float[] parameters = uniform(graph.parameterCount());
            float[] rows = uniform(32 * 3);
            CompiledNetwork network = CompiledNetwork.of(graph);
            network.setParameters(parameters);
            AtomicInteger turn = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            together(4, () -> {
                int me = turn.getAndIncrement();
                float[] outputs = new float[32 * 2];
                try {
                    if (me == 0) {
                        for (boolean open = true; open; ) {
                            Thread.yield();
                            try {
                                network.close();
                                open = false;
                            } catch (IllegalStateException e) {
                                assertTrue(e.getMessage().contains("can't be closed while"), e.getMessage());
                            }
                        }
                    } else if (me == 1) {
                        for (; ; ) {
                            network.setParameters(parameters);
                            // Java's locks are not fair: leave one moment to the one who closes.
                            LockSupport.parkNanos(10_000);
                        }
                    } else {
                        Plan plan = network.plan(32, Pass.FORWARD);
                        for (; ; ) {
                            for (int i = 0; i < 20; i++) {
                                plan.forward(rows, 32, outputs);
                            }
                            LockSupport.parkNanos(10_000);
                        }
                    }
                } catch (IllegalStateException e) {
                    assertTrue(e.getMessage().contains("closed"), e.getMessage());
                    refused.incrementAndGet();
                }
            });
            assertEquals(3, refused.get());
            network.close();
        }
    }

    static Stream<GraphNetwork> networks() {
        StateSpace space = StateSpace.of(2, 3, 2);
        return Stream.of(
                Mlp.of(32, 32).withActivation(Activation.SILU).network(2, 2, 4),
                Made.of(16, 16).network(space, Encoding.CATEGORY, Made.outputWidth(space)),
                UNet.of(4, 4, 1).withLevels(4, 8).withGroups(2).network(1, 16));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void nativeMemoryStaysFlat(GraphNetwork description) {
        NetworkGraph graph = description.graph(DataType.FLOAT);
        int batch = 8;
        float[] rows = uniform(batch * graph.inputWidth());
        float[] seed = uniform(batch * graph.outputWidth());
        float[] outputs = new float[seed.length];
        float[] parameters = uniform(graph.parameterCount());
        float[] gradient = new float[parameters.length];
        float[] inputGradient = new float[rows.length];
        try (CompiledNetwork network = CompiledNetwork.of(graph)) {
            Plan training = network.plan(batch, Pass.TRAINING);
            Plan ofInput = network.plan(batch, Pass.INPUT_GRADIENT);
            assertTrue(training instanceof CompiledPlan && ofInput instanceof CompiledPlan);
            long bytes = 0;
            long count = 0;
            long physical = 0;
            // A U-Net's step takes ten times as long.
            int runs = rows.length > 64 ? 200 : 1100;
            for (int i = 0; i < runs; i++) {
                if (i == 100) {
                    bytes = Pointer.totalBytes();
                    count = Pointer.totalCount();
                    physical = Pointer.physicalBytes();
                }
                network.setParameters(parameters);
                training.forward(rows, batch, outputs);
                training.backward(seed, gradient);
                ofInput.forward(rows, batch, outputs);
                ofInput.inputGradients(seed, inputGradient);
            }
            assertTrue(Pointer.totalBytes() <= bytes, "bytes");
            assertTrue(Pointer.totalCount() <= count, "pointers");
            // What ops allocate themselves is no Pointer: the process may grow by the Java heap's growth alone.
            long grown = Pointer.physicalBytes() - physical;
            assertTrue(grown < 200 << 20, grown + " bytes");
        }
    }

    @Test
    void workspacesOfTheCallerDoNotMatter() {
        NetworkGraph graph = mlp();
        float[] parameters = uniform(graph.parameterCount());
        float[] rows = uniform(4 * 3);
        float[] expected = new float[4 * 2];
        float[] gradient = new float[parameters.length];
        float[] outputs = new float[4 * 2];
        float[] again = new float[parameters.length];
        WorkspaceConfiguration configuration =
                WorkspaceConfiguration.builder().initialSize(1 << 20).build();
        try (CompiledNetwork network = CompiledNetwork.of(graph)) {
            network.setParameters(parameters);
            Plan plan = network.plan(4, Pass.TRAINING);
            plan.forward(rows, 4, expected);
            plan.backward(expected, gradient);
        }
        MemoryWorkspace workspace = Nd4j.getWorkspaceManager().getAndActivateWorkspace(configuration, "caller");
        CompiledNetwork network = CompiledNetwork.of(mlp());
        network.setParameters(parameters);
        Plan plan = network.plan(4, Pass.TRAINING);
        plan.forward(rows, 4, outputs);
        workspace.close();
        assertArrayEquals(expected, outputs);
        for (int i = 0; i < 3; i++) {
            MemoryWorkspace next = Nd4j.getWorkspaceManager().getAndActivateWorkspace(configuration, "caller");
            // Fills what the workspace gave before.
            Nd4j.valueArrayOf(10_000, Float.NaN);
            plan.forward(rows, 4, outputs);
            plan.backward(expected, again);
            next.close();
            assertArrayEquals(expected, outputs);
            assertArrayEquals(gradient, again);
        }
        network.close();
        Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    }
}
