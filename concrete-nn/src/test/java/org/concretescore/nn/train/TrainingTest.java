package org.concretescore.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.nn.network.Network;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What trainers share, on gradients that are known: linear functions of the parameters, one a shard. */
final class TrainingTest {
    /** Seven, so that no loop over four at a time ends with them. */
    private static final int PARAMETERS = 7;

    private static final float[] INITIAL = {0.5f, -0.25f, 1, -1, 0.75f, 0.1f, 2};

    /** Five shards for two lanes: three rounds a step, the last one of one lane. */
    private static final int SHARDS = 5;

    /** Remembers the parameters that it is given. Mask m hides the parameters m + 1 and m + 4. */
    private record Remembering(float[] given, int masks) implements Network, ScoreNetwork {
        @Override
        public int inputWidth() {
            return 1;
        }

        @Override
        public int outputWidth() {
            return 1;
        }

        @Override
        public int parameterCount() {
            return PARAMETERS;
        }

        @Override
        public float[] initialParameters(UniformRandomProvider random) {
            return INITIAL.clone();
        }

        @Override
        public ScoreNetwork open() {
            return this;
        }

        @Override
        public void applyMask(int mask, float[] vector) {
            if (masks > 1) {
                vector[mask + 1] = 0;
                vector[mask + 4] = 0;
            }
        }

        @Override
        public void setParameters(float[] values) {
            System.arraycopy(values, 0, given, 0, PARAMETERS);
        }

        @Override
        public Plan plan(int batch, Pass pass) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    /** The slope of shard s in step t along parameter i. */
    private static float slope(int step, int shard, int i) {
        return (float) (Math.sin(1 + 3 * i + shard) * (1 + step) + (i == PARAMETERS - 1 ? 2 : 0));
    }

    private static final class Linear implements Training.Lane {
        private final Remembering network;
        private int step;
        private int shard;
        private double loss;

        Linear(ScoreNetwork network) {
            this.network = (Remembering) network;
        }

        @Override
        public void run(boolean backward) {
            loss = 0;
            for (int i = 0; i < PARAMETERS; i++) {
                loss += slope(step, shard, i) * network.given[i];
            }
        }

        @Override
        public double loss() {
            return loss;
        }

        @Override
        public void addGradient(int from, int to, float[] sum) {
            for (int i = from; i < to; i++) {
                sum[i] += slope(step, shard, i);
            }
        }
    }

    /**
     * @param criteria the validation criterion of each validation, empty for none but the mean of the first step's loss
     */
    private record Problem(double[] criteria, int[] validations, int heldFrom, int heldTo)
            implements Training.Problem<Linear> {
        @Override
        public Training.Rows<Linear> step(int step) {
            return new Training.Rows<>() {
                private int shard;

                @Override
                public boolean isEmpty() {
                    return shard == SHARDS;
                }

                @Override
                public void fill(Linear lane) {
                    lane.step = step;
                    lane.shard = shard++;
                }
            };
        }

        @Override
        public boolean hasCriterion() {
            return true;
        }

        @Override
        public double criterion(Training<Linear> training, float[] parameters) {
            return criteria.length == 0 ? training.mean(() -> step(0), parameters) : criteria[validations[0]++];
        }
    }

    private static Problem problem(double... criteria) {
        return new Problem(criteria, new int[1], 0, 0);
    }

    private static TrainingResult<float[]> run(TrainerOptions options, int masks, Problem problem) {
        Remembering network = new Remembering(new float[PARAMETERS], masks);
        try (Training<Linear> training =
                new Training<>(TrainingSetup.of(options), Map.of(), network, INITIAL.clone(), 2, Linear::new)) {
            return training.run(problem);
        }
    }

    /** Parameters, their average and the losses of every step, in doubles and by the book. */
    private static final class ByTheBook {
        private final double[] x = new double[PARAMETERS];
        private final double[] average = new double[PARAMETERS];
        private final double[] losses;

        ByTheBook(TrainerOptions options, int masks, int heldFrom, int heldTo) {
            Arrays.setAll(x, i -> INITIAL[i]);
            Arrays.setAll(average, i -> INITIAL[i]);
            losses = new double[options.steps()];
            double[] m = new double[PARAMETERS];
            double[] v = new double[PARAMETERS];
            for (int t = 0; t < options.steps(); t++) {
                double[] g = new double[PARAMETERS];
                double squares = 0;
                for (int i = 0; i < PARAMETERS; i++) {
                    for (int shard = 0; shard < SHARDS && !isHidden(t % masks, masks, i); shard++) {
                        g[i] += slope(t, shard, i);
                        losses[t] += slope(t, shard, i) * x[i];
                    }
                    squares += g[i] * g[i];
                }
                double factor = Math.min(1, options.clipNorm() / Math.sqrt(squares));
                double rate = options.learningRate() * options.decay().factor(t, options.steps());
                double keep = Math.min(options.averaging(), t / (t + 10.0));
                for (int i = 0; i < PARAMETERS; i++) {
                    m[i] = 0.9 * m[i] + 0.1 * factor * g[i];
                    v[i] = 0.999 * v[i] + 0.001 * Math.pow(factor * g[i], 2);
                    if (i < heldFrom || i >= heldTo) {
                        double first = m[i] / (1 - Math.pow(0.9, t + 1));
                        double second = v[i] / (1 - Math.pow(0.999, t + 1));
                        x[i] = (1 - rate * options.weightDecay()) * x[i] - rate * first / (Math.sqrt(second) + 1e-8);
                    }
                    average[i] = keep * average[i] + (1 - keep) * x[i];
                }
            }
        }

        static boolean isHidden(int mask, int masks, int i) {
            return masks > 1 && (i == mask + 1 || i == mask + 4);
        }

        double meanLoss(int from, int to) {
            return Arrays.stream(losses, from, to).average().orElseThrow();
        }

        /** The mean over masks of the first step's loss. */
        double criterion(int masks) {
            double sum = 0;
            for (int mask = 0; mask < masks; mask++) {
                for (int i = 0; i < PARAMETERS; i++) {
                    for (int shard = 0; shard < SHARDS && !isHidden(mask, masks, i); shard++) {
                        sum += slope(0, shard, i) * average[i] / masks;
                    }
                }
            }
            return sum;
        }
    }

    private static TrainerOptions options(int steps) {
        return TrainerOptions.defaults()
                .withSteps(steps)
                .withLearningRate(0.05)
                .withThreads(2)
                .withPatience(0)
                .withValidateEvery(steps);
    }

    @ParameterizedTest
    @CsvSource({
        "1, CONSTANT, Infinity, 0, 0.9",
        "1, COSINE, 4, 0.3, 0.15",
        "3, LINEAR, 4, 0.3, 0",
        "2, COSINE, Infinity, 0, 0.15"
    })
    void stepsAreAdamsByTheBook(int masks, Decay decay, double clip, double weightDecay, double averaging) {
        TrainerOptions options = options(7)
                .withDecay(decay)
                .withClipNorm(clip)
                .withWeightDecay(weightDecay)
                .withAveraging(averaging)
                .withValidateEvery(3);
        for (int steps : new int[] {1, 2, 7}) {
            ByTheBook book = new ByTheBook(options.withSteps(steps), masks, 0, 0);
            TrainingResult<float[]> end = run(options.withSteps(steps), masks, problem());
            assertFalse(end.diverged());
            assertEquals(steps, end.steps());
            // A criterion that falls: the last parameters are the best ones.
            assertEquals(steps, end.bestStep());
            for (int i = 0; i < PARAMETERS; i++) {
                assertEquals(book.average[i], end.model()[i], 2e-6, "parameter " + i + " after " + steps);
            }
            assertEquals(book.criterion(masks), end.validation(), 1e-4);
            assertEquals(book.meanLoss(steps - 1 - (steps - 1) % 3, steps), end.loss(), 1e-4);
        }
    }

    @Test
    void whatIsHeldIsNotTrained() {
        TrainerOptions options = options(4).withAveraging(0);
        ByTheBook book = new ByTheBook(options, 1, 2, 5);
        float[] trained =
                run(options, 1, new Problem(new double[0], new int[1], 2, 5)).model();
        assertArrayEquals(Arrays.copyOfRange(INITIAL, 2, 5), Arrays.copyOfRange(trained, 2, 5));
        for (int i : new int[] {0, 1, 5, 6}) {
            assertEquals(book.x[i], trained[i], 2e-6, "parameter " + i);
        }
    }

    /**
     * Validated after every second step: the best at the second validation, and two that are worse end the training.
     */
    @Test
    void theBestAverageIsKeptAndPatienceCountsFromIt() {
        TrainerOptions options = options(40)
                .withValidateEvery(2)
                .withPatience(2)
                .withDecay(Decay.CONSTANT)
                .withAveraging(0.5);
        TrainingResult<float[]> end = run(options, 1, problem(5, 7, 3, 4, 2, 8, 6, 1));
        assertEquals(10, end.bestStep());
        assertEquals(14, end.steps());
        assertEquals(2, end.validation());
        assertEquals(
                List.of(5.0, 7.0, 3.0, 4.0, 2.0, 8.0, 6.0),
                end.curve().stream().map(TrainingResult.Point::validation).toList());
        ByTheBook book = new ByTheBook(options.withSteps(10), 1, 0, 0);
        for (int i = 0; i < PARAMETERS; i++) {
            assertEquals(book.average[i], end.model()[i], 5e-6, "parameter " + i);
        }
        ByTheBook whole = new ByTheBook(options.withSteps(14), 1, 0, 0);
        for (int point = 0; point < 7; point++) {
            assertEquals(
                    whole.meanLoss(2 * point, 2 * point + 2),
                    end.curve().get(point).loss(),
                    1e-3);
        }
    }
}
