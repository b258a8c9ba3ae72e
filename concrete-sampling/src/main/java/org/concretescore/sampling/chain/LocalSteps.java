package org.concretescore.sampling.chain;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.score.ClassedScore;
import org.concretescore.core.score.LocalScore;

/**
 * Metropolis-Hastings steps of one chain on a symmetric graph without empty slots. All degrees are equal, and the model
 * answers for single slots. Nothing is cached, and the state moves in place.
 *
 * <p>A proposal takes one random long. Its upper half draws the slot (Lemire's method, which is exactly uniform), and
 * its lower half decides about acceptance. Each kind of score has its own loop, so that the compiler can optimise it as
 * a whole.
 */
final class LocalSteps {
    /** A mask, one less than the number of steps or moves between two checks whether the chain must stop. */
    static final long BETWEEN_STOPS = (1L << 14) - 1;

    private static final long LOW = 0xffffffffL;

    private LocalSteps() {}

    /**
     * Takes steps whose acceptance probabilities are looked up.
     *
     * @param model the score
     * @param table the score's acceptance probabilities
     * @param laziness the probability that a step proposes nothing
     * @param steps the number of steps
     * @param random the chain's generator
     * @param states holds the chain's state
     * @param at where it begins
     * @param scratch room for one state
     * @param tally counts proposals and acceptances
     * @return the number of accepted moves
     */
    static long classed(
            ClassedScore model,
            AcceptanceTable table,
            double laziness,
            long steps,
            UniformRandomProvider random,
            int[] states,
            int at,
            int[] scratch,
            Tally tally) {
        long accepted = 0;
        for (long left = steps; left > 0; left -= BETWEEN_STOPS) {
            StoppedException.throwIfInterrupted("sampling");
            accepted += someClassed(
                    model, table, laziness, Math.min(left, BETWEEN_STOPS), random, states, at, scratch, tally);
        }
        return accepted;
    }

    private static long someClassed(
            ClassedScore model,
            AcceptanceTable table,
            double laziness,
            long steps,
            UniformRandomProvider random,
            int[] states,
            int at,
            int[] scratch,
            Tally tally) {
        Neighborhood graph = model.neighborhood();
        long slots = graph.slots();
        long rejected = (1L << 32) % slots;
        long lazy = 0;
        long accepted = 0;
        for (long step = 0; step < steps; step++) {
            if (laziness > 0 && random.nextDouble() < laziness) {
                lazy++;
                continue;
            }
            long bits = random.nextLong();
            long product = (bits >>> 32) * slots;
            while ((product & LOW) < rejected) {
                bits = random.nextLong();
                product = (bits >>> 32) * slots;
            }
            int slot = (int) (product >>> 32);
            if (table.accepts(model.edgeClass(states, at, slot), bits & LOW, random)) {
                graph.move(states, at, slot, scratch);
                accepted++;
            }
        }
        tally.add(steps - lazy, accepted, 0);
        return accepted;
    }

    /**
     * Takes steps with any local score. Most proposals whose acceptance is not certain cost an exponential. The log
     * ratios are multiplied by the inverse temperature, which is above 0.
     */
    static long local(
            LocalScore model,
            Acceptance acceptance,
            double inverseTemperature,
            double laziness,
            long steps,
            UniformRandomProvider random,
            int[] states,
            int at,
            int[] scratch,
            Tally tally) {
        long accepted = 0;
        for (long left = steps; left > 0; left -= BETWEEN_STOPS) {
            StoppedException.throwIfInterrupted("sampling");
            accepted += someLocal(
                    model,
                    acceptance,
                    inverseTemperature,
                    laziness,
                    Math.min(left, BETWEEN_STOPS),
                    random,
                    states,
                    at,
                    scratch,
                    tally);
        }
        return accepted;
    }

    private static long someLocal(
            LocalScore model,
            Acceptance acceptance,
            double inverseTemperature,
            double laziness,
            long steps,
            UniformRandomProvider random,
            int[] states,
            int at,
            int[] scratch,
            Tally tally) {
        Neighborhood graph = model.neighborhood();
        long slots = graph.slots();
        long rejected = (1L << 32) % slots;
        long lazy = 0;
        long accepted = 0;
        for (long step = 0; step < steps; step++) {
            if (laziness > 0 && random.nextDouble() < laziness) {
                lazy++;
                continue;
            }
            long bits = random.nextLong();
            long product = (bits >>> 32) * slots;
            while ((product & LOW) < rejected) {
                bits = random.nextLong();
                product = (bits >>> 32) * slots;
            }
            int slot = (int) (product >>> 32);
            double probability = acceptance.probability(inverseTemperature * model.logRatio(states, at, slot));
            if (!(probability >= 0)) {
                throw Refusals.notANumber(model, states, at, slot);
            }
            double scaled = probability * 0x1p32;
            long threshold = (long) scaled;
            long low = bits & LOW;
            if (low < threshold || low == threshold && random.nextDouble() < scaled - threshold) {
                graph.move(states, at, slot, scratch);
                accepted++;
            }
        }
        tally.add(steps - lazy, accepted, 0);
        return accepted;
    }
}
