package org.concretescore.core.objective;

import java.util.List;
import org.concretescore.core.score.Unit;

/** Objectives by name. */
public final class Objectives {
    /** The names that {@link #parse} knows. */
    public static final List<String> NAMES = List.of("csm", "csm-mc", "ratio", "ratio-mc", "likelihood");

    private Objectives() {}

    /**
     * An objective by its name.
     *
     * @param name one of {@link #NAMES}
     * @param unit what the model answers with
     * @param tail the tail of {@link Csm#ofLogRatios}, in nats; the other losses have none
     * @return the objective
     * @throws IllegalArgumentException if the name is unknown, or the objective can't work with the unit
     */
    public static Objective parse(String name, Unit unit, double tail) {
        if (name.equals("likelihood")) {
            if (unit != Unit.LOG_RATIO) {
                throw new IllegalArgumentException(
                        "objective likelihood is for normalised models; the raw head is for free ones");
            }
            return new Likelihood();
        }
        boolean sampled = name.endsWith("-mc");
        String base = sampled ? name.substring(0, name.length() - 3) : name;
        EdgeLoss loss =
                switch (base) {
                    case "csm" -> unit == Unit.SCORE ? Csm.ofScores() : Csm.ofLogRatios(tail);
                    case "ratio" -> new RatioMatching();
                    default ->
                        throw new IllegalArgumentException(
                                "unknown objective '" + name + "'; known are " + String.join(", ", NAMES));
                };
        if (loss.unit() != unit) {
            throw new IllegalArgumentException("objective " + name
                    + " is defined on log ratios, but the raw head answers with scores; take the log-ratio head");
        }
        return sampled ? EdgeObjective.sampled(loss) : EdgeObjective.full(loss);
    }
}
