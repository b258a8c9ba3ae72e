package org.concretescore.core.objective;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A generator that takes every course of events in turn: run an experiment, look at {@link #probability}, and repeat
 * until {@link #next} is false.
 */
final class EnumeratedRandom implements UniformRandomProvider {
    private final List<Integer> bounds = new ArrayList<>();
    private final List<Integer> draws = new ArrayList<>();
    private int position;

    @Override
    public int nextInt(int bound) {
        if (position == draws.size()) {
            bounds.add(bound);
            draws.add(0);
        }
        return draws.get(position++);
    }

    @Override
    public long nextLong() {
        throw new UnsupportedOperationException("only nextInt(bound) can be enumerated");
    }

    /** The probability of the course just taken. */
    double probability() {
        return bounds.stream().mapToDouble(bound -> 1.0 / bound).reduce(1, (a, b) -> a * b);
    }

    /** Prepares the next course; false if that was the last one. */
    boolean next() {
        position = 0;
        for (int last = draws.size() - 1; last >= 0; last--) {
            int draw = draws.get(last) + 1;
            if (draw < bounds.get(last)) {
                draws.set(last, draw);
                return true;
            }
            draws.remove(last);
            bounds.remove(last);
        }
        return false;
    }
}
