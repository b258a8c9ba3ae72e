package org.concretescore.sampling.annealing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The reasons to doubt estimates of log Z, in full sentences. */
final class Doubts {
    /** Estimates disagree if they differ by more than so many of their joint standard errors and so many nats. */
    private static final double ERRORS = 4;

    private static final double SLACK = 0.02;
    /**
     * Forward chains rarely come to a state if the backward weight there exceeds Z by this factor. The second number is
     * the share of backward chains for which this is allowed.
     */
    private static final double RARE = 10;

    private static final double RARE_SHARE = 0.02;
    /** If the tail of the weights has a larger shape, their mean cannot be estimated (Vehtari et al. 2024). */
    private static final double HEAVY = 0.7;

    private Doubts() {}

    /** Returns the reasons to doubt the mean of the weights of forward chains; empty if there are none. */
    static List<String> of(AnnealedChains forward) {
        List<String> doubts = new ArrayList<>();
        double effective = LogZEstimate.fromBelow(forward).effectiveSampleSize();
        if (effective < forward.count() / 10.0) {
            doubts.add(String.format(
                    Locale.ROOT,
                    "The effective sample size of the annealing weights is only %.0f of %d chains.",
                    effective,
                    forward.count()));
        }
        double tail = ParetoTail.shape(forward.logWeights, 1);
        if (tail > HEAVY) {
            doubts.add(String.format(
                    Locale.ROOT,
                    "The largest annealing weights have a Pareto tail of shape %.2f, and above %.1f a mean cannot be"
                            + " estimated reliably.",
                    tail,
                    HEAVY));
        }
        return doubts;
    }

    /** Adds a doubt if the estimates by forward and by backward chains disagree. */
    static void addDisagreement(List<String> doubts, LogZEstimate below, LogZEstimate above, String origin) {
        double error = Math.hypot(below.standardError(), above.standardError());
        if (!(Math.abs(below.logZ() - above.logZ()) <= ERRORS * error + SLACK)) {
            doubts.add(String.format(
                    Locale.ROOT,
                    "Chains annealed backwards from %s estimate log Z as %.3f, but chains annealed to the model"
                            + " estimate it as %.3f.",
                    origin,
                    above.logZ(),
                    below.logZ()));
        }
    }

    /** Adds a doubt if too many rows lie where forward chains rarely come. */
    static void addRareRows(List<String> doubts, LogZEstimate below, AnnealedChains fromRows) {
        double edge = below.logZ() + Math.log(RARE);
        int rare = 0;
        for (double logWeight : fromRows.logWeights) {
            rare += logWeight > edge ? 1 : 0;
        }
        if (rare > RARE_SHARE * fromRows.count()) {
            doubts.add(String.format(
                    Locale.ROOT,
                    "Of %d chains that began at rows of the data, %d are at states where annealed chains rarely come;"
                            + " a part of the model may be missed.",
                    fromRows.count(),
                    rare));
        }
    }
}
