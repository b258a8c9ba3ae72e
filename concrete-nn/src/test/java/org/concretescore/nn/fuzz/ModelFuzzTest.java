package org.concretescore.nn.fuzz;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.concretescore.core.fuzz.BitFlips;
import org.concretescore.core.fuzz.Fuzz;
import org.concretescore.core.fuzz.Mutations;
import org.concretescore.nn.file.ModelFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The short run; docs/fuzzing.md has the long one. */
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
                    case MODEL_RAW -> ModelFile::loadScores;
                    case VECTOR_MODEL_RAW -> ModelFile::loadVectors;
                    default -> ModelFile::loadLatent;
                };
        for (byte[] file : target.files()) {
            BitFlips.check(file, reader);
        }
    }

    /** Behind a checksum that is right, a description may ask for a network of any size. */
    @ParameterizedTest
    @ValueSource(strings = {"16777216,100", "4000,4000,4000,4000,4000,4000"})
    void whatIsOnlyDescribedTakesNoNativeMemory(String widths) throws IOException {
        byte[] file = Archives.bytes(
                "CONCRETE",
                2,
                Map.of(
                        "schema", "concrete-schema 1\nx0\t2",
                        "family", "tied",
                        "graph", "grid",
                        "network.name", "mlp",
                        "network.widths", widths,
                        "network.activation", "relu",
                        "encoding", "ordinal",
                        "head", "LOG_RATIO"),
                List.of(new float[10]));
        // Natives are loaded before, with what they keep.
        Fuzz.file(ModelTarget.MODEL_RAW.files().get(0), ModelFile::loadScores)
                .model()
                .close();
        long before = Pointer.physicalBytes();
        assertNull(Fuzz.file(file, ModelFile::loadScores));
        assertTrue(Pointer.physicalBytes() - before < 100 << 20, () -> Pointer.physicalBytes() - before + " bytes");
    }
}
