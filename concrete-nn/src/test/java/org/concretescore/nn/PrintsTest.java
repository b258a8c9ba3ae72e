package org.concretescore.nn;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.stream.Stream;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.latent.Estimator;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.Mixture;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.core.vector.ScoreMatching;
import org.concretescore.core.vector.Vectors;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.model.ArcsmModel;
import org.concretescore.nn.model.MixtureModel;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.model.VectorModel;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.MixtureMade;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.ScoreMlp;
import org.concretescore.nn.network.VectorArchitecture;
import org.concretescore.nn.train.LatentObjective;
import org.concretescore.nn.train.LatentTrainer;
import org.concretescore.nn.train.Trainer;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.VectorTrainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is printed in a shell says what it is; nothing prints as a class and a hash code, nor has a part that does. */
final class PrintsTest {
    private static final RandomStreams STREAMS = new RandomStreams(1);
    private static final Neighborhood GRAPH = Graphs.hamming(StateSpace.of(2, 3));

    static Stream<Object> values() {
        return Stream.of(models(), vectors(), trainings()).flatMap(values -> values);
    }

    private static Stream<Object> models() {
        return Stream.of(NetworkSpec.mlp(GRAPH), NetworkSpec.energy(GRAPH), NetworkSpec.made(GRAPH))
                .flatMap(spec -> {
                    try (NeuralModel model = spec.model(new float[spec.network().parameterCount()])) {
                        return Stream.of(spec, model, model.score());
                    }
                });
    }

    private static Stream<Object> vectors() {
        MixtureMade mixture =
                new MixtureMade(List.of(4), Activation.RELU, false, new Mixture(Mixture.Kind.GAUSSIAN, 2));
        ScoreMlp scores = new ScoreMlp(Mlp.of(4));
        return Stream.of(
                Arcsm.defaults(),
                scores,
                mixture,
                model(scores, Answer.SCORES),
                ArcsmModel.of(model(Arcsm.defaults(), Answer.CONDITIONALS)),
                MixtureModel.of(model(mixture, Answer.MIXTURES)));
    }

    private static VectorModel model(VectorArchitecture architecture, Answer answer) {
        float[] parameters = new float[architecture.network(2, answer).parameterCount()];
        return VectorModel.of(architecture, 2, NoiseLevels.none(), parameters);
    }

    /** Two steps each, by the short way to fit. */
    private static Stream<Object> trainings() {
        TrainerOptions options = TrainerOptions.defaults().withSteps(2);
        Trainer trainer = Trainer.of(options);
        VectorTrainer vectorTrainer = VectorTrainer.of(VectorTrainer.defaults().withSteps(2));
        LatentTrainer latentTrainer = LatentTrainer.of(LatentTrainer.defaults().withSteps(2));
        Dataset data = Dataset.of(Schema.of(GRAPH.space()), new int[] {0, 1, 1, 2, 0, 0}, 3);
        Dataset bits = Dataset.of(Schema.of(StateSpace.binary(2)), new int[] {0, 1, 1, 1, 0, 0}, 3);
        LatentObjective vimco = LatentObjective.of(Estimator.VIMCO, 2, 2);
        return Stream.of(
                options,
                trainer,
                trainer.fit(
                        NetworkSpec.mlp(GRAPH).withArchitecture(Mlp.of(4)),
                        Objectives.parse("csm", Unit.LOG_RATIO, ObjectiveOptions.defaults()),
                        data,
                        STREAMS),
                vectorTrainer,
                vectorTrainer.fit(
                        new ScoreMlp(Mlp.of(4)), new ScoreMatching(), Vectors.of(1, new float[] {1, 2, 4}), STREAMS),
                vimco,
                latentTrainer,
                latentTrainer.fit(LatentSpec.parse("2H~2V", 2), vimco, bits, STREAMS),
                Made.defaults());
    }

    @ParameterizedTest
    @MethodSource("values")
    void saysWhatItIs(Object value) {
        String text = value.toString();
        assertFalse(
                text.isBlank() || text.matches("(?s).*[\\w;]@[0-9a-f]+\\b.*"), value.getClass() + " prints " + text);
    }
}
