package org.concretescore.nn.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.concretescore.core.data.DataException;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.nn.archive.internal.Archive;
import org.concretescore.nn.network.Architecture;
import org.concretescore.nn.network.VectorArchitecture;

/**
 * Model files of all kinds. A file is an {@link Archive} whose first eight bytes name its kind: {@code CONCRETE} for
 * {@link SavedScores}, {@code CONCVECT} for {@link SavedVectors}, {@code CONLATNT} for {@link SavedLatent}.
 *
 * <pre>{@code
 * int[][] rows = {{0, 2}, {1, 0}, {1, 1}};
 * Dataset data = Dataset.of(rows);
 * NetworkSpec spec = NetworkSpec.energy(Graphs.hamming(data.space()));
 * Trainer trainer = Trainer.of(TrainerOptions.defaults().withSteps(100));
 * Path file = Files.createTempDirectory("models").resolve("my.model");
 * try (NeuralModel model = trainer.fit(spec, Objectives.csm(), data, new RandomStreams(1)).model()) {
 *     ModelFile.save(file, new SavedScores(model, data.schema(), Map.of("seed", "1")));
 * }
 * try (SavedScores saved = ModelFile.loadScores(file)) {
 *     double[] logRatios = saved.model().score().logRatios(1, 0);
 * }
 * }</pre>
 *
 * <p>A file describes a model but does not hold code. If you save a model with your own graph or architecture, you must
 * pass it to {@link #loadScores(Path, Architecture, Neighborhood)} when you load the file.
 */
public final class ModelFile {
    static final String NOTE = "note.";
    private static final Map<String, Class<? extends SavedModel>> KINDS = Map.of(
            ScoresFormat.MAGIC, SavedScores.class,
            VectorsFormat.MAGIC, SavedVectors.class,
            LatentFormat.MAGIC, SavedLatent.class);

    private ModelFile() {}

    /**
     * Writes a model completely, or not at all. A graph that {@link Graphs#parse} can't make from its
     * {@link Neighborhood#spec spec}, and an architecture that is not part of this library, are written by name and
     * description. They are needed to load the file.
     *
     * @param file the file; replaced if it exists
     * @param saved the model to write
     * @throws IOException if the file can't be written; an older file of that name is then untouched
     */
    public static void save(Path file, SavedModel saved) throws IOException {
        if (saved instanceof SavedScores scores) {
            ScoresFormat.save(file, scores);
        } else if (saved instanceof SavedVectors vectors) {
            VectorsFormat.save(file, vectors);
        } else {
            LatentFormat.save(file, (SavedLatent) saved);
        }
    }

    /**
     * Reads a model of any kind.
     *
     * @param file the file
     * @return model, columns and notes
     * @throws DataException if the file is not a model file, is of a later version, is damaged or cut short, or has a
     *     graph or network that is not part of this library
     * @throws IOException if the file can't be read
     */
    public static SavedModel load(Path file) throws IOException {
        Class<? extends SavedModel> kind = kind(file).orElse(SavedScores.class);
        if (kind == SavedVectors.class) {
            return loadVectors(file);
        }
        return kind == SavedLatent.class ? loadLatent(file) : loadScores(file);
    }

    /**
     * Returns the kind of a model file from its first bytes.
     *
     * @param file the file
     * @return the type that {@link #load} would return; empty if the file does not exist, is not a regular file, or
     *     begins with other bytes
     * @throws IOException if the file can't be read
     */
    public static Optional<Class<? extends SavedModel>> kind(Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            for (Map.Entry<String, Class<? extends SavedModel>> kind : KINDS.entrySet()) {
                if (Archive.beginsWith(file, kind.getKey())) {
                    return Optional.of(kind.getValue());
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Reads a score model.
     *
     * @param file the file
     * @return model, columns and notes
     * @throws DataException if the file is not a file of a score model, is of a later version, is damaged or cut short,
     *     or has a graph or network that is not part of this library
     * @throws IOException if the file can't be read
     */
    public static SavedScores loadScores(Path file) throws IOException {
        return loadScores(file, null, null);
    }

    /**
     * Reads a score model whose network is not part of this library.
     *
     * @param file the file
     * @param architecture the network that the model was made with
     * @return model, columns and notes
     * @throws DataException as by {@link #loadScores(Path)}, or if the architecture differs from the file's
     * @throws IOException if the file can't be read
     */
    public static SavedScores loadScores(Path file, Architecture architecture) throws IOException {
        return loadScores(file, Objects.requireNonNull(architecture, "architecture"), null);
    }

    /**
     * Reads a score model whose graph is not part of this library.
     *
     * @param file the file
     * @param graph the graph that the model was made with
     * @return model, columns and notes; the model is on this graph
     * @throws DataException as by {@link #loadScores(Path)}, or if the graph differs from the file's
     * @throws IOException if the file can't be read
     */
    public static SavedScores loadScores(Path file, Neighborhood graph) throws IOException {
        return loadScores(file, null, Objects.requireNonNull(graph, "graph"));
    }

    /**
     * Reads a score model whose graph and network may not be part of this library.
     *
     * @param file the file
     * @param architecture the network that the model was made with; null to use what the file says
     * @param graph the graph that the model was made with; null to use what the file says
     * @return model, columns and notes
     * @throws DataException as by {@link #loadScores(Path)}, or if the architecture or the graph differs from the
     *     file's
     * @throws IOException if the file can't be read
     */
    public static SavedScores loadScores(Path file, Architecture architecture, Neighborhood graph) throws IOException {
        return ScoresFormat.load(file, architecture, graph);
    }

    /**
     * Reads a model on vectors.
     *
     * @param file the file
     * @return model, columns and notes
     * @throws DataException if the file is not a file of a model on vectors, is of a later version, is damaged or cut
     *     short, or has a network that is not part of this library
     * @throws IOException if the file can't be read
     */
    public static SavedVectors loadVectors(Path file) throws IOException {
        return VectorsFormat.load(file, null);
    }

    /**
     * Reads a model on vectors whose network is not part of this library.
     *
     * @param file the file
     * @param architecture the network that the model was made with
     * @return model, columns and notes
     * @throws DataException as by {@link #loadVectors(Path)}, or if the architecture differs from the file's
     * @throws IOException if the file can't be read
     */
    public static SavedVectors loadVectors(Path file, VectorArchitecture architecture) throws IOException {
        return VectorsFormat.load(file, Objects.requireNonNull(architecture, "architecture"));
    }

    /**
     * Reads a model with latent variables.
     *
     * @param file the file
     * @return model and notes
     * @throws DataException if the file is not a file of a latent model, is of a later version, or is damaged or cut
     *     short
     * @throws IOException if the file can't be read
     */
    public static SavedLatent loadLatent(Path file) throws IOException {
        return LatentFormat.load(file);
    }
}
