package org.concretescore.nn.network;

import java.util.function.Supplier;

/**
 * A value that is made once, when it is first needed. Until then a network takes only the memory of its description.
 */
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
