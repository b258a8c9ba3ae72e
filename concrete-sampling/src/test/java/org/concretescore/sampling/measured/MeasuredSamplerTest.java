package org.concretescore.sampling.measured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.concretescore.sampling.chain.SamplingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class MeasuredSamplerTest {
    static final List<String> NAMES = Kernels.NAMES;
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
    private static SamplingListener listening(List<String> notes) {
        return new SamplingListener() {
            @Override
            public void note(String sentence) {
                notes.add(sentence);
            }
        };
    }

    /** Metropolis-Hastings. */
    private static MeasuredSamples draw(ScoreModel model, SamplingRequest request, List<String> notes) {
        return MeasuredSampler.of(Kernels.MH, model).draw(request, STREAMS, "chain", listening(notes));
    }

    private static double tv(ScoreModel model, MeasuredSamples outcome) {
        StateSpace space = model.neighborhood().space();
        return ExactDistribution.ofScores(model)
                .tv(ExactDistribution.ofSamples(
                        space, outcome.samples().states(), outcome.samples().count()));
    }

    @Test
    void crossesTheValleyOfASmallSpace() {
        ScoreModel model = twoPeaks(StateSpace.of(40), "cycle", 0.05);
        MeasuredSamples outcome = draw(model, SamplingRequest.of(20_000), new ArrayList<>());
        assertTrue(outcome.run().mixed());
        assertTrue(
                outcome.run().burnIn() > 1000, () -> "burn-in " + outcome.run().burnIn());
        assertEquals(0, tv(model, outcome), 0.02);
    }

    @Test
    void crossesTheValleyOfALargerSpace() {
        ScoreModel model = twoPeaks(StateSpace.binary(10), "hamming", 3);
        MeasuredSamples outcome = draw(model, SamplingRequest.of(20_000), new ArrayList<>());
        assertTrue(outcome.run().mixed());
        // A perfect sampler would have 0.06.
        assertEquals(0, tv(model, outcome), 0.1);
    }

    @Test
    void saysSoWhenTheBudgetIsTooSmall() {
        for (ScoreModel model : List.of(
                twoPeaks(StateSpace.of(40), "cycle", 0.05), twoPeaks(StateSpace.binary(10), "hamming", 0.001))) {
            List<String> notes = new ArrayList<>();
            MeasuredSamples outcome = draw(model, SamplingRequest.of(1000).withBudget(200_000), notes);
            assertFalse(outcome.run().mixed());
            assertEquals(1, notes.size(), notes::toString);
            assertTrue(
                    outcome.run().steps() <= 250_000,
                    () -> "steps " + outcome.run().steps());
        }
    }

    /** Where 100 chains can't have a measured burn-in each, there are fewer; below four it is said what it takes. */
    @Test
    void slowModelsHaveFewerChains() {
        ScoreModel model = twoPeaks(StateSpace.binary(10), "hamming", 100);
        List<String> notes = new ArrayList<>();
        MeasuredSamples outcome = draw(model, SamplingRequest.of(800).withBudget(4000), notes);
        assertEquals(31, outcome.run().chains());
        assertTrue(outcome.run().steps() <= 4000, outcome::toString);
        assertFalse(notes.toString().contains("burn-in that can"), notes::toString);
        outcome = draw(model, SamplingRequest.of(800).withBurnIn(70).withBudget(4000), notes);
        assertEquals(100, outcome.run().chains());
        assertTrue(
                notes.toString()
                        .contains("a burn-in of 70 steps of each of 100 chains takes more than the budget of 4000"),
                notes::toString);
        outcome = draw(model, SamplingRequest.of(800).withBudget(100), notes);
        assertEquals(4, outcome.run().chains());
        assertTrue(
                notes.toString()
                        .contains(
                                "64 steps of each of 4 chains, takes 3 times the budget; a burn-in of a given length"),
                notes::toString);
    }

    @Test
    void takesWhatIsAskedFor() {
        ScoreModel model = twoPeaks(StateSpace.of(5), "complete", 0.5);
        MeasuredSamples outcome = draw(
                model, SamplingRequest.of(1001).withChains(10).withBurnIn(100).withThinning(7), new ArrayList<>());
        assertEquals(10, outcome.run().chains());
        assertEquals(100, outcome.run().burnIn());
        assertEquals(7, outcome.run().thinning());
        assertEquals(1001, outcome.samples().count());
        assertEquals(10 * (100 + 7 * 101), outcome.run().steps());
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
            MeasuredSamples outcome =
                    MeasuredSampler.of(sampler, model, density).draw(SamplingRequest.of(n), STREAMS);
            assertTrue(outcome.run().mixed(), outcome::toString);
            // Samples that depend on each other are worth fewer.
            assertEquals(0, tv(model, outcome), 2 * truth.expectedTv(n));
            assertTrue(outcome.run().ess() > n / 10.0, outcome::toString);
            assertTrue(outcome.run().acceptance() > 0.05 && outcome.run().acceptance() <= 1, outcome::toString);
        }
    }

    /** A budget is what is left of the whole for each of many draws, but enough for a few windows. */
    @Test
    void manyDrawsShareTheBudget() {
        assertEquals(1000, Effort.WHOLE.budget(1000));
        assertEquals(1000, Effort.ofMany(7, 1).budget(1000));
        assertEquals(32_768, Effort.ofMany(1000, 1).budget(1_000_000));
        assertEquals(100_000, Effort.ofMany(10, 1).budget(1_000_000));
        assertEquals(512, Effort.ofMany(10, 1000).matrixStates());
        assertEquals(64, Effort.ofMany(10, 999).matrixStates());
    }

    /** Few chains are watched for longer: of four chains of 64 draws, R-hat is above 1.01 by chance. */
    @Test
    void aFewSamplesOfManyColumnsAreEnough() {
        ScoreModel model = twoPeaks(StateSpace.binary(12), "hamming", 100);
        MeasuredSamples outcome = draw(model, SamplingRequest.of(3), new ArrayList<>());
        assertTrue(outcome.run().mixed());
        assertEquals(4, outcome.run().chains());
        assertTrue(outcome.run().steps() < 1_000_000, outcome::toString);
    }

    @Test
    void requestsAreChecked() {
        SamplingRequest request = SamplingRequest.of(1);
        assertRefused("samples must be at least 1, was 0", () -> SamplingRequest.of(0));
        assertRefused("chains must be at least 1, was 0", () -> request.withChains(0));
        assertRefused("burnIn must be at least 0, was -1", () -> request.withBurnIn(-1));
        assertRefused("thinning must be at least 1, was 0", () -> request.withThinning(0));
        assertRefused("budget must be at least 1, was 0", () -> request.withBudget(0));
        MeasuredSampler sampler = MeasuredSampler.of(Kernels.MH, twoPeaks(StateSpace.of(5), "complete", 0.5));
        assertEquals(Integer.MAX_VALUE / 64 / 4, sampler.mostChains());
        assertRefused(
                "chains must be at most 8388607 for states of 1 coordinates and 4 neighbors, was 8388608",
                () -> sampler.draw(request.withChains(8_388_608), STREAMS));
    }

    private static void assertRefused(String words, Executable call) {
        assertEquals(words, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    /** Steps of all chains are told as they are done, and tasks end. */
    @Test
    void tellsHowFarItIs() {
        List<String> heard = new ArrayList<>();
        SamplingListener listener = new SamplingListener() {
            @Override
            public Progress begin(String task, long steps) {
                return new Progress() {
                    private long last;

                    @Override
                    public void at(long done) {
                        assertTrue(done > last, () -> done + " after " + last);
                        last = done;
                    }

                    @Override
                    public void close() {
                        heard.add(task + " " + last + " of " + steps);
                    }
                };
            }
        };
        MeasuredSampler.of(Kernels.GIBBS, twoPeaks(StateSpace.binary(10), "hamming", 3))
                .draw(SamplingRequest.of(50).withChains(5).withBurnIn(30).withThinning(2), STREAMS, "chain", listener);
        assertEquals(List.of("burn-in 150 of 150", "sampling 100 of 100"), heard);
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
