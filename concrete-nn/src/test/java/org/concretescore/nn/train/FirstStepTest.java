package org.concretescore.nn.train;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.objective.EdgeLoss;
import org.concretescore.core.objective.EdgeObjective;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.network.Mlp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A training that can't take its first step has nothing to return. */
final class FirstStepTest {
    /** A loss of one's own with a wrong formula. */
    private record Wrong(double out, double outSlope) implements EdgeLoss {
        @Override
        public String name() {
            return "wrong";
        }

        @Override
        public Unit unit() {
            return Unit.LOG_RATIO;
        }

        @Override
        public double out(double value) {
            return out;
        }

        @Override
        public double outSlope(double value) {
            return outSlope;
        }

        @Override
        public double in(double value) {
            return 1;
        }

        @Override
        public double inSlope(double value) {
            return 0;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, NaN, gradient has the norm NaN",
        "1, Infinity, gradient has the norm",
        "NaN, 1, the loss is NaN",
        "1e20, 1, the loss is"
    })
    void aLossThatIsNoNumberIsAnError(double out, double slope, String part) {
        StateSpace space = StateSpace.of(3, 2);
        Dataset data = Dataset.of(Schema.of(space), new int[] {0, 1, 2, 0, 1, 1}, 3);
        Trainer trainer = Trainer.of(TrainerOptions.defaults().withSteps(4).withBatch(2));
        String message = assertThrows(
                        IllegalStateException.class,
                        () -> trainer.fit(
                                NetworkSpec.mlp(Graphs.hamming(space)).withArchitecture(Mlp.of(4)),
                                EdgeObjective.full(new Wrong(out, slope)),
                                data,
                                new RandomStreams(1)))
                .getMessage();
        assertTrue(message.startsWith("training diverged in its first step"), message);
        assertTrue(message.contains(part), message);
    }
}
