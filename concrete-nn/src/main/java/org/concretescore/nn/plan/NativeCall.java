package org.concretescore.nn.plan;

/** A call of a native op on arrays that were allocated before. */
interface NativeCall {
    void run();

    /** Frees the memory of the call, but not its arrays. */
    default void close() {}

    /** Runs calls in order, on one native thread. */
    static void run(NativeCall[] calls) {
        Backend.useOneThread();
        for (NativeCall call : calls) {
            call.run();
        }
    }
}
