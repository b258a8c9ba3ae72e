package org.concretescore.sampling.chain;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.score.ClassedScore;
import org.concretescore.core.score.LocalScore;

/**
 * Metropolis-Hastings steps of one chain on a symmetric graph without empty slots, where all degrees are equal and the
 * model answers for one slot at a time: nothing is cached, and the state moves in place.
 *
 * <p>A proposal takes one random long: its upper half draws the slot (Lemire's method, exactly uniform), its lower half
 * decides. Slots and decisions are loops of their own, so that the compiler sees them whole.
 */
final class LocalSteps {
    /** A chain asks once in so many steps or moves, less one, whether it is to stop: a mask. */
    static final long BETWEEN_STOPS = (1L << 14) - 1;

    private static final long LOW = 0xffffffffL;

    private LocalSteps() {}

    /**
     * Takes steps by looking acceptance probabilities up.
     *
     * @param model the score
     * @param table its acceptance probabilities
     * @param laziness the probability of a step that proposes nothing
     * @param steps how many
     * @param random the chain's generator
     * @param states holds the chain's state
     * @param at where it begins
     * @param scratch room for one state
     * @param tally receives what happened
     * @return how many moves were accepted
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
     * The same for any local score: an exponential for most proposals that are not accepted for certain. The log ratios
     * are multiplied by the inverse temperature, which is above 0.
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
