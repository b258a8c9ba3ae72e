package org.concretescore.nn.plan;

import org.slf4j.LoggerFactory;

/** Sets the threads of OpenBLAS, which belong to the whole process. */
final class OpenBlas {
    static {
        try {
            // By name, because the class belongs to the CPU backend, which nd4j-api does not need.
            Class<?> blas = Class.forName("org.bytedeco.openblas.global.openblas_nolapack");
            blas.getMethod("blas_set_num_threads", int.class).invoke(null, 1);
        } catch (ReflectiveOperationException | LinkageError e) {
            LoggerFactory.getLogger(OpenBlas.class).debug("no OpenBLAS to set the threads of", e);
        }
    }

    private OpenBlas() {}

    /** Sets the number of threads to one, on the first call. */
    static void useOneThread() {}
}
