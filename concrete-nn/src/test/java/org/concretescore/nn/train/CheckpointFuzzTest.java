package org.concretescore.nn.train;

import java.io.IOException;
import java.nio.file.Path;
import org.concretescore.core.fuzz.BitFlips;
import org.concretescore.core.fuzz.Mutations;
import org.concretescore.nn.file.Archive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short run; CONTRIBUTING.md has the long one. */
final class CheckpointFuzzTest {
    @ParameterizedTest
    @EnumSource
    void checkpoints(CheckpointTarget target) {
        Mutations.check(target, 2000);
    }

    /** Of one made here, and of one that the trainer wrote; vectors and latent models write the same. */
    @Test
    void noTurnedBitGoesUnnoticed() throws IOException {
        for (byte[] file : CheckpointTarget.CHECKPOINT_RAW.seeds()) {
            BitFlips.check(file, CheckpointFuzzTest::loaded);
        }
    }

    private static Archive loaded(Path file) throws IOException {
        return Archive.load(file, "CONCHECK", "checkpoint", 1);
    }
}
