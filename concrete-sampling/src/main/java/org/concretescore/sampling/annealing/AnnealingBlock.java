package org.concretescore.sampling.annealing;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LocalScore;
import org.concretescore.sampling.chain.Tally;

/**
 * Chains that are annealed together, with their log weights. Blocks have a fixed size, because results must not depend
 * on the number of threads, and the last bits of a network's values depend on the batch in which a state is evaluated.
 */
final class AnnealingBlock {
    /** The chains of a block. */
    static final int SIZE = 64;

    /**
     * The number of rounds of moves after which log densities are evaluated again if they are sums of local log ratios.
     */
    private static final int REFRESH = 64;

    /** The largest relative difference that is allowed between the sum of local log ratios and the log density. */
    private static final double DISAGREEMENT = 1e-6;

    /** The number of proposals after which a chain checks whether its thread is interrupted. */
    private static final int BETWEEN_STOPS = 1 << 10;

    private final AnnealingPath path;
    private final Neighborhood graph;
    private final int dimension;
    private final int count;
    private final UniformRandomProvider[] random;

    private final int[] states;
    private final double[] logTargets;
    private final double[] logBases;
    private final double[] logWeights;

    private final int[] proposed;
    private final int[] proposers;
    /** Whether each proposal is a draw of the base. */
    private final boolean[] drawn;

    private final int[] draw;
    private final double[] proposedTargets;
    private final double[] proposedBases;

    private int rounds;
    private final Tally tally = new Tally();

    /** Makes the chains {@code first..first+count-1}. Chain c draws from {@code streams.stream(name, c)}. */
    AnnealingBlock(AnnealingPath path, int first, int count, RandomStreams streams, String name) {
        this.path = path;
        this.graph = path.graph();
        this.dimension = graph.space().dimension();
        this.count = count;
        random = new UniformRandomProvider[count];
        Arrays.setAll(random, i -> streams.stream(name, first + i));
        states = new int[count * dimension];
        logTargets = new double[count];
        logBases = new double[count];
        logWeights = new double[count];
        proposed = new int[count * dimension];
        proposers = new int[count];
        drawn = new boolean[count];
        draw = new int[dimension];
        proposedTargets = new double[count];
        proposedBases = new double[count];
    }

    int count() {
        return count;
    }

    Tally tally() {
        return tally;
    }

    /** Returns the current states, {@code [count, D]}, not a copy. */
    int[] states() {
        return states;
    }

    double logWeight(int chain) {
        return logWeights[chain];
    }

    double logTarget(int chain) {
        return logTargets[chain];
    }

    /** Returns {@code log p(x) - log p0(x)} of a chain's state. */
    double gap(int chain) {
        return logTargets[chain] - logBases[chain];
    }

    /** Returns whether a chain is at a state where the target is 0. Its weight is then 0 and stays 0. */
    boolean isDead(int chain) {
        return logTargets[chain] == Double.NEGATIVE_INFINITY;
    }

    /** Starts every chain at a draw from the base. */
    void startAtBase() {
        int[] state = new int[dimension];
        for (int chain = 0; chain < count; chain++) {
            path.base().sample(random[chain], 1, state);
            System.arraycopy(state, 0, states, chain * dimension, dimension);
        }
        evaluateStates();
    }

    /** Starts chain i at the state of row {@code (first + i) / chainsPerRow}. */
    void startAt(int[] rows, int first, int chainsPerRow) {
        for (int chain = 0; chain < count; chain++) {
            System.arraycopy(rows, (first + chain) / chainsPerRow * dimension, states, chain * dimension, dimension);
        }
        evaluateStates();
    }

    private void evaluateStates() {
        evaluate(states, count, logTargets, logBases);
    }

    private void evaluate(int[] at, int n, double[] targets, double[] bases) {
        if (n == 0) {
            return;
        }
        path.target().logDensities(at, n, targets);
        path.base().logDensities(at, n, bases);
        tally.add(0, 0, n);
        for (int i = 0; i < n; i++) {
            requireLogDensity(targets[i], "target", at, i);
            requireLogDensity(bases[i], "base", at, i);
        }
    }

    private void requireLogDensity(double value, String of, int[] at, int row) {
        if (!(value < Double.POSITIVE_INFINITY)) {
            throw new IllegalStateException(
                    "the log density of the " + of + " at state " + text(at, row * dimension) + " is " + value);
        }
    }

    private String text(int[] at, int from) {
        return Arrays.toString(Arrays.copyOfRange(at, from, from + dimension));
    }

    /** Adds {@code delta (log p(x) - log p0(x))} to every chain's log weight. */
    void weigh(double delta) {
        for (int chain = 0; chain < count; chain++) {
            if (isDead(chain)) {
                logWeights[chain] = Double.NEGATIVE_INFINITY;
            } else if (logBases[chain] == Double.NEGATIVE_INFINITY) {
                throw new IllegalStateException("the base must be above 0 wherever the target is, but at state "
                        + text(states, chain * dimension) + " the base is 0 and the target's log density is "
                        + logTargets[chain]);
            } else {
                logWeights[chain] += delta * gap(chain);
            }
        }
    }

    /** Moves every chain by a number of Metropolis steps at one inverse temperature. */
    void move(double b, int proposals) {
        if (graph.slots() == 0) {
            // The space has a single state.
            return;
        }
        if (path.score() == null) {
            for (int i = 0; i < proposals; i++) {
                StoppedException.throwIfInterrupted("annealing");
                step(b);
            }
            return;
        }
        for (int chain = 0; chain < count; chain++) {
            if (!isDead(chain)) {
                moveLocally(chain, b, proposals);
            }
        }
        if (++rounds % REFRESH == 0) {
            refresh();
        }
    }

    /** Takes one step of every chain. The proposed states are evaluated in one batch. */
    private void step(double b) {
        int n = 0;
        for (int chain = 0; chain < count; chain++) {
            if (!isDead(chain) && propose(chain, n)) {
                proposers[n++] = chain;
            }
        }
        evaluate(proposed, n, proposedTargets, proposedBases);
        int acceptances = 0;
        for (int i = 0; i < n; i++) {
            int chain = proposers[i];
            if (proposedBases[i] == Double.NEGATIVE_INFINITY && proposedTargets[i] > Double.NEGATIVE_INFINITY) {
                throw new IllegalStateException("the base must be above 0 wherever the target is, but it is 0 at state "
                        + text(proposed, i * dimension) + ", on " + path);
            }
            double ofBase = proposedBases[i] - logBases[chain];
            double ofTarget = proposedTargets[i] - logTargets[chain];
            // The proposal ratio of a draw of the base contains the base's densities.
            double logRatio = drawn[i] ? b * (ofTarget - ofBase) : AnnealingPath.logRatio(b, ofBase, ofTarget);
            if (accepts(chain, logRatio)) {
                System.arraycopy(proposed, i * dimension, states, chain * dimension, dimension);
                logTargets[chain] = proposedTargets[i];
                logBases[chain] = proposedBases[i];
                acceptances++;
            }
        }
        tally.add(n, acceptances, 0);
    }

    /** Writes a chain's proposal to place n, and returns false if there is none or it is the chain's own state. */
    private boolean propose(int chain, int n) {
        UniformRandomProvider generator = random[chain];
        drawn[n] = false;
        if (path.jumps()) {
            int kind = generator.nextInt(AnnealingPath.JUMPS);
            if (kind == 0) {
                path.base().sample(generator, 1, draw);
                System.arraycopy(draw, 0, proposed, n * dimension, dimension);
                drawn[n] = true;
                return true;
            }
            if (kind == 1) {
                int from = generator.nextInt(path.anchors());
                int to = generator.nextInt(path.anchors());
                return path.jump(states, chain * dimension, from, to, proposed, n * dimension);
            }
        }
        return graph.neighbor(states, chain * dimension, generator.nextInt(graph.slots()), proposed, n * dimension);
    }

    private boolean accepts(int chain, double logRatio) {
        double acceptance = AnnealingPath.acceptance(logRatio);
        if (!(acceptance >= 0)) {
            throw new IllegalStateException("the log ratio of a move from state " + text(states, chain * dimension)
                    + " is " + logRatio + " on " + path);
        }
        return acceptance == 1 || random[chain].nextDouble() < acceptance;
    }

    /** Takes steps of one chain by the local score. */
    private void moveLocally(int chain, double b, int proposals) {
        LocalScore score = path.score();
        UniformRandomProvider generator = random[chain];
        int at = chain * dimension;
        int slots = graph.slots();
        double logTarget = logTargets[chain];
        double logBase = logBases[chain];
        int proposedMoves = 0;
        int acceptances = 0;
        for (int i = 0; i < proposals; i++) {
            if (i % BETWEEN_STOPS == 0) {
                StoppedException.throwIfInterrupted("annealing");
            }
            int slot = generator.nextInt(slots);
            int d = path.coordinate(slot);
            int before = states[at + d];
            double[] logs = path.logBase(d);
            int after = 1 - before;
            if (logs.length > 2) {
                if (!graph.move(states, at, slot, proposed)) {
                    continue;
                }
                after = states[at + d];
                states[at + d] = before;
            }
            proposedMoves++;
            double ofBase = logs[after] - logs[before];
            double ofTarget = score.logRatio(states, at, slot);
            if (accepts(chain, AnnealingPath.logRatio(b, ofBase, ofTarget))) {
                states[at + d] = after;
                logBase += ofBase;
                logTarget += ofTarget;
                acceptances++;
            }
        }
        logTargets[chain] = logTarget;
        logBases[chain] = logBase;
        tally.add(proposedMoves, acceptances, 0);
    }

    /** Evaluates log densities that were sums of local log ratios, and refuses a score that is not the density's. */
    void refresh() {
        if (path.score() == null) {
            return;
        }
        System.arraycopy(logTargets, 0, proposedTargets, 0, count);
        evaluateStates();
        for (int chain = 0; chain < count; chain++) {
            double difference = Math.abs(proposedTargets[chain] - logTargets[chain]);
            if (!isDead(chain) && !(difference <= DISAGREEMENT * (1 + Math.abs(logTargets[chain])))) {
                throw new IllegalStateException("the score " + path.score() + " is not that of the density "
                        + path.target() + ": at state " + text(states, chain * dimension) + " its log ratios add up to "
                        + proposedTargets[chain] + ", but the log density is " + logTargets[chain]);
            }
        }
    }
}
