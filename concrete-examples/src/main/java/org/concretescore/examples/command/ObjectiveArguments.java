package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.run.Checks;
import picocli.CommandLine.Option;

/** The arguments that belong to an objective. Each command has its own option that names the objective. */
final class ObjectiveArguments {
    private final ObjectiveOptions defaults;

    @StatesOnly
    @Option(
            names = "--tail",
            paramLabel = "NATS",
            converter = Converters.Numbers.class,
            description =
                    "The log ratio beyond which the weights of csm, score-entropy and marginal no longer grow; inf for"
                            + " the unchanged formulas (default: ${DEFAULT-VALUE}).")
    private double tail;

    @StatesOnly
    @Option(
            names = "--neighbors",
            paramLabel = "N",
            description = "The number of neighbors, or coordinates, that the -mc objectives sample for each row, one"
                    + " from each of N strata (default: ${DEFAULT-VALUE}).")
    private int neighbors;

    @StatesOnly
    @Option(
            names = "--noise",
            paramLabel = "NAME",
            description =
                    "The noise of dcsm, of energy-discrepancy, or of the denoising form of another objective on edges:"
                            + " uniform, flips, ordinal, cyclic, absorbing or triangular (default: no noise; uniform"
                            + " for dcsm and energy-discrepancy).")
    private String noise;

    @Option(
            names = "--noise-levels",
            paramLabel = "X,X,...",
            split = ",",
            hideParamSyntax = true,
            description = "The level of the noise: the probability of a change, or the time of ordinal and cyclic. With"
                    + " several levels, the network reads the level. triangular does not have a level (default: 0.1)."
                    + " For an arcsm: the standard deviations of Gaussian noise, as multiples of those of the columns,"
                    + " in falling order (default: see --noise-range).")
    private List<Double> levels;

    @StatesOnly
    @Option(
            names = "--negatives",
            paramLabel = "N",
            description =
                    "The number of states that energy-discrepancy draws for each row (default:" + " ${DEFAULT-VALUE}).")
    private int negatives;

    ObjectiveArguments() {
        this(ObjectiveOptions.defaults());
    }

    /** Makes arguments with the defaults of a command. */
    ObjectiveArguments(ObjectiveOptions defaults) {
        this.defaults = defaults;
        tail = defaults.tail();
        neighbors = defaults.neighbors();
        negatives = defaults.negatives();
    }

    List<Double> levels() {
        return levels;
    }

    /** The objective that {@code --objective} names, with these options. */
    Objective objective(String name, Unit unit) {
        return Checks.objective("--objective", name, unit, options());
    }

    ObjectiveOptions options() {
        ObjectiveOptions options;
        try {
            options = defaults.withTail(tail).withNeighbors(neighbors).withNegatives(negatives);
        } catch (IllegalArgumentException e) {
            // The message begins with the name of the option, which is that of the argument.
            throw new IllegalArgumentException("--" + e.getMessage(), e);
        }
        if (noise == null && levels == null) {
            return options;
        }
        String name = noise == null ? "uniform" : noise;
        List<Double> wanted = levels;
        if (name.equals("triangular")) {
            if (levels != null) {
                throw new IllegalArgumentException("--noise-levels must be absent for triangular noise, was " + levels);
            }
            wanted = List.of(Double.NaN);
        } else if (levels == null) {
            wanted = List.of(0.1);
        }
        try {
            return options.withNoise(
                    wanted.stream().map(level -> Noise.parse(name, level)).toArray(Noise[]::new));
        } catch (IllegalArgumentException e) {
            String given = noise == null ? "" : "--noise " + noise;
            if (levels != null) {
                given += (noise == null ? "" : " ") + "--noise-levels " + levels;
            }
            throw new IllegalArgumentException(given + ": " + e.getMessage(), e);
        }
    }
}
