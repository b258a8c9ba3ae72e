package org.concretescore.nn.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.concretescore.core.data.DataException;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.file.Archive;
import org.concretescore.nn.network.Architecture;
import org.concretescore.nn.network.Architectures;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Names;

/**
 * Model files: an {@link Archive} that begins with {@code CONCRETE}, of version {@value #VERSION}. Its texts are
 * {@code family}, {@code graph}, {@code encoding}, {@code head}, {@code schema}, the architecture's description with
 * {@code network.} before each name, and notes with {@code note.}; its one vector holds the parameters. A graph of the
 * user's own has its fingerprint beside its name, {@code graph.fingerprint}. Files of version 1, which knew perceptrons
 * alone, are read too.
 *
 * <p>A file holds what a model is, but no code: who saves a model on a graph or with an architecture of their own must
 * give it again to {@link #load(Path, Architecture, Neighborhood)}.
 */
public final class ModelFile {
    /** The version that is written. */
    public static final int VERSION = 2;

    /** The name of the text that a graph of the user's own has beside its name. */
    public static final String FINGERPRINT = "graph.fingerprint";

    private static final String MAGIC = "CONCRETE";

    private static final String NETWORK = "network.";
    private static final String NOTE = "note.";
    private static final String LOAD_WITH_GRAPH = "ModelFile.load(file, graph)";

    private ModelFile() {}

    /**
     * Writes a model: whole, or not at all. A graph that {@link Graphs#parse} can't make from its
     * {@link Neighborhood#spec spec}, and an architecture that is not of this library, are written by name and description;
     * they will be needed to load the file.
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
        if (!spec.graph().equals(parsed(spec.graph().spec(), spec.graph().space()))) {
            texts.put(FINGERPRINT, Graphs.fingerprint(spec.graph()));
        }
        spec.architecture().describe().forEach((name, value) -> texts.put(NETWORK + name, value));
        texts.put("encoding", spec.encoding().toString());
        texts.put("head", spec.head().name());
        return texts;
    }

    /** The graph that a text makes, or null if it makes none. */
    private static Neighborhood parsed(String spec, StateSpace space) {
        try {
            return Graphs.parse(spec, space);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Reads a model.
     *
     * @param file the file
     * @return model, columns and notes
     * @throws DataException if the file is not a model file, is of a later version, is damaged or cut short, or has a
     *     graph or network that is not of this library
     * @throws IOException if the file can't be read
     */
    public static SavedModel load(Path file) throws IOException {
        return load(file, null, null);
    }

    /**
     * Reads a model whose network is not of this library.
     *
     * @param file the file
     * @param architecture the network that the model was made with
     * @return model, columns and notes
     * @throws DataException if the file is not a model file, is of a later version, is damaged or cut short, the
     *     architecture is another than the file's, or the graph is not of this library
     * @throws IOException if the file can't be read
     */
    public static SavedModel load(Path file, Architecture architecture) throws IOException {
        return load(file, Objects.requireNonNull(architecture, "architecture"), null);
    }

    /**
     * Reads a model whose graph is not of this library.
     *
     * @param file the file
     * @param graph the graph that the model was made with
     * @return model, columns and notes; the model is on this graph
     * @throws DataException if the file is not a model file, is of a later version, is damaged or cut short, the graph is
     *     another than the file's, or the network is not of this library
     * @throws IOException if the file can't be read
     */
    public static SavedModel load(Path file, Neighborhood graph) throws IOException {
        return load(file, null, Objects.requireNonNull(graph, "graph"));
    }

    /**
     * Reads a model of which graph and network may not be of this library.
     *
     * @param file the file
     * @param architecture the network that the model was made with; null for what the file says
     * @param graph the graph that the model was made with; null for what the file says
     * @return model, columns and notes
     * @throws DataException if the file is not a model file, is of a later version, is damaged or cut short, or the
     *     architecture or the graph is another than the file's
     * @throws IOException if the file can't be read
     */
    public static SavedModel load(Path file, Architecture architecture, Neighborhood graph) throws IOException {
        Archive archive = Archive.load(file, MAGIC, "model file", VERSION);
        try {
            return read(archive, architecture, graph);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw DataException.at(file, "is a model file that can't be loaded: " + e.getMessage());
        }
    }

    private static Neighborhood graph(Archive archive, StateSpace space, Neighborhood given) {
        String spec = archive.text("graph");
        String fingerprint = archive.texts().get(FINGERPRINT);
        if (given == null) {
            if (fingerprint != null) {
                throw new IllegalArgumentException(
                        "the graph '" + spec + "' is not of this library; give it: " + LOAD_WITH_GRAPH);
            }
            try {
                return Graphs.parse(spec, space);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        e.getMessage() + "; a graph that is not of this library is given: " + LOAD_WITH_GRAPH, e);
            }
        }
        if (!given.space().equals(space)) {
            throw new IllegalArgumentException("the graph '" + spec + "' is on " + space + ", but the one given, '"
                    + given.spec() + "', is on " + given.space());
        }
        // Files of earlier versions have no fingerprint; of a graph of one's own they know the name alone.
        Neighborhood parsed = fingerprint == null ? parsed(spec, space) : null;
        if (fingerprint == null && parsed == null) {
            if (!given.spec().equals(spec)) {
                throw new IllegalArgumentException(
                        "the graph is '" + spec + "', but the one given is '" + given.spec() + "'");
            }
            return given;
        }
        String wanted = fingerprint == null ? Graphs.fingerprint(parsed) : fingerprint;
        String found = Graphs.fingerprint(given);
        if (!found.equals(wanted)) {
            throw new IllegalArgumentException("the graph '" + spec + "' (" + wanted
                    + ") is another than the one given, '" + given.spec() + "' (" + found + ")");
        }
        return given;
    }

    private static SavedModel read(Archive archive, Architecture given, Neighborhood givenGraph) {
        if (archive.vectors().size() != 1) {
            throw new IllegalArgumentException(
                    "it has " + archive.vectors().size() + " vectors instead of one of parameters");
        }
        Schema schema = Schema.decode(archive.text("schema"));
        Neighborhood graph = graph(archive, schema.space(), givenGraph);
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
                Names.parse(Unit.class, archive.text("head")));
        return new SavedModel(spec.model(archive.vectors().get(0)), schema, archive.textsBehind(NOTE));
    }
}
