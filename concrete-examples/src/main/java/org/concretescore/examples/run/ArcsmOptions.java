package org.concretescore.examples.run;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Arcsm;

/**
 * The networks of an {@link Arcsm}, and its noise.
 *
 * @param contextWidths the widths of the context network's residual blocks, all equal
 * @param contextSize the number of numbers in the context of a column
 * @param widths the widths of the score network's hidden layers
 * @param activation the function between the layers of both networks; it must be smooth
 * @param noiseLevels the standard deviations of the noise, as multiples of those of the columns, in falling order
 */
public record ArcsmOptions(
        List<Integer> contextWidths,
        int contextSize,
        List<Integer> widths,
        Activation activation,
        List<Double> noiseLevels) {
    /**
     * The defaults suit tables of some thousand rows and up to some dozen columns; a training takes about a minute. A
     * smallest level of noise below 0.1 needs more data.
     */
    public static final ArcsmOptions DEFAULTS =
            new ArcsmOptions(List.of(64, 64), 16, List.of(64, 64), Activation.SILU, geometric(1, 0.1, 10));

    public ArcsmOptions {
        contextWidths = widths("--context-widths", contextWidths);
        Checks.isTrue(
                contextWidths.stream().distinct().count() == 1, "--context-widths", contextWidths, "equal widths");
        Checks.atLeast("--context-size", contextSize, 1);
        widths = widths("--widths", widths);
        Objects.requireNonNull(activation, "activation");
        Checks.isTrue(
                activation != Activation.RELU,
                "--activation",
                activation,
                "smooth (tanh, silu, elu or softplus) for an arcsm");
        noiseLevels = List.copyOf(noiseLevels);
        try {
            noise(noiseLevels);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--noise-levels: " + e.getMessage(), e);
        }
    }

    private static List<Integer> widths(String argument, List<Integer> widths) {
        Checks.isTrue(!widths.isEmpty(), argument, widths, "at least one width");
        widths.forEach(width -> Checks.atLeast(argument, width, 1));
        return List.copyOf(widths);
    }

    private static NoiseLevels noise(List<Double> levels) {
        return NoiseLevels.of(levels.stream().mapToDouble(level -> level).toArray());
    }

    /**
     * Returns levels of noise in geometric progression.
     *
     * @param first the largest level
     * @param last the smallest level
     * @param count the number of levels
     * @return the levels
     * @throws IllegalArgumentException naming the argument if one is out of range
     */
    public static List<Double> geometric(double first, double last, int count) {
        try {
            return Arrays.stream(NoiseLevels.geometric(first, last, count).sigmas())
                    .boxed()
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--noise-range: " + e.getMessage(), e);
        }
    }

    Arcsm architecture() {
        return Arcsm.defaults()
                .withContext(contextSize, contextWidths.toArray(Integer[]::new))
                .withWidths(widths.toArray(Integer[]::new))
                .withActivation(activation)
                .withNoise(true);
    }

    NoiseLevels noise() {
        return noise(noiseLevels);
    }
}
