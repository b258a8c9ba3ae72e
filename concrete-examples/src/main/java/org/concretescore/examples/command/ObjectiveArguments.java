package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.objective.ObjectiveOptions;
import picocli.CommandLine.Option;

/** Arguments that say how an objective works; which one it is, each command asks in its own way. */
final class ObjectiveArguments {
    private final ObjectiveOptions defaults;

    @StatesOnly
    @Option(
            names = "--tail",
            paramLabel = "NATS",
            converter = Converters.Numbers.class,
            description =
                    "Log ratio beyond which the weight of csm, score-entropy and marginal no longer grows; inf for"
                            + " their formulas everywhere (default: ${DEFAULT-VALUE}).")
    private double tail;

    @StatesOnly
    @Option(
            names = "--neighbors",
            paramLabel = "N",
            description = "Neighbors, or coordinates, that the -mc objectives sample for each row, one from each of N"
                    + " strata (default: ${DEFAULT-VALUE}).")
    private int neighbors;

    @StatesOnly
    @Option(
            names = "--noise",
            paramLabel = "NAME",
            description =
                    "Noise for dcsm, energy-discrepancy, or the denoising form of another objective on edges: uniform,"
                            + " flips, ordinal, cyclic, absorbing, triangular (default: none; dcsm and energy-discrepancy:"
                            + " uniform).")
    private String noise;

    @Option(
            names = "--noise-levels",
            paramLabel = "X,X,...",
            split = ",",
            hideParamSyntax = true,
            description = "Its level: the probability of a change, or the time of ordinal and cyclic. With several, the"
                    + " network reads the level (default: 0.1; triangular has none). Of an arcsm: standard deviations of"
                    + " Gaussian noise, in those of the columns, falling (default: --noise-range).")
    private List<Double> levels;

    @StatesOnly
    @Option(
            names = "--negatives",
            paramLabel = "N",
            description = "States that energy-discrepancy draws for each row (default: ${DEFAULT-VALUE}).")
    private int negatives;

    ObjectiveArguments() {
        this(ObjectiveOptions.defaults());
    }

    /** With a command's own defaults. */
    ObjectiveArguments(ObjectiveOptions defaults) {
        this.defaults = defaults;
        tail = defaults.tail();
        neighbors = defaults.neighbors();
        negatives = defaults.negatives();
    }

    List<Double> levels() {
        return levels;
    }

    ObjectiveOptions options() {
        ObjectiveOptions options;
        try {
            options = defaults.withTail(tail).withNeighbors(neighbors).withNegatives(negatives);
        } catch (IllegalArgumentException e) {
            // The options have the names of the arguments.
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
