package org.concretescore.benchmarks;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.ConditionalScores;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.nn.model.ArcsmModel;
import org.concretescore.nn.model.VectorModel;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.network.ArcsmNetwork;
import org.concretescore.nn.network.ConvolutionalContext;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.langevin.AutoregressiveLangevin;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Sampling 784 coordinates with 64 chains by ten levels of 20 steps, one thread: a whole walk over the coordinates, its
 * contexts and one evaluation of the scores each; one more evaluation of the scores of one coordinate, of which a
 * sample has 156,800; and one evaluation of the whole network, which a sampler without cached contexts would make as
 * often.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class ArcsmSamplingBenchmark {
    private static final int D = 784;
    private static final int CHAINS = 64;
    private static final NoiseLevels LEVELS = NoiseLevels.geometric(1, 0.04, 10);

    /** The context network: a MADE, or masked convolutions on images of 28 x 28. */
    @Param({"made", "convolutional"})
    private String context;

    private final double[] x = new double[CHAINS];
    private final double[] scores = new double[CHAINS];
    private ArcsmModel model;
    private ConditionalScores.Walk standing;
    private ScoreNetwork whole;
    private Plan plan;
    private float[] rows;
    private float[] outputs;

    @Setup
    public void setUp() {
        Arcsm made = Arcsm.defaults().withNoise(true);
        Arcsm arcsm = context.equals("made") ? made : made.withContext(ConvolutionalContext.of(28, 28, 1));
        ArcsmNetwork network = arcsm.network(D, Answer.CONDITIONALS);
        float[] parameters = network.initialParameters(new RandomStreams(1).stream("parameters"));
        model = ArcsmModel.of(VectorModel.of(arcsm, D, LEVELS, parameters));
        standing = model.walk(CHAINS);
        whole = network.open();
        whole.setParameters(parameters);
        plan = whole.plan(CHAINS, Pass.FORWARD);
        rows = new float[CHAINS * network.inputWidth()];
        Arrays.fill(rows, 0.5f);
        outputs = new float[CHAINS * network.outputWidth()];
    }

    @TearDown
    public void tearDown() {
        standing.close();
        model.close();
        whole.close();
    }

    @Benchmark
    public double[] walk() {
        try (ConditionalScores.Walk walk = model.walk(CHAINS)) {
            for (int d = 0; d < D; d++) {
                walk.scores(0, x, scores);
                walk.fix(x);
            }
        }
        return scores;
    }

    /** The whole sample, once: minutes. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public double[] sample() {
        double last = LEVELS.sigma(LEVELS.size() - 1);
        double[] values = new double[CHAINS * D];
        AutoregressiveLangevin.of(0.1 * last * last, 20)
                .sample(model, CHAINS, new RandomStreams(1), 1, values, new Tally());
        return values;
    }

    @Benchmark
    public double[] step() {
        standing.scores(0, x, scores);
        return scores;
    }

    @Benchmark
    public float[] wholeNetwork() {
        plan.forward(rows, CHAINS, outputs);
        return outputs;
    }
}
