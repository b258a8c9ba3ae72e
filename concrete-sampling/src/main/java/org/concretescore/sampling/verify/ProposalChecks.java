package org.concretescore.sampling.verify;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.MeanTest;
import org.concretescore.core.verify.PearsonTest;
import org.concretescore.sampling.chain.EnumerableProposal;
import org.concretescore.sampling.chain.Proposal;

/** Checks a proposal at one state x after another. */
final class ProposalChecks {
    private static final int DRAWS = 20_000;
    /** If a move has fewer draws, they say too little about its probability. */
    private static final int FREQUENT = 200;

    private final Proposal proposal;
    private final Neighborhood graph;
    private final int dimension;
    private final UniformRandomProvider random;

    private ProposalChecks(Proposal proposal, UniformRandomProvider random) {
        this.proposal = proposal;
        this.graph = proposal.neighborhood();
        this.dimension = graph.space().dimension();
        this.random = random;
    }

    static void check(Proposal proposal, int states, RandomStreams streams) {
        Neighborhood graph = proposal.neighborhood();
        if (!graph.isSymmetric()) {
            throw VerifyKernel.failed(proposal, "is on " + graph + ", which is directed");
        }
        if (states < 1) {
            throw new IllegalArgumentException("states must be at least 1, was " + states);
        }
        Graphs.spotCheck(graph);
        StateSpace space = graph.space();
        ProposalChecks checks = new ProposalChecks(proposal, streams.stream("proposal"));
        int[] x = new int[space.dimension()];
        boolean all = space.hasAtMost(states);
        int count = all ? (int) space.size() : states;
        for (int i = 0; i < count; i++) {
            if (all) {
                space.unrank(i, x, 0);
            } else {
                for (int d = 0; d < x.length; d++) {
                    x[d] = checks.random.nextInt(space.cardinality(d));
                }
            }
            checks.at(x);
        }
    }

    /**
     * Checks that draws name slots that are not empty and follow the probabilities, if these are known. The correction
     * of each move must be that of the probabilities. If these are not known, it must be that of the frequencies of
     * both moves within their errors.
     */
    private void at(int[] x) {
        int slots = graph.slots();
        double[] forward = probabilities(x);
        long[] counts = draws(x);
        if (forward != null) {
            PearsonTest.of(counts, forward).require(proposal + ", draws at " + Arrays.toString(x) + " by slot");
        }
        int[] y = new int[dimension];
        for (int slot = 0; slot < slots; slot++) {
            if (!graph.neighbor(x, 0, slot, y, 0)) {
                continue;
            }
            int back = graph.slotOf(y, 0, x, 0);
            String move = proposal + ", move from " + Arrays.toString(x) + " to " + Arrays.toString(y);
            if (forward != null) {
                if (forward[slot] > 0) {
                    double expected = Math.log(probabilities(y)[back]) - Math.log(forward[slot]);
                    double correction = proposal.logCorrection(x, 0, slot);
                    if (!(correction == expected
                            || Math.abs(correction - expected) <= 1e-9 * (1 + Math.abs(expected)))) {
                        throw new IllegalArgumentException(move + ": the log correction is " + correction
                                + ", but log q(x|y) - log q(y|x) is " + expected);
                    }
                }
            } else if (counts[slot] >= FREQUENT) {
                requireFrequencies(move, counts[slot], draws(y)[back], proposal.logCorrection(x, 0, slot));
            }
        }
    }

    /**
     * Checks that the reverse move is drawn exp(correction) times as often as the move, by the difference of the two
     * frequencies.
     */
    private void requireFrequencies(String move, long there, long back, double correction) {
        double q = (double) there / DRAWS;
        double r = (double) back / DRAWS;
        double factor = Math.exp(correction);
        if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    move + ": the log correction must have a finite exponential, was " + correction);
        }
        // The variances are those under the hypothesis that r = factor q, estimated from both numbers of draws.
        double common = (q + r) / (1 + factor);
        double variance = (common * factor + factor * factor * common) / DRAWS;
        new MeanTest(r, factor * q, Math.sqrt(variance))
                .require(move + ": frequency of the reverse move, with the log correction " + correction);
    }

    /** Returns the probabilities by slot, followed by that of staying; null if the proposal does not know them. */
    private double[] probabilities(int[] x) {
        if (!(proposal instanceof EnumerableProposal enumerable)) {
            return null;
        }
        int slots = graph.slots();
        double[] p = new double[slots];
        Arrays.fill(p, Double.NaN);
        enumerable.probabilities(x, 0, p);
        double stay = 1;
        for (int slot = 0; slot < slots; slot++) {
            boolean empty = !graph.neighbor(x, 0, slot, new int[dimension], 0);
            if (!(p[slot] >= 0) || empty && p[slot] > 0) {
                throw VerifyKernel.failed(
                        proposal,
                        "gives " + (empty ? "the empty slot " : "slot ") + slot + " at state " + Arrays.toString(x)
                                + " the probability " + p[slot]);
            }
            stay -= p[slot];
        }
        if (!(stay >= -1e-9)) {
            throw VerifyKernel.failed(
                    proposal, "has probabilities at state " + Arrays.toString(x) + " that add up to " + (1 - stay));
        }
        double[] all = Arrays.copyOf(p, slots + 1);
        all[slots] = stay < 1e-12 ? 0 : stay;
        return all;
    }

    private long[] draws(int[] x) {
        long[] counts = new long[graph.slots() + 1];
        int[] room = x.clone();
        int[] y = new int[dimension];
        for (int i = 0; i < DRAWS; i++) {
            int slot = proposal.draw(room, 0, random);
            boolean stays = slot == Proposal.STAY;
            if (!stays && (slot < 0 || slot >= graph.slots() || !graph.neighbor(x, 0, slot, y, 0))) {
                throw VerifyKernel.failed(
                        proposal, "drew slot " + slot + " at state " + Arrays.toString(x) + ", where it is empty");
            }
            counts[stays ? graph.slots() : slot]++;
        }
        if (!Arrays.equals(x, room)) {
            throw VerifyKernel.failed(
                    proposal, "changed the state " + Arrays.toString(x) + " when it was asked to draw");
        }
        return counts;
    }
}
