package org.concretescore.sampling.chain;

import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.score.ScoreModel;

/**
 * Advances chains in waves. One call evaluates the rows of all chains that do not have one, and then each chain runs
 * until it needs another row.
 */
final class RowWaves {
    private RowWaves() {}

    /** Advances one chain that has a row. */
    interface Run {
        /** Takes steps until the chain has moved or no steps are left. Returns how many steps are left. */
        long run(Chains chains, int chain, ScoreRows rows, long steps, RateWork work, Tally tally);
    }

    /** Advances each chain by a number of steps, or parts of steps. */
    static void advance(
            ScoreModel model,
            ScoreRows rows,
            Chains chains,
            int from,
            int to,
            long steps,
            RateWork work,
            Tally tally,
            Run run) {
        int dimension = model.neighborhood().space().dimension();
        int slots = model.neighborhood().slots();
        work.reserveState(dimension);
        work.reserveChains(to - from);
        work.reserveRows(to - from, dimension, slots);
        int active = 0;
        for (int chain = from; chain < to && steps > 0; chain++) {
            work.active[active] = chain;
            work.stepsLeft[active++] = steps;
        }
        while (active > 0) {
            StoppedException.throwIfInterrupted("sampling");
            fill(model, rows, chains, active, work, tally);
            int still = 0;
            for (int i = 0; i < active; i++) {
                int chain = work.active[i];
                long left = run.run(chains, chain, rows, work.stepsLeft[i], work, tally);
                if (left > 0) {
                    work.active[still] = chain;
                    work.stepsLeft[still++] = left;
                }
            }
            active = still;
        }
    }

    private static void fill(ScoreModel model, ScoreRows rows, Chains chains, int active, RateWork work, Tally tally) {
        int dimension = model.neighborhood().space().dimension();
        int waiting = 0;
        for (int i = 0; i < active; i++) {
            if (!rows.valid[work.active[i]]) {
                chains.read(work.active[i], work.states, waiting * dimension);
                work.waiting[waiting++] = work.active[i];
            }
        }
        if (waiting > 0) {
            model.logRatios(work.states, waiting, work.rows);
            tally.add(0, 0, waiting);
        }
        int slots = model.neighborhood().slots();
        for (int i = 0; i < waiting; i++) {
            rows.keep(work.waiting[i], work.states, i * dimension, work.rows, i * slots, work.there);
        }
    }
}
