package org.concretescore.sampling.chain;

import java.io.IOException;
import org.concretescore.core.fuzz.BitFlips;
import org.concretescore.core.fuzz.Mutations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short run; docs/fuzzing.md has the long one. */
final class ChainsFuzzTest {
    @ParameterizedTest
    @EnumSource
    void chains(ChainsTarget target) {
        Mutations.check(target, 5000);
    }

    @Test
    void noTurnedBitGoesUnnoticed() throws IOException {
        for (byte[] file : ChainsTarget.CHAINS.seeds()) {
            if (ChainsTarget.read(file) != null) {
                BitFlips.check(file, path -> ChainsFile.read(path, ChainsTarget.IDENTITY));
            }
        }
    }
}
