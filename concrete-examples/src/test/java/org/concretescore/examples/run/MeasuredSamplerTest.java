package org.concretescore.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class MeasuredSamplerTest {
    static final List<String> NAMES = Samplers.NAMES;
    private static final RandomStreams STREAMS = new RandomStreams(1);

    /** Two peaks at a distance, on a ring or on bits. */
    private static ScoreModel twoPeaks(StateSpace space, String graph, double valley) {
        double[] weights = new double[(int) space.size()];
        Arrays.fill(weights, valley / weights.length);
        weights[1] = 0.3;
        weights[weights.length - 2] = 0.7;
        return ExactDistribution.of(space, weights).score(Graphs.parse(graph, space));
    }

    /** What is noted. */
    private static Console listening(List<String> notes) {
        return new Console() {
            @Override
            public void note(String line) {
                notes.add(line);
            }

            @Override
            public Progress progress(String task, long steps) {
                return SILENT.progress(task, steps);
            }
        };
    }

    private static double tv(ScoreModel model, MeasuredSampler.Outcome outcome) {
        StateSpace space = model.neighborhood().space();
        return ExactDistribution.ofScores(model)
                .tv(ExactDistribution.ofSamples(
                        space, outcome.samples().states(), outcome.samples().count()));
    }

    @Test
    void crossesTheValleyOfASmallSpace() {
        ScoreModel model = twoPeaks(StateSpace.of(40), "cycle", 0.05);
        MeasuredSampler.Outcome outcome =
                MeasuredSampler.draw(model, MeasuredSampler.Request.of(20_000), STREAMS, Console.SILENT);
        assertTrue(outcome.mixed());
        assertTrue(outcome.burnIn() > 1000, () -> "burn-in " + outcome.burnIn());
        assertEquals(0, tv(model, outcome), 0.02);
    }

    @Test
    void crossesTheValleyOfALargerSpace() {
        ScoreModel model = twoPeaks(StateSpace.binary(10), "hamming", 3);
        MeasuredSampler.Outcome outcome =
                MeasuredSampler.draw(model, MeasuredSampler.Request.of(20_000), STREAMS, Console.SILENT);
        assertTrue(outcome.mixed());
        // A perfect sampler would have 0.06.
        assertEquals(0, tv(model, outcome), 0.1);
    }

    @Test
    void saysSoWhenTheBudgetIsTooSmall() {
        for (ScoreModel model : List.of(
                twoPeaks(StateSpace.of(40), "cycle", 0.05), twoPeaks(StateSpace.binary(10), "hamming", 0.001))) {
            List<String> notes = new ArrayList<>();
            MeasuredSampler.Outcome outcome = MeasuredSampler.draw(
                    model, new MeasuredSampler.Request(1000, null, null, null, 200_000L), STREAMS, listening(notes));
            assertFalse(outcome.mixed());
            assertEquals(1, notes.size(), notes::toString);
            assertTrue(outcome.steps() <= 250_000, () -> "steps " + outcome.steps());
        }
    }

    /** Where 100 chains can't have a measured burn-in each, there are fewer; below four it is said what it takes. */
    @Test
    void slowModelsHaveFewerChains() {
        ScoreModel model = twoPeaks(StateSpace.binary(10), "hamming", 100);
        List<String> notes = new ArrayList<>();
        MeasuredSampler.Outcome outcome = MeasuredSampler.draw(
                model, new MeasuredSampler.Request(800, null, null, null, 4000L), STREAMS, listening(notes));
        assertEquals(31, outcome.chains());
        assertTrue(outcome.steps() <= 4000, outcome::toString);
        assertFalse(notes.toString().contains("burn-in that can"), notes::toString);
        outcome = MeasuredSampler.draw(
                model, new MeasuredSampler.Request(800, null, 70L, null, 4000L), STREAMS, listening(notes));
        assertEquals(100, outcome.chains());
        assertTrue(
                notes.toString()
                        .contains("a burn-in of 70 steps of each of 100 chains takes more than the budget of 4000"),
                notes::toString);
        outcome = MeasuredSampler.draw(
                model, new MeasuredSampler.Request(800, null, null, null, 100L), STREAMS, listening(notes));
        assertEquals(4, outcome.chains());
        assertTrue(
                notes.toString().contains("64 steps of each of 4 chains, takes 3 times the budget; --burn-in"),
                notes::toString);
    }

    @Test
    void takesWhatIsAskedFor() {
        ScoreModel model = twoPeaks(StateSpace.of(5), "complete", 0.5);
        MeasuredSampler.Outcome outcome = MeasuredSampler.draw(
                model, new MeasuredSampler.Request(1001, 10, 100L, 7L, null), STREAMS, Console.SILENT);
        assertEquals(10, outcome.chains());
        assertEquals(100, outcome.burnIn());
        assertEquals(7, outcome.thinning());
        assertEquals(1001, outcome.samples().count());
        assertEquals(10 * (100 + 7 * 101), outcome.steps());
    }

    /** Both ways to measure, by matrix and by diagnostics; without a table, by gradients, as well. */
    @ParameterizedTest
    @FieldSource("NAMES")
    void everySamplerDrawsTheModel(String sampler) {
        int n = 3000;
        for (StateSpace space : List.of(StateSpace.of(4, 2, 3), StateSpace.binary(10))) {
            ExactDistribution truth = ExactDistribution.of(
                    space,
                    STREAMS.stream("weights")
                            .doubles(space.size())
                            .map(u -> Math.exp(6 * u))
                            .toArray());
            ScoreModel model = truth.score(Graphs.hamming(space));
            LogDensity density = sampler.equals("gwg") ? new Flat(truth) : truth;
            MeasuredSampler.Outcome outcome = MeasuredSampler.of(sampler, model, density)
                    .draw(
                            MeasuredSampler.Request.of(n),
                            MeasuredSampler.Effort.WHOLE,
                            STREAMS,
                            "chain",
                            Console.SILENT);
            assertTrue(outcome.mixed(), outcome::toString);
            // Samples that depend on each other are worth fewer.
            assertEquals(0, tv(model, outcome), 2 * truth.expectedTv(n));
            assertTrue(outcome.ess() > n / 10.0, outcome::toString);
            assertTrue(outcome.acceptance() > 0.05 && outcome.acceptance() <= 1, outcome::toString);
        }
    }

    /** A budget is what is left of the whole for each of many draws, but enough for a few windows. */
    @Test
    void manyDrawsShareTheBudget() {
        assertEquals(1000, MeasuredSampler.Effort.WHOLE.budget(1000));
        assertEquals(1000, MeasuredSampler.Effort.ofMany(7, 1).budget(1000));
        assertEquals(32_768, MeasuredSampler.Effort.ofMany(1000, 1).budget(1_000_000));
        assertEquals(100_000, MeasuredSampler.Effort.ofMany(10, 1).budget(1_000_000));
        assertEquals(512, MeasuredSampler.Effort.ofMany(10, 1000).matrixStates());
        assertEquals(64, MeasuredSampler.Effort.ofMany(10, 999).matrixStates());
    }

    /** Few chains are watched for longer: of four chains of 64 draws, R-hat is above 1.01 by chance. */
    @Test
    void aFewSamplesOfManyColumnsAreEnough() {
        ScoreModel model = twoPeaks(StateSpace.binary(12), "hamming", 100);
        MeasuredSampler.Outcome outcome =
                MeasuredSampler.draw(model, MeasuredSampler.Request.of(3), STREAMS, Console.SILENT);
        assertTrue(outcome.mixed());
        assertEquals(4, outcome.chains());
        assertTrue(outcome.steps() < 1_000_000, outcome::toString);
    }

    /** A density that claims to be flat everywhere: gradients decide the proposals, and not the law. */
    private record Flat(ExactDistribution truth) implements GradientDensity {
        @Override
        public StateSpace space() {
            return truth.space();
        }

        @Override
        public void logDensities(int[] states, int count, double[] logDensities) {
            truth.logDensities(states, count, logDensities);
        }

        @Override
        public void gradients(int[] states, int count, double[] logDensities, double[] gradients) {
            logDensities(states, count, logDensities);
            Arrays.fill(gradients, 0, count * GradientDensity.inputs(space()), 0);
        }
    }
}
