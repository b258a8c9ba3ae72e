package org.concretescore.nn.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.concretescore.core.data.DataException;
import org.concretescore.nn.archive.internal.Archive;
import org.concretescore.nn.latent.LatentModel;
import org.concretescore.nn.latent.LatentSpec;

/**
 * Files of {@link SavedLatent}. The texts are {@code layers}, {@code arity}, and the notes with {@code note.} before
 * each name. The vectors are the parameters and the means.
 */
final class LatentFormat {
    static final int VERSION = 1;
    static final String MAGIC = "CONLATNT";

    private LatentFormat() {}

    static void save(Path file, SavedLatent saved) throws IOException {
        LatentModel model = saved.model();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("layers", model.spec().notation());
        texts.put("arity", String.valueOf(model.spec().arity()));
        new TreeMap<>(saved.notes()).forEach((name, value) -> texts.put(ModelFile.NOTE + name, value));
        new Archive(VERSION, texts, List.of(model.parameters(), model.mean())).save(file, null, MAGIC);
    }

    static SavedLatent load(Path file) throws IOException {
        Archive archive = Archive.load(file, MAGIC, "latent model file", VERSION);
        try {
            LatentSpec spec = LatentSpec.parse(archive.text("layers"), archive.integer("arity"));
            List<float[]> vectors = archive.vectors();
            if (vectors.size() != 2) {
                throw new IllegalArgumentException("it has " + vectors.size() + " vectors instead of 2");
            }
            return new SavedLatent(
                    LatentModel.of(spec, vectors.get(0), vectors.get(1)), archive.textsBehind(ModelFile.NOTE));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw DataException.at(file, "is a latent model file with a wrong entry: " + e.getMessage());
        }
    }
}
