package org.concretescore.nn.plan;

import org.slf4j.LoggerFactory;

/** OpenBLAS keeps threads of its own, for the whole process. */
final class OpenBlas {
    static {
        try {
            // By name: the class belongs to the CPU backend, which nd4j-api does without.
            Class<?> blas = Class.forName("org.bytedeco.openblas.global.openblas_nolapack");
            blas.getMethod("blas_set_num_threads", int.class).invoke(null, 1);
        } catch (ReflectiveOperationException | LinkageError e) {
            LoggerFactory.getLogger(OpenBlas.class).debug("no OpenBLAS to set the threads of", e);
        }
    }

    private OpenBlas() {}

    /** Sets them to one, the first time. */
    static void useOneThread() {}
}
