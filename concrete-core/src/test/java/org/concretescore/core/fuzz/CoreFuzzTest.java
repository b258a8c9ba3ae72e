package org.concretescore.core.fuzz;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short run; docs/fuzzing.md has the long one. */
final class CoreFuzzTest {
    private static final int MUTATIONS = 5000;

    @ParameterizedTest
    @EnumSource
    void data(DataTarget target) {
        Mutations.check(target, MUTATIONS);
    }

    @ParameterizedTest
    @EnumSource
    void texts(TextTarget target) {
        Mutations.check(target, MUTATIONS);
    }
}
