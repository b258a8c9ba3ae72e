package org.concretescore.examples.command;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Path;
import java.util.List;
import org.concretescore.examples.run.ArcsmOptions;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedVectors;
import org.concretescore.nn.network.Activation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * The arguments of an arcsm, whose data are real numbers, and the check that all given arguments apply to the model.
 */
final class VectorArguments {
    @VectorsOnly
    @Option(
            names = "--context-widths",
            paramLabel = "N,N,...",
            split = ",",
            hideParamSyntax = true,
            description = "For an arcsm: the widths of the residual blocks of the context network, which must be equal"
                    + " (default: 64,64).")
    private List<Integer> contextWidths;

    @VectorsOnly
    @Option(
            names = "--context-size",
            paramLabel = "N",
            description = "For an arcsm: the number of numbers in the context of a column (default: 16).")
    private Integer contextSize;

    @VectorsOnly
    @Option(
            names = "--noise-range",
            paramLabel = "FIRST,LAST,N",
            split = ",",
            hideParamSyntax = true,
            description = "For an arcsm: the largest level of noise, the smallest level, and the number of levels,"
                    + " which form a geometric progression (default: 1,0.1,10).")
    private List<Double> range;

    /** Returns the options. Widths, activation and levels may be null. */
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
     * Returns whether the data of a model are real numbers.
     *
     * @param model the model file
     * @return false also if the file can not be read, because the code that needs the model says why
     */
    static boolean areOf(Path model) {
        try {
            return ModelFile.kind(model).filter(SavedVectors.class::equals).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Refuses given options that do not apply to an arcsm.
     *
     * @param spec the command that was parsed
     * @throws IllegalArgumentException if there is one; the message names the option and its value
     */
    static void require(CommandSpec spec) {
        refuse(spec, StatesOnly.class, " does not apply to an arcsm, which is a model of real numbers");
    }

    /**
     * Refuses given options that apply only to an arcsm.
     *
     * @param spec the command that was parsed
     * @param model another model
     * @throws IllegalArgumentException if there is one; the message names the option and its value
     */
    static void refuse(CommandSpec spec, String model) {
        refuse(spec, VectorsOnly.class, " does not apply to the model " + model + ", only to an arcsm");
    }

    private static void refuse(CommandSpec spec, Class<? extends Annotation> mark, String why) {
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (option.userObject() instanceof AnnotatedElement field && field.isAnnotationPresent(mark)) {
                throw new IllegalArgumentException(text(option) + why);
            }
        }
    }

    private static String text(OptionSpec option) {
        return option.arity().max() == 0
                ? option.longestName()
                : option.longestName() + " " + String.join(",", option.originalStringValues());
    }
}
