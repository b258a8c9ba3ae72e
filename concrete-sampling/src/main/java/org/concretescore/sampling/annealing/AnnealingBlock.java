package org.concretescore.sampling.annealing;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LocalScore;
import org.concretescore.sampling.chain.Tally;

/**
 * Chains that are annealed together, with their log weights. Blocks have a fixed size, for a network's values depend in
 * their last bits on the batch that a state is evaluated in, and results must not depend on the number of threads.
 */
final class AnnealingBlock {
    /** The chains of a block. */
    static final int SIZE = 64;

    /** Log densities that are added up from local log ratios are evaluated anew after so many rounds of moves. */
    private static final int REFRESH = 64;

    /** How far the sum of a local score's log ratios may be from the density, relative to its size. */
    private static final double DISAGREEMENT = 1e-6;

    /** A chain asks once in so many proposals whether it is to stop. */
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
    /** Which proposals are draws of the base. */
    private final boolean[] drawn;

    private final int[] draw;
    private final double[] proposedTargets;
    private final double[] proposedBases;

    private int rounds;
    private final Tally tally = new Tally();

    /** Chains {@code first..first+count-1}, of which chain c draws from {@code streams.stream(name, c)}. */
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

    /** The live states, {@code [count, D]}. */
    int[] states() {
        return states;
    }

    double logWeight(int chain) {
        return logWeights[chain];
    }

    double logTarget(int chain) {
        return logTargets[chain];
    }

    /** {@code log p(x) - log p0(x)} of a chain's state. */
    double gap(int chain) {
        return logTargets[chain] - logBases[chain];
    }

    /** Whether a chain's weight is 0, and will be: it met a state where the target is 0. */
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
                    "log density of the " + of + " at state " + text(at, row * dimension) + " is " + value);
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
                throw new IllegalStateException("the base must be above 0 wherever the target is; at state "
                        + text(states, chain * dimension) + " it is 0, and the target's log density "
                        + logTargets[chain]);
            } else {
                logWeights[chain] += delta * gap(chain);
            }
        }
    }

    /** Moves every chain by a number of Metropolis steps at one inverse temperature. */
    void move(double b, int proposals) {
        if (graph.slots() == 0) {
            // The only state there is.
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

    /** One step of every chain, the proposed states evaluated in one batch. */
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
                throw new IllegalStateException("the base must be above 0 wherever the target is, but not so at state "
                        + text(proposed, i * dimension) + ", on " + path);
            }
            double ofBase = proposedBases[i] - logBases[chain];
            double ofTarget = proposedTargets[i] - logTargets[chain];
            // A draw of the base has the base's densities in its proposal ratio, too.
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

    /** Writes the n-th proposal, of a chain; false if it is where the chain is. */
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
            throw new IllegalStateException("log ratio of a move from state " + text(states, chain * dimension) + " is "
                    + logRatio + " on " + path);
        }
        return acceptance == 1 || random[chain].nextDouble() < acceptance;
    }

    /** Steps of one chain by the local score. */
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

    /** Evaluates log densities that were added up. Refuses a score that is not the density's. */
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
                        + proposedTargets[chain] + ", the log density is " + logTargets[chain]);
            }
        }
    }
}
