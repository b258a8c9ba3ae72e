package org.concretescore.sampling.chain;

import java.util.Arrays;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.score.ClassedScore;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.SymmetrizedScore;
import org.concretescore.core.space.StateSpace;

/**
 * The chain of {@link MetropolisHastings} without the proposals that it rejects (the n-fold way of Bortz, Kalos and
 * Lebowitz 1975). Its law is the same, step by step. The number of steps that a chain stays at its state is drawn from
 * a geometric distribution, and then the accepted move is drawn. This is worth its cost where few proposals are
 * accepted.
 *
 * <p>A move costs one row of the model, and one call evaluates the rows of all chains that wait. On a symmetric graph
 * without empty slots, a {@link LocalScore} is asked only for the slots that the move affects. A {@link ClassedScore}
 * of up to 64 acceptance probabilities is asked only for their classes: no exponential is computed, and the cost of a
 * move hardly depends on the number of slots.
 *
 * <p>Steps count as steps of Metropolis-Hastings. A stay that ends beyond the steps of a call is kept with the chains;
 * see {@link Chains#pending}. The chains therefore take the same steps, however the steps are divided into calls. In a
 * {@link Tally} every move counts as an accepted proposal.
 */
public final class RejectionFree implements EnumerableKernel {
    /** A stay that does not end, or not in any practical number of steps. */
    static final long FOREVER = Long.MAX_VALUE;

    private final ScoreModel model;
    private final Neighborhood graph;
    private final MetropolisHastingsOptions options;
    /** The probability that a step proposes a move. */
    private final double moving;

    private final boolean local;
    /** The lists of a score in classes, or null. */
    private final ClassRates.Lists lists;

    private final ThreadLocal<RateWork> workspaces = ThreadLocal.withInitial(RateWork::new);

    private RejectionFree(ScoreModel model, MetropolisHastingsOptions options) {
        this.model = model;
        this.graph = model.neighborhood();
        this.options = options;
        this.moving = 1 - options.laziness();
        this.local = model instanceof LocalScore && graph.isSymmetric() && graph.isFull();
        this.lists = local && model instanceof ClassedScore classed
                ? ClassRates.Lists.of(classed, options.acceptance())
                : null;
    }

    /**
     * Returns the kernel of a model, with the default options.
     *
     * @param model the score
     * @return the kernel
     * @throws IllegalArgumentException if the graph is not weakly connected, or too large to check
     */
    public static RejectionFree of(ScoreModel model) {
        return of(model, MetropolisHastingsOptions.defaults());
    }

    /**
     * Returns the kernel of a model.
     *
     * @param model the score
     * @param options the options of the Metropolis-Hastings chain that has the same law. Lazy steps cost nothing here
     * @return the kernel
     * @throws IllegalArgumentException if the graph is not weakly connected, or too large to check
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
        if (lists != null && lists.fit(graph.slots())) {
            ClassedScore classed = (ClassedScore) model;
            return chains.memory(model, rule, ClassRates.class, () -> new ClassRates(classed, rule, lists, count));
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
                // The chain does not move in this call, so its rates are not needed.
                pending[chain] -= pending[chain] == FOREVER ? 0 : steps;
            } else {
                work.active[active] = chain;
                work.stepsLeft[active++] = steps;
            }
        }
        while (active > 0) {
            StoppedException.throwIfInterrupted("sampling");
            int waiting = 0;
            for (int i = 0; i < active; i++) {
                if (!rates.knows(work.active[i])) {
                    work.waiting[waiting++] = work.active[i];
                }
            }
            if (waiting > 0) {
                tally.add(0, 0, rates.fill(chains, work.waiting, waiting, work));
            }
            active = rates.run(chains, active, moving, work, tally);
        }
    }

    /**
     * Draws the number of steps up to and including a chain's next move: {@code P(n > k) = (1 - p)^k}.
     *
     * @param p the probability that a step moves
     * @return at least 1; {@link #FOREVER} if p is 0 or practically 0
     */
    static long stay(double p, ZigguratSampler.Exponential exponential) {
        if (p >= 1) {
            return 1;
        }
        // A product beyond the largest long becomes the largest long. For p = 0 the product may be NaN.
        long failures = p > 0 ? (long) (exponential.sample() * scale(p)) : FOREVER;
        return failures == FOREVER ? FOREVER : 1 + failures;
    }

    /**
     * Returns {@code -1/log(1 - p)} with a relative error below 1e-12. For small p it uses Gregory's coefficients,
     * because the JVM does not have an intrinsic for log1p, and a log would take longer than a move.
     */
    static double scale(double p) {
        if (p > 1.0 / 16) {
            return -1 / Math.log(1 - p);
        }
        double square = p * p;
        return 1 / p
                - (1.0 / 2
                        + p * (1.0 / 12)
                        + square * (1.0 / 24 + p * (19.0 / 720))
                        + square
                                * square
                                * (3.0 / 160
                                        + p * (863.0 / 60480)
                                        + square * (275.0 / 24192 + p * (33953.0 / 3628800))));
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
        double moves = degree == 0 ? 0 : Math.min(1, moving * sum / degree);
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
