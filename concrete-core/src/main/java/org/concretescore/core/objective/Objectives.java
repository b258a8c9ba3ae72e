package org.concretescore.core.objective;

import java.util.List;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.score.Unit;

/**
 * Makes objectives: each with default options by its own method, and all with options by name ({@link #parse}).
 *
 * <pre>{@code
 * Objective csm = Objectives.csm(); // with the default tail
 * Objective noisy = Objectives.dcsm(Noise.uniform(0.1));
 * ObjectiveOptions four = ObjectiveOptions.defaults().withNeighbors(4);
 * Objective sampled = Objectives.parse("ratio-mc", Unit.LOG_RATIO, four);
 * }</pre>
 */
public final class Objectives {
    /** The names that {@link #parse} knows, without the sampled forms. */
    public static final List<String> NAMES = List.of(
            "csm",
            "dcsm",
            "score-entropy",
            "ratio",
            "ratio-original",
            "marginal",
            "marginal-original",
            "pseudo-likelihood",
            "logistic",
            "mpf",
            "energy-discrepancy",
            "likelihood");

    /** The ending of the names of sampled forms. */
    private static final String SAMPLED = "-mc";

    private Objectives() {}

    /**
     * Returns Concrete score matching over all neighbors, on log ratios, with the default tail: {@code csm}.
     *
     * @return the objective
     */
    public static Objective csm() {
        return EdgeObjective.full(Tail.of(new Csm(Unit.LOG_RATIO), Tail.DEFAULT));
    }

    /**
     * Returns denoising Concrete score matching over all neighbors, on log ratios, with the default tail: {@code dcsm}.
     *
     * @param noise the levels of noise, at least one
     * @return the objective
     * @throws IllegalArgumentException if there is no noise, or the levels are not of one kind
     */
    public static Objective dcsm(Noise... noise) {
        return DenoisingObjective.full(Tail.of(new Csm(Unit.LOG_RATIO), Tail.DEFAULT), List.of(noise));
    }

    /**
     * Returns score entropy over all neighbors, with the default tail: {@code score-entropy}.
     *
     * @return the objective
     */
    public static Objective scoreEntropy() {
        return EdgeObjective.full(Tail.of(new ScoreEntropy(), Tail.DEFAULT));
    }

    /**
     * Returns ratio matching over all neighbors: {@code ratio}.
     *
     * @return the objective
     */
    public static Objective ratio() {
        return EdgeObjective.full(new RatioMatching());
    }

    /**
     * Returns the logistic loss over all neighbors: {@code logistic}.
     *
     * @return the objective
     */
    public static Objective logistic() {
        return EdgeObjective.full(new LogisticLoss());
    }

    /**
     * Returns minimum probability flow over all neighbors: {@code mpf}.
     *
     * @return the objective
     */
    public static Objective mpf() {
        return EdgeObjective.full(new ProbabilityFlow());
    }

    /**
     * Returns marginalization over all coordinates, with the default tail, for models that are a density:
     * {@code marginal}.
     *
     * @return the objective
     */
    public static Objective marginal() {
        return ConditionalObjective.full(ConditionalObjective.marginalization(Tail.DEFAULT));
    }

    /**
     * Returns pseudo-likelihood over all coordinates, for models that are a density: {@code pseudo-likelihood}.
     *
     * @return the objective
     */
    public static Objective pseudoLikelihood() {
        return ConditionalObjective.full(ConditionalObjective.pseudoLikelihood());
    }

    /**
     * Returns energy discrepancy with 32 negatives per row, for models that are a density: {@code energy-discrepancy}.
     *
     * @param noise the levels of noise, at least one
     * @return the objective
     * @throws IllegalArgumentException if there is no noise, or the levels are not of one kind
     */
    public static Objective energyDiscrepancy(Noise... noise) {
        return new EnergyDiscrepancy(List.of(noise), ObjectiveOptions.defaults().negatives());
    }

    /**
     * Returns maximum likelihood, for normalised models: {@code likelihood}.
     *
     * @return the objective
     */
    public static Objective likelihood() {
        return new Likelihood();
    }

    /**
     * Returns an objective by its name: one of {@link #NAMES}, or with {@code -mc} behind it the estimate from sampled
     * neighbors or coordinates.
     *
     * @param name the name
     * @param unit the unit of the model's answers
     * @param options tail, noise and numbers of draws
     * @return the objective
     * @throws IllegalArgumentException if the name is unknown, if the objective needs noise and the options have none,
     *     or if it can't work with the unit or the options
     */
    public static Objective parse(String name, Unit unit, ObjectiveOptions options) {
        boolean sampled = name.endsWith(SAMPLED);
        String base = sampled ? name.substring(0, name.length() - SAMPLED.length()) : name;
        if (!NAMES.contains(base)) {
            throw new IllegalArgumentException("unknown objective '" + name + "'; the known names are "
                    + String.join(", ", NAMES)
                    + ", and most with " + SAMPLED + " for sampled neighbors");
        }
        if (sampled && !hasSampledForm(base)) {
            throw new IllegalArgumentException("objective " + base + " does not have a form with sampled neighbors");
        }
        if (needsNoise(name) && options.noise().isEmpty()) {
            throw new IllegalArgumentException("objective " + name
                    + " needs noise, and the options have none; add it, for instance withNoise(Noise.uniform(0.1))");
        }
        EdgeLoss onEdges = edgeLoss(base, unit, options.tail());
        Objective objective =
                onEdges == null ? withoutEdges(base, sampled, options) : onEdges(onEdges, sampled, options);
        if (objective.unit() != unit) {
            throw new IllegalArgumentException("objective " + name
                    + " is defined on log ratios, but the raw head answers with scores; use the log-ratio head");
        }
        return objective;
    }

    /**
     * Returns whether there is an estimate from sampled neighbors or coordinates, with {@code -mc} behind the name.
     *
     * @param name a name
     * @return true for all of {@link #NAMES} except likelihood and energy-discrepancy
     */
    public static boolean hasSampledForm(String name) {
        return NAMES.contains(name) && !name.equals("likelihood") && !name.equals("energy-discrepancy");
    }

    /**
     * Returns whether an objective is defined by noise, so that {@link #parse} needs options with noise.
     *
     * @param name a name, perhaps of the sampled form
     * @return true for dcsm, dcsm-mc and energy-discrepancy
     */
    public static boolean needsNoise(String name) {
        return name.equals("dcsm") || name.equals("dcsm" + SAMPLED) || name.equals("energy-discrepancy");
    }

    private static EdgeLoss edgeLoss(String name, Unit unit, double tail) {
        return switch (name) {
            case "csm", "dcsm" -> unit == Unit.SCORE ? new Csm(unit) : Tail.of(new Csm(unit), tail);
            case "score-entropy" -> Tail.of(new ScoreEntropy(), tail);
            case "ratio" -> new RatioMatching();
            case "ratio-original" -> new RatioOriginal();
            case "logistic" -> new LogisticLoss();
            case "mpf" -> new ProbabilityFlow();
            default -> null;
        };
    }

    private static Objective onEdges(EdgeLoss loss, boolean sampled, ObjectiveOptions options) {
        List<Noise> noise = options.noise();
        if (!noise.isEmpty()) {
            return sampled
                    ? DenoisingObjective.sampled(loss, noise, options.neighbors())
                    : DenoisingObjective.full(loss, noise);
        }
        return sampled ? EdgeObjective.sampled(loss, options.neighbors()) : EdgeObjective.full(loss);
    }

    private static Objective withoutEdges(String name, boolean sampled, ObjectiveOptions options) {
        if (name.equals("energy-discrepancy")) {
            return new EnergyDiscrepancy(options.noise(), options.negatives());
        }
        if (!options.noise().isEmpty()) {
            throw new IllegalArgumentException("objective " + name + " does not have a form with noise");
        }
        if (name.equals("likelihood")) {
            return new Likelihood();
        }
        GroupLoss loss =
                switch (name) {
                    case "marginal" -> ConditionalObjective.marginalization(options.tail());
                    case "marginal-original" -> ConditionalObjective.marginalOriginal();
                    default -> ConditionalObjective.pseudoLikelihood();
                };
        return sampled ? ConditionalObjective.sampled(loss, options.neighbors()) : ConditionalObjective.full(loss);
    }
}
