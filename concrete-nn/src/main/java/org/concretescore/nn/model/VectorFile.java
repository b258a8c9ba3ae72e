package org.concretescore.nn.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.concretescore.core.data.DataException;
import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.Columns;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.nn.file.Archive;
import org.concretescore.nn.network.Architectures;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.network.MixtureMade;
import org.concretescore.nn.network.VectorArchitecture;

/**
 * Files of models on vectors: an {@link Archive} that begins with {@code CONCVECT}, of version {@value #VERSION}. Its texts are
 * {@code levels}, {@code means}, {@code deviations}, {@code column.0} and so on, the architecture's description with
 * {@code network.} before each name, and notes with {@code note.}; its one vector holds the parameters.
 */
public final class VectorFile {
    /** The version that is written. */
    public static final int VERSION = 1;

    private static final String MAGIC = "CONCVECT";
    private static final String NETWORK = "network.";
    private static final String COLUMN = "column.";
    private static final String NOTE = "note.";

    private VectorFile() {}

    /**
     * Writes a model: whole, or not at all. An architecture that is not of this library is written by its description; it
     * will be needed to load the file: {@link #load(Path, VectorArchitecture)}.
     *
     * @param file the file; replaced if it exists
     * @param saved what to write
     * @throws IOException if the file can't be written; an older file of that name is then untouched
     */
    public static void save(Path file, SavedVectors saved) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        saved.model().architecture().describe().forEach((name, value) -> texts.put(NETWORK + name, value));
        texts.put("levels", joined(saved.model().levels().sigmas()));
        texts.put("means", joined(saved.columns().means()));
        texts.put("deviations", joined(saved.columns().deviations()));
        List<String> names = saved.columns().names();
        for (int d = 0; d < names.size(); d++) {
            texts.put(COLUMN + d, names.get(d));
        }
        new TreeMap<>(saved.notes()).forEach((name, value) -> texts.put(NOTE + name, value));
        new Archive(VERSION, texts, List.of(saved.model().parameters())).save(file, null, MAGIC);
    }

    private static String joined(double[] values) {
        return Arrays.stream(values).mapToObj(String::valueOf).collect(Collectors.joining(","));
    }

    private static double[] numbers(String text) {
        return text.isEmpty()
                ? new double[0]
                : Arrays.stream(text.split(",")).mapToDouble(VectorFile::number).toArray();
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no number", e);
        }
    }

    /**
     * Whether a file is one of these, by its first bytes.
     *
     * @param file the file
     * @return whether it begins as they do; false if there is no such file
     * @throws IOException if it can't be read
     */
    public static boolean isOne(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        return Archive.beginsWith(file, MAGIC);
    }

    /**
     * Reads a model.
     *
     * @param file the file
     * @return model, columns and notes
     * @throws DataException if the file is no such file, is of a later version, damaged or cut short, or has a network that
     *     is not of this library
     * @throws IOException if the file can't be read
     */
    public static SavedVectors load(Path file) throws IOException {
        return read(file, null);
    }

    /**
     * Reads a model whose network is not of this library.
     *
     * @param file the file
     * @param architecture the network that the model was made with
     * @return model, columns and notes
     * @throws DataException if the file is no such file, is of a later version, damaged or cut short, or the architecture is
     *     another than the file's
     * @throws IOException if the file can't be read
     */
    public static SavedVectors load(Path file, VectorArchitecture architecture) throws IOException {
        return read(file, Objects.requireNonNull(architecture, "architecture"));
    }

    private static SavedVectors read(Path file, VectorArchitecture given) throws IOException {
        Archive archive = Archive.load(file, MAGIC, "model file on vectors", VERSION);
        try {
            if (archive.vectors().size() != 1) {
                throw new IllegalArgumentException(
                        "it has " + archive.vectors().size() + " vectors instead of one of parameters");
            }
            double[] means = numbers(archive.text("means"));
            List<String> names = new ArrayList<>();
            for (int d = 0; d < means.length; d++) {
                names.add(archive.text(COLUMN + d));
            }
            double[] levels = numbers(archive.text("levels"));
            Map<String, String> network = archive.textsBehind(NETWORK);
            if (given != null && !given.describe().equals(network)) {
                throw new IllegalArgumentException(
                        "the network is " + network + ", but was given as " + given.describe());
            }
            VectorArchitecture architecture = given != null ? given : Architectures.parseVector(network);
            float[] parameters = archive.vectors().get(0);
            int wanted = parameterCount(architecture, means.length);
            if (parameters.length != wanted) {
                throw new IllegalArgumentException(
                        parameters.length + " parameters were given for a network of " + wanted);
            }
            VectorModel model = VectorModel.of(
                    architecture,
                    means.length,
                    levels.length == 0 ? NoiseLevels.none() : NoiseLevels.of(levels),
                    parameters);
            Columns columns = Columns.of(names, means, numbers(archive.text("deviations")));
            return new SavedVectors(model, columns, archive.textsBehind(NOTE));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw DataException.at(file, "is a model file that can't be loaded: " + e.getMessage());
        }
    }

    /** The same whatever the network is to answer; it must be something that it can. */
    private static int parameterCount(VectorArchitecture architecture, int dimension) {
        Answer answer = architecture instanceof Arcsm
                ? Answer.CONDITIONALS
                : architecture instanceof MixtureMade ? Answer.MIXTURES : Answer.SCORES;
        return architecture.network(dimension, answer).parameterCount();
    }
}
