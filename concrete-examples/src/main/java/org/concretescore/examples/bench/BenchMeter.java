package org.concretescore.examples.bench;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.Pointer;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.examples.run.Console;
import org.concretescore.nn.network.Network;

/** Measures the time of work, and the native memory that it allocates. */
final class BenchMeter {
    /** The number of blocks of each figure. */
    static final int REPEATS = 7;
    /** The seconds of warm-up before each figure. */
    static final double WARM_UP = 3;

    private final Bench.Options options;
    private final RandomStreams streams;
    private final Console console;
    private long nativeBytes;

    BenchMeter(Bench.Options options, Console console) {
        this.options = options;
        this.console = console;
        this.streams = new RandomStreams(options.common().seed());
    }

    RandomStreams streams() {
        return streams;
    }

    Bench.Options options() {
        return options;
    }

    /** Returns the native bytes that were allocated by all figures so far. */
    long nativeBytes() {
        return nativeBytes;
    }

    /** Whether the options ask for this work; if so, the console says that it begins. */
    boolean wants(String work) {
        boolean wanted = options.work().contains(work);
        if (wanted) {
            console.note("timing " + work);
        }
        return wanted;
    }

    /** Warms up, and returns the median over blocks of the time of a call, in microseconds. */
    double median(Runnable call) {
        // In the warm-up the virtual machine compiles, on the same processors that are timed.
        long begin = System.nanoTime();
        int calls = 0;
        double elapsed;
        do {
            StoppedException.throwIfInterrupted("the benchmark");
            call.run();
            elapsed = (System.nanoTime() - begin) / 1e9;
        } while (++calls < 3 || elapsed < WARM_UP);
        long bytes = Pointer.totalBytes();
        int block = Math.max(1, (int) (options.secondsEach() * calls / elapsed / REPEATS));
        double[] blocks = new double[REPEATS];
        for (int b = 0; b < REPEATS; b++) {
            long start = System.nanoTime();
            for (int i = 0; i < block; i++) {
                call.run();
            }
            StoppedException.throwIfInterrupted("the benchmark");
            blocks[b] = (System.nanoTime() - start) / 1e3 / block;
        }
        // The difference may be negative, because the collector may free arrays of earlier work.
        nativeBytes += Math.max(0, Pointer.totalBytes() - bytes);
        Arrays.sort(blocks);
        return Math.round(10 * blocks[REPEATS / 2]) / 10.0;
    }

    /** Returns uniform random numbers of a named stream. */
    float[] uniform(String name, int n) {
        UniformRandomProvider random = streams.stream(name);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    /** Returns the work of a training step. */
    StepWork work(Network network, float[] rows, int shards, StepWork.Loss loss) {
        return new StepWork(network, rows, shards, options.threads(), loss, streams.stream("parameters"));
    }

    /** Returns a number of shards that is enough for all threads and divides a batch, which is a power of 2. */
    int shards(int batch) {
        int shards = 1;
        while (shards < options.threads() && shards < batch) {
            shards *= 2;
        }
        return shards;
    }
}
