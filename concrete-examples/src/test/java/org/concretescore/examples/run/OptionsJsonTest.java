package org.concretescore.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.csm.Toy2d;
import org.concretescore.examples.report.Json;
import org.concretescore.nn.train.TrainerOptions;
import org.junit.jupiter.api.Test;

/** Options hold objectives, graphs and noise; reports show them as they are given on the command line. */
final class OptionsJsonTest {
    private static final ObjectiveOptions NOISY =
            ObjectiveOptions.defaults().withNoise(Noise.uniform(0.1), Noise.uniform(0.2));

    @Test
    void objectivesGraphsAndNoiseAreTexts() {
        Toy2d.Options defaults = Toy2d.Options.of("circles");
        JsonNode json = Json.tree(new Toy2d.Options(
                defaults.dataset(),
                defaults.gray(),
                defaults.bins(),
                defaults.variance(),
                List.of(Toy2d.objective("dcsm-mc", false, NOISY), Toy2d.objective("mpf", false, NOISY)),
                new GraphSpec("union(grid,torus)"),
                defaults.trainSamples(),
                NOISY,
                defaults.network(),
                TrainerOptions.defaults(),
                defaults.common()));
        assertEquals("[\"dcsm-mc\",\"mpf\"]", json.get("objectives").toString());
        assertEquals("union(grid,torus)", json.get("graph").textValue());
        assertEquals(
                "[\"" + Noise.uniform(0.1) + "\",\"" + Noise.uniform(0.2) + "\"]",
                json.get("objective_options").get("noise").toString());
    }

    @Test
    void anObjectiveHasTheNoiseThatSuitsTheStatesUnlessOneIsGiven() {
        ObjectiveOptions none = ObjectiveOptions.defaults();
        assertEquals(
                List.of(Noise.uniform(0.05)),
                Toy2d.objective("dcsm-mc", false, none).noise());
        assertEquals(
                List.of(Noise.uniform(0.02)),
                Toy2d.objective("dcsm", true, none).noise());
        assertEquals(NOISY.noise(), Toy2d.objective("dcsm", true, NOISY).noise());
        assertTrue(Toy2d.objective("csm", false, none).noise().isEmpty());
        assertTrue(Toy2d.objective("energy-discrepancy", true, none).describe().contains("uniform"));
        assertTrue(Toy2d.objective("energy-discrepancy", false, none).describe().contains("ordinal"));
    }

    @Test
    void anUnknownGraphIsRefusedBeforeThereAreStates() {
        UsageException e = assertThrows(UsageException.class, () -> new GraphSpec("ring"));
        assertTrue(e.getMessage().startsWith("--graph ring: unknown graph 'ring'"), e.getMessage());
    }

    @Test
    void anObjectiveAnswersInTheUnitOfTheHead() {
        Fit.Options options = Fit.Options.of(DataOptions.of("d.csv"), Path.of("m"));
        NetworkOptions raw = new NetworkOptions(
                NetworkOptions.Model.MLP,
                null,
                null,
                null,
                Unit.SCORE,
                false,
                options.network().order(),
                1,
                null,
                0);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new Fit.Options(
                                options.data(),
                                null,
                                options.save(),
                                options.objective(),
                                options.objectiveOptions(),
                                null,
                                raw,
                                false,
                                options.trainer(),
                                0,
                                null,
                                null,
                                options.common()))
                .getMessage();
        assertTrue(message.startsWith("--head must be"), message);
    }
}
