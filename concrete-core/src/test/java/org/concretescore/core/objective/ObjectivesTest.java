package org.concretescore.core.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectivesTest {
    private static final ObjectiveOptions OPTIONS = ObjectiveOptions.defaults();

    private static String refusal(String name, Unit unit, ObjectiveOptions options) {
        return assertThrows(IllegalArgumentException.class, () -> Objectives.parse(name, unit, options))
                .getMessage();
    }

    @Test
    void everyNameIsAnObjective() {
        Set<String> descriptions = new HashSet<>();
        for (String base : Objectives.NAMES) {
            boolean hasSampledForm = !base.equals("likelihood") && !base.equals("energy-discrepancy");
            for (String name : hasSampledForm ? List.of(base, base + "-mc") : List.of(base)) {
                ObjectiveOptions options =
                        Objectives.needsNoise(name) ? OPTIONS.withNoise(Noise.uniform(0.1)) : OPTIONS;
                Objective objective = Objectives.parse(name, Unit.LOG_RATIO, options);
                assertEquals(name, objective.name());
                assertTrue(objective.describe().startsWith(name), objective::describe);
                assertEquals(objective.describe(), objective.toString());
                assertEquals(Unit.LOG_RATIO, objective.unit());
                assertTrue(descriptions.add(objective.describe()));
            }
        }
    }

    @Test
    void theMethodsAreTheNamesWithTheirDefaults() {
        Noise noise = Noise.flips(0.2);
        for (Objective objective : List.of(
                Objectives.csm(),
                Objectives.scoreEntropy(),
                Objectives.ratio(),
                Objectives.logistic(),
                Objectives.mpf(),
                Objectives.marginal(),
                Objectives.pseudoLikelihood(),
                Objectives.likelihood())) {
            assertEquals(Objectives.parse(objective.name(), Unit.LOG_RATIO, OPTIONS), objective);
        }
        for (Objective objective : List.of(Objectives.dcsm(noise), Objectives.energyDiscrepancy(noise))) {
            assertEquals(Objectives.parse(objective.name(), Unit.LOG_RATIO, OPTIONS.withNoise(noise)), objective);
        }
        assertThrows(IllegalArgumentException.class, Objectives::dcsm);
        assertThrows(IllegalArgumentException.class, Objectives::energyDiscrepancy);
    }

    /** Options that say "no noise" mean it. */
    @ParameterizedTest
    @ValueSource(strings = {"dcsm", "dcsm-mc", "energy-discrepancy"})
    void whatIsDefinedByNoiseIsRefusedWithoutAny(String name) {
        assertEquals(
                "objective " + name + " needs noise, and the options have none; add it, for instance"
                        + " withNoise(Noise.uniform(0.1))",
                refusal(name, Unit.LOG_RATIO, OPTIONS));
        Noise noise = Noise.uniform(0.3);
        assertTrue(Objectives.parse(name, Unit.LOG_RATIO, OPTIONS.withNoise(noise))
                .describe()
                .contains("[uniform(0.3)]"));
    }

    /** The loss is the weighted mean of -log p; a row's gradient is its weight, downwards. */
    @Test
    void theLikelihoodOfWeightedRows() {
        EdgeBatch edges = new EdgeBatch(Graphs.grid(StateSpace.binary(2)), true);
        Likelihood likelihood = new Likelihood();
        likelihood.select(edges, new int[] {0, 1, 1, 1, 1, 0}, 1, 2, new double[] {9, 0.25, 0.75}, null);
        double[] gradient = new double[2];
        assertEquals(0.25 * 3 + 0.75 * 5, likelihood.lossAndGradient(edges, new double[] {-3, -5}, gradient), 1e-15);
        assertArrayEquals(new double[] {-0.25, -0.75}, gradient);
    }

    /** A checkpoint knows a training by this text. */
    @Test
    void descriptionsTellOptionsApart() {
        assertEquals(
                "csm-mc, csm with tail 3.0 over 4 neighbors",
                Objectives.parse("csm-mc", Unit.LOG_RATIO, OPTIONS.withTail(3).withNeighbors(4))
                        .describe());
        assertEquals(
                "csm, csm on scores",
                Objectives.parse("csm", Unit.SCORE, OPTIONS).describe());
        assertEquals(
                "score-entropy, score-entropy with tail 2.0 with noise [uniform(0.2)]",
                Objectives.parse("score-entropy", Unit.LOG_RATIO, OPTIONS.withNoise(Noise.uniform(0.2)))
                        .describe());
        assertEquals(
                "energy-discrepancy with noise [flips(0.1)] and 8 negatives",
                Objectives.parse(
                                "energy-discrepancy",
                                Unit.LOG_RATIO,
                                OPTIONS.withNoise(Noise.flips(0.1)).withNegatives(8))
                        .describe());
        assertEquals(
                "pseudo-likelihood-mc, pseudo-likelihood over 1 coordinates",
                Objectives.parse("pseudo-likelihood-mc", Unit.LOG_RATIO, OPTIONS)
                        .describe());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-mc", "CSM", "csm-mc-mc", "score", "csm "})
    void unknownNamesAreRefused(String name) {
        assertEquals(
                "unknown objective '" + name + "'; the known names are csm, dcsm, score-entropy, ratio,"
                        + " ratio-original, marginal,"
                        + " marginal-original, pseudo-likelihood, logistic, mpf, energy-discrepancy, likelihood, and"
                        + " most with -mc for sampled neighbors",
                refusal(name, Unit.LOG_RATIO, OPTIONS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ratio-mc", "score-entropy", "marginal", "energy-discrepancy", "likelihood"})
    void onlyCsmHasAFormForScores(String name) {
        ObjectiveOptions options = Objectives.needsNoise(name) ? OPTIONS.withNoise(Noise.uniform(0.1)) : OPTIONS;
        assertEquals(
                "objective " + name + " is defined on log ratios, but the raw head answers with scores; use the"
                        + " log-ratio head",
                refusal(name, Unit.SCORE, options));
    }

    @Test
    void whatCanNotBeCombinedIsRefused() {
        ObjectiveOptions noisy = OPTIONS.withNoise(Noise.uniform(0.2), Noise.uniform(0.1));
        assertEquals(
                "objective likelihood does not have a form with noise", refusal("likelihood", Unit.LOG_RATIO, noisy));
        assertEquals("objective marginal does not have a form with noise", refusal("marginal", Unit.LOG_RATIO, noisy));
        assertEquals(
                "objective likelihood does not have a form with sampled neighbors",
                refusal("likelihood-mc", Unit.LOG_RATIO, OPTIONS));
        assertTrue(refusal("energy-discrepancy", Unit.LOG_RATIO, OPTIONS.withNoise(Noise.absorbing(0.5)))
                .contains("must be symmetric; absorbing(0.5) is not"));
        assertEquals(2, Objectives.parse("dcsm", Unit.SCORE, noisy).noise().size());
        assertEquals("dcsm", Objectives.parse("csm", Unit.LOG_RATIO, noisy).name());
    }

    @Test
    void optionsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> OPTIONS.withTail(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> OPTIONS.withTail(0));
        assertThrows(IllegalArgumentException.class, () -> OPTIONS.withNeighbors(0));
        assertThrows(IllegalArgumentException.class, () -> OPTIONS.withNegatives(0));
    }
}
