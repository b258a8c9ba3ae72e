package org.concretescore.nn.fuzz;

import java.io.IOException;
import org.concretescore.core.fuzz.BitFlips;
import org.concretescore.core.fuzz.Fuzz;
import org.concretescore.core.fuzz.Mutations;
import org.concretescore.nn.latent.LatentModel;
import org.concretescore.nn.model.ModelFile;
import org.concretescore.nn.model.VectorFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short run; CONTRIBUTING.md has the long one. */
final class ModelFuzzTest {
    @ParameterizedTest
    @EnumSource
    void models(ModelTarget target) {
        Mutations.check(target, 2000);
    }

    @ParameterizedTest
    @EnumSource(names = {"MODEL_RAW", "VECTOR_MODEL_RAW", "LATENT_RAW"})
    void noTurnedBitGoesUnnoticed(ModelTarget target) throws IOException {
        Fuzz.Reading<?> reader =
                switch (target) {
                    case MODEL_RAW -> ModelFile::load;
                    case VECTOR_MODEL_RAW -> VectorFile::load;
                    default -> LatentModel::load;
                };
        for (byte[] file : target.seeds()) {
            BitFlips.check(file, reader);
        }
    }
}
