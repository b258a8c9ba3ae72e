package org.concretescore.benchmarks;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.latent.Estimator;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.train.LatentObjective;
import org.concretescore.nn.train.LatentTrainer;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingListener;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A training step of a latent variable model: noise, forward, backward, Adam, batch 64 of random bits, on as many
 * threads as there are processors. {@code peers/relaxed_torch.py} does the same work as the first of them in PyTorch.
 * The trainer runs on a thread of its own and waits for the benchmark after each step.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class RelaxedStepBenchmark {
    private static final int STEPS = 20;

    /** Layers, estimator, samples and arity. */
    @Param({"200H~784V concrete 5 2", "200H~784V vimco 5 2", "240H~784V concrete 5 8"})
    private String work;

    private final Semaphore wanted = new Semaphore(0);
    private final Semaphore done = new Semaphore(0);
    private Thread thread;

    @Setup
    public void setUp() {
        String[] parts = work.split(" ", -1);
        LatentSpec spec = LatentSpec.parse(parts[0], Integer.parseInt(parts[3]));
        LatentObjective objective =
                LatentObjective.of(Estimator.parse(parts[1]), Integer.parseInt(parts[2]), spec.arity());
        RandomStreams streams = new RandomStreams(1);
        UniformRandomProvider random = streams.stream("rows");
        int[] states = new int[1024 * spec.dataWidth()];
        for (int i = 0; i < states.length; i++) {
            states[i] = random.nextInt(8) == 0 ? 1 : 0;
        }
        Dataset data = Dataset.of(Schema.of(StateSpace.binary(spec.dataWidth())), states, 1024);
        TrainerOptions options =
                LatentTrainer.defaults().withSteps(Integer.MAX_VALUE).withValidateEvery(Integer.MAX_VALUE);
        TrainingListener listener = new TrainingListener() {
            @Override
            public void step(int step, int steps, double loss) {
                if (step % STEPS == 0) {
                    done.release();
                    wanted.acquireUninterruptibly();
                    if (Thread.currentThread().isInterrupted()) {
                        throw new CancellationException("enough");
                    }
                }
            }
        };
        thread = new Thread(() -> {
            try {
                LatentTrainer.of(options).withListener(listener).fit(spec, objective, data, streams);
            } catch (CancellationException e) {
                // The end of the trial.
            }
        });
        thread.start();
        done.acquireUninterruptibly();
    }

    @TearDown
    public void tearDown() throws InterruptedException {
        thread.interrupt();
        wanted.release();
        thread.join();
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public void step() {
        wanted.release();
        done.acquireUninterruptibly();
    }
}
