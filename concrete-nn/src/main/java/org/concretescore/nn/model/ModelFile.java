package org.concretescore.nn.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.concretescore.core.data.DataException;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.Unit;
import org.concretescore.nn.file.Archive;
import org.concretescore.nn.network.Architecture;
import org.concretescore.nn.network.Architectures;
import org.concretescore.nn.network.Encoding;

/**
 * Model files: an {@link Archive} that begins with {@code CONCRETE}, of version {@value #VERSION}. Its texts are
 * {@code family}, {@code graph}, {@code encoding}, {@code head}, {@code schema}, the architecture's description with
 * {@code network.} before each name, and notes with {@code note.}; its one vector holds the parameters. Files of version 1,
 * which knew perceptrons alone, are read too.
 */
public final class ModelFile {
    /** The version that is written. */
    public static final int VERSION = 2;

    private static final String MAGIC = "CONCRETE";

    private static final String NETWORK = "network.";
    private static final String NOTE = "note.";

    private ModelFile() {}

    /**
     * Writes a model: whole, or not at all.
     *
     * @param file the file; replaced if it exists
     * @param saved what to write
     * @throws IOException if the file can't be written; an older file of that name is then untouched
     */
    public static void save(Path file, SavedModel saved) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>(describe(saved.model().spec()));
        texts.put("schema", saved.schema().encode());
        new TreeMap<>(saved.notes()).forEach((name, value) -> texts.put(NOTE + name, value));
        new Archive(VERSION, texts, List.of(saved.model().parameters())).save(file, null, MAGIC);
    }

    /**
     * A specification as texts by name.
     *
     * @param spec the specification
     * @return what a model file keeps of it
     */
    public static Map<String, String> describe(NetworkSpec spec) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("family", spec.family().toString());
        texts.put("graph", spec.graph().spec());
        spec.architecture().describe().forEach((name, value) -> texts.put(NETWORK + name, value));
        texts.put("encoding", spec.encoding().toString());
        texts.put("head", spec.head().name());
        return texts;
    }

    /**
     * Reads a model.
     *
     * @param file the file
     * @return model, columns and notes
     * @throws DataException if the file is not a model file, is of a later version, is damaged or cut short, or has a
     *     network that is not of this library
     * @throws IOException if the file can't be read
     */
    public static SavedModel load(Path file) throws IOException {
        return load(file, null);
    }

    /**
     * Reads a model whose network is not of this library.
     *
     * @param file the file
     * @param architecture the network that the model was made with; null for what the file says
     * @return model, columns and notes
     * @throws DataException if the file is not a model file, is of a later version, is damaged or cut short, or the
     *     architecture is another than the file's
     * @throws IOException if the file can't be read
     */
    public static SavedModel load(Path file, Architecture architecture) throws IOException {
        Archive archive = Archive.load(file, MAGIC, "model file", VERSION);
        try {
            return read(archive, architecture);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw DataException.at(file, "is a model file with a wrong entry: " + e.getMessage());
        }
    }

    private static SavedModel read(Archive archive, Architecture given) {
        if (archive.vectors().size() != 1) {
            throw new IllegalArgumentException(
                    "it has " + archive.vectors().size() + " vectors instead of one of parameters");
        }
        Schema schema = Schema.decode(archive.text("schema"));
        Neighborhood graph = Graphs.parse(archive.text("graph"), schema.space());
        Map<String, String> network = new LinkedHashMap<>(archive.textsBehind(NETWORK));
        Family family;
        if (archive.version() == 1) {
            family = archive.text("kind").equals("mlp") ? Family.FREE : Family.TIED;
            network.put("name", "mlp");
            network.put("widths", archive.text("widths"));
            network.put("activation", archive.text("activation"));
        } else {
            family = Family.parse(archive.text("family"));
        }
        if (given != null && !given.describe().equals(network)) {
            throw new IllegalArgumentException("the network is " + network + ", but was given as " + given.describe());
        }
        NetworkSpec spec = new NetworkSpec(
                family,
                graph,
                given != null ? given : Architectures.parse(network),
                Encoding.parse(archive.text("encoding")),
                Unit.valueOf(archive.text("head")));
        return new SavedModel(spec.model(archive.vectors().get(0)), schema, archive.textsBehind(NOTE));
    }
}
