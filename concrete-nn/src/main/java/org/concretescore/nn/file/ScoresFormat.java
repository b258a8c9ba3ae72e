package org.concretescore.nn.file;

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
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.archive.internal.Archive;
import org.concretescore.nn.model.Family;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.network.Architecture;
import org.concretescore.nn.network.Architectures;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Names;

/**
 * Files of {@link SavedScores}. The texts are {@link NetworkSpec#describe}, {@code schema}, and the notes with
 * {@code note.} before each name. The one vector holds the parameters. Files of version 1, which held only perceptrons,
 * can be read, too.
 */
final class ScoresFormat {
    static final int VERSION = 2;
    static final String MAGIC = "CONCRETE";
    private static final String NETWORK = "network.";
    private static final String LOAD_WITH_GRAPH = "ModelFile.loadScores(file, graph)";

    private ScoresFormat() {}

    static void save(Path file, SavedScores saved) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>(saved.model().spec().describe());
        texts.put("schema", saved.schema().encode());
        new TreeMap<>(saved.notes()).forEach((name, value) -> texts.put(ModelFile.NOTE + name, value));
        new Archive(VERSION, texts, List.of(saved.model().parameters())).save(file, null, MAGIC);
    }

    /** Reads a model. Architecture and graph are null to use what the file says. */
    static SavedScores load(Path file, Architecture architecture, Neighborhood graph) throws IOException {
        Archive archive = Archive.load(file, MAGIC, "model file", VERSION);
        try {
            return read(archive, architecture, graph);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw DataException.at(file, "is a model file that can't be loaded: " + e.getMessage());
        }
    }

    /** Returns the graph that a text describes, or null if it does not describe one. */
    private static Neighborhood parsed(String spec, StateSpace space) {
        try {
            return Graphs.parse(spec, space);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Neighborhood graph(Archive archive, StateSpace space, Neighborhood given) {
        String spec = archive.text("graph");
        String fingerprint = archive.texts().get(NetworkSpec.FINGERPRINT);
        if (given == null) {
            if (fingerprint != null) {
                throw new IllegalArgumentException(
                        "the graph '" + spec + "' is not part of this library; pass it to " + LOAD_WITH_GRAPH);
            }
            try {
                return Graphs.parse(spec, space);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        e.getMessage() + "; pass a graph that is not part of this library to " + LOAD_WITH_GRAPH, e);
            }
        }
        if (!given.space().equals(space)) {
            throw new IllegalArgumentException("the graph '" + spec + "' is on " + space + ", but the given one, '"
                    + given.spec() + "', is on " + given.space());
        }
        // Files of earlier versions do not have a fingerprint. They know a user's own graph only by its name.
        Neighborhood parsed = fingerprint == null ? parsed(spec, space) : null;
        if (fingerprint == null && parsed == null) {
            if (!given.spec().equals(spec)) {
                throw new IllegalArgumentException(
                        "the graph is '" + spec + "', but the given one is '" + given.spec() + "'");
            }
            return given;
        }
        String wanted = fingerprint == null ? Graphs.fingerprint(parsed) : fingerprint;
        String found = Graphs.fingerprint(given);
        if (!found.equals(wanted)) {
            throw new IllegalArgumentException("the graph '" + spec + "' (" + wanted + ") differs from the given one, '"
                    + given.spec() + "' (" + found + ")");
        }
        return given;
    }

    private static SavedScores read(Archive archive, Architecture given, Neighborhood givenGraph) {
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
            throw new IllegalArgumentException(
                    "the network is " + network + ", but the given one is " + given.describe());
        }
        NetworkSpec spec = new NetworkSpec(
                family,
                graph,
                given != null ? given : Architectures.parse(network),
                Encoding.parse(archive.text("encoding")),
                Names.parse(Unit.class, archive.text("head")));
        return new SavedScores(spec.model(archive.vectors().get(0)), schema, archive.textsBehind(ModelFile.NOTE));
    }
}
