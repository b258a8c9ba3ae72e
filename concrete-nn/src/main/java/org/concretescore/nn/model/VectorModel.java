package org.concretescore.nn.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.concretescore.core.continuous.NoiseLevels;
import org.concretescore.core.data.DataException;
import org.concretescore.nn.file.Archive;
import org.concretescore.nn.network.Architectures;
import org.concretescore.nn.network.VectorArchitecture;

/**
 * A trained network on vectors: what it is, and its parameters. {@link ArcsmModel} and {@link MixtureModel} answer with it.
 * Its file is an {@link Archive} that begins with {@code CONCVECT}. Immutable.
 */
public final class VectorModel {
    private static final String MAGIC = "CONCVECT";
    private static final int VERSION = 1;
    private static final String NETWORK = "network.";

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
     * A model.
     *
     * @param architecture its network
     * @param dimension D, the length of a vector
     * @param levels the levels of noise that it was trained with
     * @param parameters its parameters; copied
     * @return the model
     * @throws IllegalArgumentException if the network reads no noise though there are levels, or the other way round; or a
     *     parameter is NaN or infinite
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
                            ? "the network reads noise, but there are no levels: " + architecture
                            : "there are levels of noise, " + levels + ", which the network does not read: "
                                    + architecture);
        }
    }

    /**
     * The network.
     *
     * @return its options
     */
    public VectorArchitecture architecture() {
        return architecture;
    }

    /**
     * The length of a vector.
     *
     * @return D
     */
    public int dimension() {
        return dimension;
    }

    /**
     * The levels of noise.
     *
     * @return none for a model of the data itself
     */
    public NoiseLevels levels() {
        return levels;
    }

    /**
     * The number of parameters, those that masks hold at 0 included.
     *
     * @return the length of the flat vector
     */
    public int parameterCount() {
        return parameters.length;
    }

    /**
     * The parameters.
     *
     * @return a copy
     */
    public float[] parameters() {
        return parameters.clone();
    }

    /**
     * Writes the model: whole, or not at all.
     *
     * @param file the file; replaced if it exists
     * @throws IOException if the file can't be written; an older file of that name is then untouched
     */
    public void save(Path file) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        architecture.describe().forEach((name, value) -> texts.put(NETWORK + name, value));
        texts.put("dimension", String.valueOf(dimension));
        texts.put(
                "levels",
                Arrays.stream(levels.sigmas()).mapToObj(String::valueOf).collect(Collectors.joining(",")));
        new Archive(VERSION, texts, List.of(parameters)).save(file, null, MAGIC);
    }

    /**
     * Reads a model.
     *
     * @param file the file
     * @return the model
     * @throws DataException if the file is no such file, is of a later version, damaged or cut short
     * @throws IOException if the file can't be read
     */
    public static VectorModel load(Path file) throws IOException {
        Archive archive = Archive.load(file, MAGIC, "model file on vectors", VERSION);
        try {
            if (archive.vectors().size() != 1) {
                throw new IllegalArgumentException(
                        "it has " + archive.vectors().size() + " vectors instead of one of parameters");
            }
            String levels = archive.text("levels");
            return of(
                    Architectures.parseVector(archive.textsBehind(NETWORK)),
                    Integer.parseInt(archive.text("dimension")),
                    levels.isEmpty()
                            ? NoiseLevels.none()
                            : NoiseLevels.of(Arrays.stream(levels.split(","))
                                    .mapToDouble(Double::parseDouble)
                                    .toArray()),
                    archive.vectors().get(0));
        } catch (IllegalArgumentException e) {
            throw DataException.at(file, "is a model file with a wrong entry: " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return "VectorModel[" + architecture + " on " + dimension + " numbers]";
    }
}
