package org.concretescore.core.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.concretescore.core.score.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectivesTest {
    private static EdgeLoss lossOf(Objective objective) {
        return ((EdgeObjective) objective).loss();
    }

    @Test
    void everyNameIsAnObjective() {
        assertEquals(List.of("csm", "csm-mc", "ratio", "ratio-mc", "likelihood"), Objectives.NAMES);
        for (String name : Objectives.NAMES) {
            Objective objective = Objectives.parse(name, Unit.LOG_RATIO, 3);
            assertEquals(name, objective.name());
            assertEquals(name, objective.toString());
            assertEquals(Unit.LOG_RATIO, objective.unit());
        }
    }

    @Test
    void lossesByName() {
        for (String form : List.of("", "-mc")) {
            assertEquals(Csm.ofLogRatios(3), lossOf(Objectives.parse("csm" + form, Unit.LOG_RATIO, 3)));
            assertEquals(Csm.ofScores(), lossOf(Objectives.parse("csm" + form, Unit.SCORE, 3)));
            assertEquals(new RatioMatching(), lossOf(Objectives.parse("ratio" + form, Unit.LOG_RATIO, 3)));
            assertEquals(
                    Unit.SCORE, Objectives.parse("csm" + form, Unit.SCORE, 3).unit());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-mc", "CSM", "csm-mc-mc", "score", "csm "})
    void unknownNamesAreRefused(String name) {
        assertEquals(
                "unknown objective '" + name + "'; known are csm, csm-mc, ratio, ratio-mc, likelihood",
                assertThrows(IllegalArgumentException.class, () -> Objectives.parse(name, Unit.LOG_RATIO, 2))
                        .getMessage());
    }

    @Test
    void ratioMatchingHasNoFormForScores() {
        assertEquals(
                "objective ratio-mc is defined on log ratios, but the raw head answers with scores; take the log-ratio"
                        + " head",
                assertThrows(IllegalArgumentException.class, () -> Objectives.parse("ratio-mc", Unit.SCORE, 2))
                        .getMessage());
    }

    @Test
    void theTailIsChecked() {
        assertThrows(IllegalArgumentException.class, () -> Objectives.parse("csm", Unit.LOG_RATIO, Double.NaN));
        assertEquals(
                "ratio", Objectives.parse("ratio", Unit.LOG_RATIO, Double.NaN).name());
    }
}
