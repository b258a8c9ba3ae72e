package org.concretescore.nn.train;

import org.concretescore.core.parallel.Workers;

/** Divides the entries of a parameter vector among threads. A block of entries is never divided. */
final class Blocks {
    /** The number of entries of a block. */
    static final int SIZE = 1 << 14;

    /** A task on a part of the vector. */
    interface Part {
        void run(int from, int to);
    }

    private final Workers workers;
    private final int length;
    private final int count;

    Blocks(Workers workers, int length) {
        this.workers = workers;
        this.length = length;
        this.count = (length + SIZE - 1) / SIZE;
    }

    /** Returns the number of entries of the vector. */
    int length() {
        return length;
    }

    /** Returns the number of blocks. */
    int count() {
        return count;
    }

    /** Runs a task on all entries, one part per worker. */
    void run(Part part) {
        if (count < 2 * workers.count()) {
            part.run(0, length);
            return;
        }
        workers.run(i -> {
            int from = (int) ((long) count * i / workers.count()) * SIZE;
            int to = (int) ((long) count * (i + 1) / workers.count()) * SIZE;
            part.run(from, Math.min(to, length));
        });
    }
}
