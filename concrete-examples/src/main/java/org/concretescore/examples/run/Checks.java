package org.concretescore.examples.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.concretescore.core.data.AtomicFile;
import org.concretescore.core.data.StandardStreams;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.latent.Temperatures;

/** These methods check options. Their messages name the argument and its value. */
public final class Checks {
    private Checks() {}

    public static void atLeast(String argument, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(argument + " must be at least " + least + ", was " + value);
        }
    }

    public static void between(String argument, long value, long least, long most) {
        atLeast(argument, value, least);
        isTrue(value <= most, argument, value, "at most " + most);
    }

    /**
     * Refuses more chains than an array can hold.
     *
     * @param chains the number of chains
     * @param numbers how many numbers the array holds for each coordinate or neighbor of a chain
     * @param space the states
     * @param graph their neighbors
     * @throws UsageException if there are too many chains
     */
    public static void chains(int chains, int numbers, StateSpace space, Neighborhood graph) {
        int each = Math.max(space.dimension(), graph.slots());
        long most = Integer.MAX_VALUE / ((long) numbers * each);
        if (chains > most) {
            throw new UsageException(
                    "--chains must be at most " + most + " for states of " + Counts.of(space.dimension(), "coordinate")
                            + " and " + Counts.of(graph.slots(), "neighbor") + ", was " + chains);
        }
    }

    /** Refuses two options that read the same stream, because the second would find it empty. Either may be null. */
    public static void readOnce(String option, String value, String other, String otherValue) {
        if (value == null || otherValue == null) {
            return;
        }
        boolean twice;
        try {
            Path file = Path.of(value);
            Path otherFile = Path.of(otherValue);
            twice = StandardStreams.isInput(file) && StandardStreams.isInput(otherFile)
                    || AtomicFile.isStream(file) && Files.exists(otherFile) && Files.isSameFile(file, otherFile);
        } catch (InvalidPathException | IOException e) {
            // The code that reads the file says why it can not.
            return;
        }
        if (twice) {
            throw new IllegalArgumentException(option + " " + value + " and " + other + " " + otherValue
                    + " are the same stream, which can be read only once; one of them must be a file");
        }
    }

    public static void isTrue(boolean holds, String argument, Object value, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException(argument + " must be " + wanted + ", was " + value);
        }
    }

    /** Checks that a temperature is in the range in which the densities of relaxed nodes are accurate. */
    public static void temperature(String argument, double value) {
        isTrue(value >= Temperatures.LEAST && value <= Temperatures.MOST, argument, value, "from 1e-3 to 1e3");
    }

    /**
     * Adds uniform noise of level 0.1, which flips one bit in twenty, if the objective needs noise and none is given.
     */
    private static ObjectiveOptions withNoise(String objective, ObjectiveOptions options) {
        boolean lacking = Objectives.needsNoise(objective) && options.noise().isEmpty();
        return lacking ? options.withNoise(Noise.uniform(0.1)) : options;
    }

    /** Makes the objective that an argument names. If it needs noise and the options have none, it has a little. */
    public static Objective objective(String argument, String name, Unit unit, ObjectiveOptions options) {
        try {
            return Objectives.parse(name, unit, withNoise(name, options));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(argument + " " + name + ": " + e.getMessage(), e);
        }
    }

    public static void oneOf(String argument, String value, String... known) {
        if (!Arrays.asList(known).contains(value)) {
            throw new IllegalArgumentException(argument + " must be one of "
                    + Arrays.stream(known).collect(Collectors.joining(", ")) + ", was " + value);
        }
    }
}
