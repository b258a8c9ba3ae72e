package org.concretescore.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.concretescore.examples.run.ArcsmOptions;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedVectors;
import org.concretescore.nn.network.Activation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** Arguments of an arcsm, whose data are real numbers; and which of the others mean something to it. */
final class VectorArguments {
    private static final Set<String> OWN = Set.of("--context-widths", "--context-size", "--noise-range");
    private static final Set<String> COMMON =
            Set.of("--seed", "--out", "--data-dir", "--json", "--verbose", "--model", "--data", "--header");

    @Option(
            names = "--context-widths",
            paramLabel = "N,N,...",
            split = ",",
            hideParamSyntax = true,
            description = "arcsm: widths of the residual blocks of the context network, all equal (default: 64,64).")
    private List<Integer> contextWidths;

    @Option(
            names = "--context-size",
            paramLabel = "N",
            description = "arcsm: how many numbers the context of a column has (default: 16).")
    private Integer contextSize;

    @Option(
            names = "--noise-range",
            paramLabel = "FIRST,LAST,N",
            split = ",",
            hideParamSyntax = true,
            description = "arcsm: the largest and the smallest level of noise and how many there are, in geometric"
                    + " progression (default: 1,0.1,10).")
    private List<Double> range;

    /** With widths, activation and levels that may be null. */
    ArcsmOptions options(List<Integer> widths, Activation activation, List<Double> levels) {
        ArcsmOptions defaults = ArcsmOptions.DEFAULTS;
        return new ArcsmOptions(
                contextWidths == null ? defaults.contextWidths() : contextWidths,
                contextSize == null ? defaults.contextSize() : contextSize,
                widths == null ? defaults.widths() : widths,
                activation == null ? defaults.activation() : activation,
                levels(levels));
    }

    private List<Double> levels(List<Double> given) {
        if (range == null) {
            return given == null ? ArcsmOptions.DEFAULTS.noiseLevels() : given;
        }
        if (given != null) {
            throw new IllegalArgumentException("--noise-levels must be absent with --noise-range, was " + given);
        }
        if (range.size() != 3 || range.get(2) != Math.rint(range.get(2))) {
            throw new IllegalArgumentException(
                    "--noise-range must be FIRST,LAST,N with a whole number N of levels, was " + range);
        }
        return ArcsmOptions.geometric(range.get(0), range.get(1), (int) (double) range.get(2));
    }

    /**
     * Whether a model's data are real numbers.
     *
     * @param model the model file
     * @return false, too, if it can't be read: whoever needs it says why
     */
    static boolean areOf(Path model) {
        try {
            return ModelFile.kind(model).filter(SavedVectors.class::equals).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Refuses what was given and means nothing to an arcsm.
     *
     * @param spec the command that was parsed
     * @param meant what means something, beside what all commands have, and the options here
     * @throws IllegalArgumentException naming option and value
     */
    static void require(CommandSpec spec, Set<String> meant) {
        Set<String> all = new HashSet<>(COMMON);
        all.addAll(OWN);
        all.addAll(meant);
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (!all.contains(option.longestName())) {
                throw new IllegalArgumentException(
                        text(option) + " means nothing to an arcsm, a model of real numbers");
            }
        }
    }

    /**
     * Refuses what means something to an arcsm alone.
     *
     * @param spec the command that was parsed
     * @param model another model
     * @throws IllegalArgumentException naming option and value
     */
    static void refuse(CommandSpec spec, String model) {
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (OWN.contains(option.longestName())) {
                throw new IllegalArgumentException(
                        text(option) + " means nothing to the model " + model + ", only to an arcsm");
            }
        }
    }

    private static String text(OptionSpec option) {
        return option.arity().max() == 0
                ? option.longestName()
                : option.longestName() + " " + String.join(",", option.originalStringValues());
    }
}
