package org.concretescore.nn.network;

import java.util.function.Supplier;

/** What is made when somebody asks for it, once: until then a network takes no more memory than its description. */
final class Memo<T> {
    private final Supplier<T> source;
    private T value;

    Memo(Supplier<T> source) {
        this.source = source;
    }

    synchronized T get() {
        if (value == null) {
            value = source.get();
        }
        return value;
    }
}
