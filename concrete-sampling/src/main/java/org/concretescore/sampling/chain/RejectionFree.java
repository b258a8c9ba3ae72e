package org.concretescore.sampling.chain;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ClassedScore;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.SymmetrizedScore;
import org.concretescore.core.space.StateSpace;

/**
 * The chain of {@link MetropolisHastings}, the same in law step by step, without the proposals that it rejects: how many
 * steps a chain stays where it is is drawn from the geometric distribution, and then the accepted move. Pays where few
 * proposals are accepted. (The n-fold way of Bortz, Kalos and Lebowitz 1975.)
 *
 * <p>A move costs one row of the model, and the rows of all chains that wait are evaluated in one call. On a symmetric
 * graph without empty slots, a {@link LocalScore} is asked for the slots that the move affects only, and a
 * {@link ClassedScore} of up to 64 classes for their classes: no exponential is computed, and the cost of a move hardly
 * depends on the number of slots.
 *
 * <p>Steps count as those of Metropolis-Hastings. A stay that ends beyond the steps of a call is kept with the chains,
 * {@link Chains#pending}: however the steps are divided into calls, chains take the same. In a {@link Tally} every move
 * counts as a proposal that was accepted.
 */
public final class RejectionFree implements EnumerableKernel {
    /** A stay without end, or one as good as that. */
    private static final long FOREVER = Long.MAX_VALUE;

    private final ScoreModel model;
    private final Neighborhood graph;
    private final MetropolisHastingsOptions options;
    private final boolean local;
    /** Of a score in a few classes, else null. */
    private final AcceptanceTable table;

    private final ThreadLocal<RateWork> workspaces = ThreadLocal.withInitial(RateWork::new);

    private RejectionFree(ScoreModel model, MetropolisHastingsOptions options) {
        this.model = model;
        this.graph = model.neighborhood();
        this.options = options;
        this.local = model instanceof LocalScore && graph.isSymmetric() && graph.isFull();
        this.table = local && model instanceof ClassedScore classed && classed.classes() <= ClassRates.MOST_CLASSES
                ? AcceptanceTable.of(classed, options.acceptance())
                : null;
    }

    /**
     * The kernel of a model, with the default options.
     *
     * @param model the score
     * @return the kernel
     * @throws IllegalArgumentException if the graph is not weakly connected, or too large to find out
     */
    public static RejectionFree of(ScoreModel model) {
        return of(model, MetropolisHastingsOptions.defaults());
    }

    /**
     * The kernel of a model.
     *
     * @param model the score
     * @param options those of the Metropolis-Hastings chain whose law this is. Lazy steps cost nothing here
     * @return the kernel
     * @throws IllegalArgumentException if the graph is not weakly connected, or too large to find out
     */
    public static RejectionFree of(ScoreModel model, MetropolisHastingsOptions options) {
        Graphs.requireWeaklyConnected(model.neighborhood(), "a rejection-free chain");
        return new RejectionFree(SymmetrizedScore.of(model), options);
    }

    @Override
    public StateSpace space() {
        return graph.space();
    }

    private Rates rates(Chains chains) {
        Acceptance rule = options.acceptance();
        int count = chains.count();
        if (table != null && ClassRates.fit((ClassedScore) model, count)) {
            ClassedScore classed = (ClassedScore) model;
            return chains.memory(model, rule, ClassRates.class, () -> new ClassRates(classed, rule, table, count));
        }
        if (local) {
            LocalScore localScore = (LocalScore) model;
            return chains.memory(model, rule, TreeRates.class, () -> new TreeRates(localScore, rule, count));
        }
        return chains.memory(model, rule, RowRates.class, () -> new RowRates(model, rule, count));
    }

    @Override
    public void advance(Chains chains, int from, int to, long steps, Tally tally) {
        chains.requireAdvance(this, from, to, steps);
        if (steps == 0) {
            return;
        }
        long[] pending = chains.pendingOf(model, options);
        Rates rates = rates(chains);
        RateWork work = workspaces.get();
        work.reserveChains(to - from);
        int active = 0;
        for (int chain = from; chain < to; chain++) {
            if (pending[chain] > steps || pending[chain] == FOREVER) {
                // Doesn't move, so that nothing need be known of it.
                pending[chain] -= pending[chain] == FOREVER ? 0 : steps;
            } else {
                work.active[active] = chain;
                work.stepsLeft[active++] = steps;
            }
        }
        while (active > 0) {
            int waiting = 0;
            for (int i = 0; i < active; i++) {
                if (!rates.knows(work.active[i])) {
                    work.waiting[waiting++] = work.active[i];
                }
            }
            if (waiting > 0) {
                tally.add(0, 0, rates.fill(chains, work.waiting, waiting, work));
            }
            int still = 0;
            for (int i = 0; i < active; i++) {
                int chain = work.active[i];
                long left = run(chains, chain, rates, pending, work.stepsLeft[i], work, tally);
                if (left > 0) {
                    work.active[still] = chain;
                    work.stepsLeft[still++] = left;
                }
            }
            active = still;
        }
    }

    /** Moves while the rates are known and steps are left; returns how many are. */
    private long run(Chains chains, int chain, Rates rates, long[] pending, long steps, RateWork work, Tally tally) {
        UniformRandomProvider random = chains.random(chain);
        long left = steps;
        long moves = 0;
        do {
            double sum = rates.sum(chain);
            long stay = pending[chain];
            if (stay == 0) {
                stay = geometric(moveProbability(sum, rates.degree(chain)), random);
            }
            if (stay > left || stay == FOREVER) {
                pending[chain] = stay == FOREVER ? FOREVER : stay - left;
                left = 0;
            } else {
                left -= stay;
                rates.move(chains, chain, rates.draw(chain, sum, random), work);
                moves++;
            }
        } while (left > 0 && rates.knows(chain));
        tally.add(moves, moves, 0);
        return left;
    }

    /** The probability that a step moves. */
    private double moveProbability(double sum, int degree) {
        return degree == 0 ? 0 : Math.min(1, (1 - options.laziness()) * sum / degree);
    }

    /** The number of steps up to the first success, that one included: {@code P(n > k) = (1 - p)^k}. */
    private static long geometric(double p, UniformRandomProvider random) {
        if (p >= 1) {
            return 1;
        }
        // In (0, 1]; a quotient beyond all longs, as for p = 0, becomes the largest.
        double failures = Math.floor(Math.log(1 - random.nextDouble()) / log1m(p));
        return failures < FOREVER ? 1 + (long) failures : FOREVER;
    }

    /** {@code log(1 - p)}, within 1e-12 of itself. The JVM has an intrinsic for log, but none for log1p. */
    private static double log1m(double p) {
        return p > 1e-4 ? Math.log(1 - p) : -p * (1 + p * (1.0 / 2 + p * (1.0 / 3 + p * (1.0 / 4))));
    }

    @Override
    public void transitionProbabilities(int[] states, int at, double[] probabilities) {
        int dimension = space().dimension();
        int[] state = Arrays.copyOfRange(states, at, at + dimension);
        Arrays.fill(probabilities, 0);
        RateWork work = new RateWork();
        work.reserveState(dimension);
        double[] row = new double[graph.slots()];
        model.logRatios(state, 1, row);
        int degree = graph.degree(state, 0, work.scratch);
        double sum = RowRates.row(options.acceptance(), model, state, 0, row, 0, degree, work);
        double moves = moveProbability(sum, degree);
        for (int slot = 0; slot < row.length; slot++) {
            if (row[slot] > 0 && graph.neighbor(state, 0, slot, work.there, 0)) {
                probabilities[(int) space().rank(work.there, 0)] += moves * row[slot] / sum;
            }
        }
        probabilities[(int) space().rank(state, 0)] += 1 - moves;
    }

    @Override
    public String toString() {
        return "RejectionFree[" + graph + (options.laziness() > 0 ? ", laziness " + options.laziness() : "")
                + (options.acceptance() == Acceptance.METROPOLIS ? "" : ", " + options.acceptance()) + "]";
    }
}
