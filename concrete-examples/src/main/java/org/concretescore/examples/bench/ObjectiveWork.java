package org.concretescore.examples.bench;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.objective.EdgeBatch;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.examples.run.TrainingProgress;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.train.Trainer;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingListener;
import org.concretescore.nn.train.TrainingResult;

/** The work of objectives and of the trainer. */
final class ObjectiveWork {
    private ObjectiveWork() {}

    /** Times {@code csm}: a training step, and the part of the objective, in microseconds. */
    static double[] csm(BenchMeter meter) {
        int bits = 16;
        int rows = 512;
        Objective objective = Objectives.parse("csm", Unit.LOG_RATIO, ObjectiveOptions.defaults());
        EdgeBatch edges = new EdgeBatch(Graphs.hamming(StateSpace.binary(bits)), true);
        int[] states = evenBits(meter, rows * bits);
        double[] weights = new double[rows];
        Arrays.fill(weights, 1.0 / rows);
        double[] values = new double[rows * bits];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(i);
        }
        double[] gradient = new double[values.length];
        double own = meter.median(() -> {
            edges.clear();
            objective.select(edges, states, 0, rows, weights, null);
            objective.lossAndGradient(edges, values, gradient);
        });
        return new double[] {trainingStep(meter, "csm", bits), own};
    }

    private static int[] evenBits(BenchMeter meter, int n) {
        UniformRandomProvider random = meter.streams().stream("even-bits");
        return IntStream.generate(() -> random.nextInt(2)).limit(n).toArray();
    }

    /** Times a whole step of the trainer (batch, edges, network, loss, gradient, Adam), in microseconds. */
    static double trainingStep(BenchMeter meter, String name, int bits) {
        int rows = 1 << 14;
        Neighborhood graph = Graphs.hamming(StateSpace.binary(bits));
        NetworkSpec spec =
                NetworkSpec.energy(graph).withArchitecture(Mlp.defaults().withActivation(Activation.TANH));
        Objective objective = Objectives.parse(name, Unit.LOG_RATIO, ObjectiveOptions.defaults());
        Dataset data = Dataset.of(Schema.of(graph.space()), evenBits(meter, rows * bits), rows);
        TrainerOptions options = TrainerOptions.defaults()
                .withBatch(512)
                .withThreads(meter.options().threads());
        long[] clock = new long[1 << 16];
        TrainingListener listener = new TrainingListener() {
            @Override
            public void step(int step, int steps, double loss) {
                clock[step] = System.nanoTime();
            }
        };
        int probe = 20;
        fit(options.withSteps(probe), spec, objective, data, meter, listener);
        double each = (clock[probe] - clock[1]) / 1e9 / (probe - 1);
        int warmUp = (int) Math.min(1 << 14, BenchMeter.WARM_UP / each + 1);
        int block = (int) Math.min(1 << 12, meter.options().secondsEach() / BenchMeter.REPEATS / each + 1);
        fit(options.withSteps(warmUp + BenchMeter.REPEATS * block), spec, objective, data, meter, listener);
        double[] blocks = new double[BenchMeter.REPEATS];
        for (int b = 0; b < BenchMeter.REPEATS; b++) {
            int from = warmUp + b * block;
            blocks[b] = (clock[from + block] - clock[from]) / 1e3 / block;
        }
        Arrays.sort(blocks);
        return Math.round(10 * blocks[BenchMeter.REPEATS / 2]) / 10.0;
    }

    private static void fit(
            TrainerOptions options,
            NetworkSpec spec,
            Objective objective,
            Dataset data,
            BenchMeter meter,
            TrainingListener listener) {
        TrainingResult<NeuralModel> training =
                Trainer.of(options).withListener(listener).fit(spec, objective, data, meter.streams());
        training.model().close();
        TrainingProgress.requireEnd(training.stopped());
    }
}
