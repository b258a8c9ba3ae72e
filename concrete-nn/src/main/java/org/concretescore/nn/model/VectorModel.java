package org.concretescore.nn.model;

import java.util.Arrays;
import java.util.Objects;
import org.concretescore.core.space.Counts;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.nn.network.VectorArchitecture;

/**
 * A trained network on vectors: its architecture and its parameters. {@link ArcsmModel} and {@link MixtureModel} answer
 * with it, and {@link org.concretescore.nn.file.ModelFile} saves it. Immutable.
 */
public final class VectorModel {
    private final VectorArchitecture architecture;
    private final int dimension;
    private final NoiseLevels levels;
    private final float[] parameters;

    private VectorModel(VectorArchitecture architecture, int dimension, NoiseLevels levels, float[] parameters) {
        this.architecture = architecture;
        this.dimension = dimension;
        this.levels = levels;
        this.parameters = parameters;
    }

    /**
     * Returns a model.
     *
     * @param architecture its network
     * @param dimension D, the length of a vector
     * @param levels the levels of noise that it was trained with
     * @param parameters its parameters; copied
     * @return the model
     * @throws IllegalArgumentException if the network does not read noise although there are levels, or the reverse; or
     *     if a parameter is NaN or infinite
     */
    public static VectorModel of(
            VectorArchitecture architecture, int dimension, NoiseLevels levels, float[] parameters) {
        requireNoise(architecture, levels);
        for (int i = 0; i < parameters.length; i++) {
            if (!Float.isFinite(parameters[i])) {
                throw new IllegalArgumentException("parameter " + i + " is " + parameters[i]);
            }
        }
        return new VectorModel(architecture, dimension, levels, parameters.clone());
    }

    /**
     * Checks that a network reads noise if there is some, and only then.
     *
     * @param architecture the network
     * @param levels the levels of noise
     * @throws IllegalArgumentException if it does not
     */
    public static void requireNoise(VectorArchitecture architecture, NoiseLevels levels) {
        if (architecture.readsNoise() != levels.size() > 0) {
            throw new IllegalArgumentException(
                    architecture.readsNoise()
                            ? "the network reads noise, but there are no noise levels: " + architecture
                            : "the network does not read the noise levels " + levels + ": " + architecture);
        }
    }

    /**
     * Returns the network.
     *
     * @return its options
     */
    public VectorArchitecture architecture() {
        return architecture;
    }

    /**
     * Returns the length of a vector.
     *
     * @return D
     */
    public int dimension() {
        return dimension;
    }

    /**
     * Returns the levels of noise.
     *
     * @return the levels; none for a model of the data itself
     */
    public NoiseLevels levels() {
        return levels;
    }

    /**
     * Returns the number of parameters, including those that masks hold at 0.
     *
     * @return the length of the flat vector
     */
    public int parameterCount() {
        return parameters.length;
    }

    /**
     * Returns the parameters.
     *
     * @return a copy
     */
    public float[] parameters() {
        return parameters.clone();
    }

    /** Compares by content: architecture, dimension, levels and parameters. */
    @Override
    public boolean equals(Object other) {
        return other instanceof VectorModel that
                && dimension == that.dimension
                && architecture.equals(that.architecture)
                && levels.equals(that.levels)
                && Arrays.equals(parameters, that.parameters);
    }

    @Override
    public int hashCode() {
        return Objects.hash(architecture, dimension, levels, Arrays.hashCode(parameters));
    }

    @Override
    public String toString() {
        return "VectorModel[" + architecture + " on " + Counts.of(dimension, "number") + "]";
    }
}
