package org.concretescore.nn.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.concretescore.core.fuzz.BitFlips;
import org.concretescore.core.fuzz.Mutations;
import org.concretescore.nn.archive.internal.Archive;
import org.concretescore.nn.fuzz.Archives;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short run; docs/fuzzing.md has the long one. */
final class CheckpointFuzzTest {
    @ParameterizedTest
    @EnumSource
    void checkpoints(CheckpointTarget target) {
        Mutations.check(target, 2000);
    }

    /** Of one made here, and of one that the trainer wrote; vectors and latent models write the same. */
    @Test
    void noTurnedBitGoesUnnoticed() throws IOException {
        TrainingState state = new TrainingState(new float[1000]);
        state.memory = new double[] {0.5, 2};
        Archive archive = state.archive(1, Map.of("seed", "7"));
        List<byte[]> files = new ArrayList<>(CheckpointTarget.CHECKPOINT_RAW.seeds());
        files.add(Archives.bytes("CONCHECK", 1, archive.texts(), archive.vectors()));
        for (byte[] file : files) {
            BitFlips.check(file, CheckpointFuzzTest::loaded);
        }
    }

    private static Archive loaded(Path file) throws IOException {
        return Archive.load(file, "CONCHECK", "checkpoint", 1);
    }
}
