package org.concretescore.nn.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.concretescore.core.data.DataException;
import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.Columns;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.nn.archive.internal.Archive;
import org.concretescore.nn.model.VectorModel;
import org.concretescore.nn.network.Architectures;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.network.MixtureMade;
import org.concretescore.nn.network.VectorArchitecture;

/**
 * Files of {@link SavedVectors}. The texts are {@code levels}, {@code means}, {@code deviations}, {@code column.0} and
 * so on, the architecture's description with {@code network.} before each name, and the notes with {@code note.} before
 * each name. The one vector holds the parameters.
 */
final class VectorsFormat {
    static final int VERSION = 1;
    static final String MAGIC = "CONCVECT";
    private static final String NETWORK = "network.";
    private static final String COLUMN = "column.";

    private VectorsFormat() {}

    static void save(Path file, SavedVectors saved) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        saved.model().architecture().describe().forEach((name, value) -> texts.put(NETWORK + name, value));
        texts.put("levels", joined(saved.model().levels().sigmas()));
        texts.put("means", joined(saved.columns().means()));
        texts.put("deviations", joined(saved.columns().deviations()));
        List<String> names = saved.columns().names();
        for (int d = 0; d < names.size(); d++) {
            texts.put(COLUMN + d, names.get(d));
        }
        new TreeMap<>(saved.notes()).forEach((name, value) -> texts.put(ModelFile.NOTE + name, value));
        new Archive(VERSION, texts, List.of(saved.model().parameters())).save(file, null, MAGIC);
    }

    private static String joined(double[] values) {
        return Arrays.stream(values).mapToObj(String::valueOf).collect(Collectors.joining(","));
    }

    private static double[] numbers(String text) {
        return text.isEmpty()
                ? new double[0]
                : Arrays.stream(text.split(","))
                        .mapToDouble(VectorsFormat::number)
                        .toArray();
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number", e);
        }
    }

    /** Reads a model. The architecture is null to use what the file says. */
    static SavedVectors load(Path file, VectorArchitecture given) throws IOException {
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
                        "the network is " + network + ", but the given one is " + given.describe());
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
            return new SavedVectors(model, columns, archive.textsBehind(ModelFile.NOTE));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw DataException.at(file, "is a model file that can't be loaded: " + e.getMessage());
        }
    }

    /** Returns the number of parameters. It is the same for all answers, but the network must support the answer. */
    private static int parameterCount(VectorArchitecture architecture, int dimension) {
        Answer answer = architecture instanceof Arcsm
                ? Answer.CONDITIONALS
                : architecture instanceof MixtureMade ? Answer.MIXTURES : Answer.SCORES;
        return architecture.network(dimension, answer).parameterCount();
    }
}
