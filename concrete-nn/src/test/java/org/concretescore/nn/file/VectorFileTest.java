package org.concretescore.nn.file;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.DataException;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.Columns;
import org.concretescore.core.vector.ConditionalScores;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.nn.archive.internal.Archive;
import org.concretescore.nn.model.ArcsmModel;
import org.concretescore.nn.model.Family;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.model.VectorModel;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Mlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class VectorFileTest {
    private static final Arcsm SMALL =
            Arcsm.defaults().withContext(2, 4).withWidths(3).withNoise(true);

    /** Of the other entries, some wrong values mean the same network. */
    private static final List<String> STRICT =
            List.of("levels", "means", "deviations", "network.name", "network.activation");

    private static final List<String> FITTING = List.of("levels=2147483648", "means=0.5,1", "deviations=0.5,1");

    @TempDir
    private Path folder;

    private final UniformRandomProvider random = STREAMS.stream("vector-file");

    private Path saved() throws IOException {
        Path file = folder.resolve("model.bin");
        float[] parameters = SMALL.network(2, Answer.CONDITIONALS).initialParameters(random);
        Columns columns = Columns.of(List.of("a", "grün, b"), new double[] {1, -2e30}, new double[] {1e-3, 1e30});
        ModelFile.save(
                file,
                new SavedVectors(
                        VectorModel.of(SMALL, 2, NoiseLevels.of(1, 0.5), parameters),
                        columns,
                        Map.of("seed", "7", "what", "ü = 1")));
        return file;
    }

    @Test
    void whatIsReadIsWhatWasWritten() throws IOException {
        Path file = saved();
        Path again = folder.resolve("again.bin");
        ModelFile.save(again, ModelFile.loadVectors(file));
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
        try (var files = Files.list(folder)) {
            assertEquals(2, files.count(), "no temporary file stays behind");
        }
    }

    @Test
    void everyCutAndEveryFlippedByteIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(saved());
        Path bad = folder.resolve("bad.bin");
        for (int length = 0; length < bytes.length; length += 1 + length / 20) {
            Files.write(bad, Arrays.copyOf(bytes, length));
            String message = assertThrows(DataException.class, () -> ModelFile.loadVectors(bad))
                    .getMessage();
            assertTrue(message.contains("bad.bin"), message);
        }
        for (int i = 0; i < 300; i++) {
            byte[] flipped = bytes.clone();
            flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(bad, flipped);
            assertThrows(DataException.class, () -> ModelFile.loadVectors(bad));
        }
    }

    /** Refused, or a model that answers: nothing else, whatever a right checksum vouches for. */
    private static boolean isRead(Path file) throws IOException {
        SavedVectors loaded;
        try {
            loaded = ModelFile.loadVectors(file);
        } catch (DataException e) {
            assertTrue(e.getMessage().startsWith(file + ": is a model file"), e.getMessage());
            return false;
        }
        assertEquals(loaded.model().dimension(), loaded.columns().dimension());
        try (ArcsmModel model = ArcsmModel.of(loaded.model());
                ConditionalScores.Walk walk = model.walk(1)) {
            walk.scores(0, new double[1], new double[1]);
        }
        return true;
    }

    @Test
    void wrongEntriesAreRefused() throws IOException {
        Archive archive = Archive.load(saved(), "CONCVECT", "model file on vectors", 1);
        Path bad = folder.resolve("bad.bin");
        for (String name : archive.texts().keySet()) {
            Map<String, String> texts = new LinkedHashMap<>(archive.texts());
            texts.remove(name);
            new Archive(1, texts, archive.vectors()).save(bad, null, "CONCVECT");
            assertEquals(name.startsWith("note."), isRead(bad), name + " is missing");
            for (String wrong :
                    List.of("", "x", "-1", "0", "NaN", "inf", "1e999", "1,2,3", ",", "0.5,1", "2147483648", "1,NaN")) {
                texts.put(name, wrong);
                new Archive(1, texts, archive.vectors()).save(bad, null, "CONCVECT");
                boolean read = isRead(bad);
                String what = name + "=" + wrong;
                if (name.startsWith("note.") || name.startsWith("column.")) {
                    assertTrue(read, what);
                } else if (STRICT.contains(name)) {
                    assertEquals(FITTING.contains(what), read, what);
                }
            }
        }
        float[] parameters = archive.vectors().get(0);
        float[] infinite = parameters.clone();
        infinite[1] = Float.POSITIVE_INFINITY;
        for (List<float[]> vectors : List.of(
                List.<float[]>of(),
                List.of(parameters, parameters),
                List.of(infinite),
                List.of(parameters, infinite))) {
            new Archive(1, archive.texts(), vectors).save(bad, null, "CONCVECT");
            assertFalse(isRead(bad));
        }
        for (int length : new int[] {0, 3, parameters.length - 1, parameters.length + 1}) {
            new Archive(1, archive.texts(), List.of(new float[length])).save(bad, null, "CONCVECT");
            String message = assertThrows(DataException.class, () -> ModelFile.loadVectors(bad))
                    .getMessage();
            assertTrue(
                    message.endsWith(length + " parameters were given for a network of " + parameters.length), message);
        }
    }

    /** Bytes overwritten at random, and the checksum made right again. */
    @Test
    void damageUnderARightChecksumIsRefusedOrRead() throws IOException {
        byte[] bytes = Files.readAllBytes(saved());
        Path bad = folder.resolve("bad.bin");
        byte[] hurtful = {0, -1, 1, ',', '.', '-', '9', 'e', ' ', (byte) 0xc3};
        for (int i = 0; i < 150; i++) {
            byte[] damaged = bytes.clone();
            for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
                // Not the eight bytes of the kind, nor the version.
                int at = 12 + random.nextInt(bytes.length - 20);
                damaged[at] =
                        random.nextBoolean() ? hurtful[random.nextInt(hurtful.length)] : (byte) random.nextInt(256);
            }
            CRC32 crc = new CRC32();
            crc.update(damaged, 0, damaged.length - Long.BYTES);
            ByteBuffer.wrap(damaged).putLong(damaged.length - Long.BYTES, crc.getValue());
            Files.write(bad, damaged);
            isRead(bad);
        }
    }

    @Test
    void aLaterVersionIsNamed() throws IOException {
        Path file = saved();
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).putInt(8, 99);
        Files.write(file, bytes);
        String message = assertThrows(DataException.class, () -> ModelFile.loadVectors(file))
                .getMessage();
        assertTrue(message.contains("version 99") && message.contains("reads versions up to 1"), message);
    }

    @Test
    void modelsOfTheOtherKindAreNamed() throws IOException {
        Path vectors = saved();
        assertInstanceOf(SavedVectors.class, ModelFile.load(vectors));
        String message = assertThrows(DataException.class, () -> ModelFile.loadScores(vectors))
                .getMessage();
        assertEquals(
                vectors + ": is a model of real numbers (arcsm), but a model of discrete states is needed", message);
        StateSpace space = StateSpace.of(2);
        NetworkSpec spec =
                new NetworkSpec(Family.TIED, Graphs.grid(space), Mlp.of(2), Encoding.ORDINAL, Unit.LOG_RATIO);
        Path states = folder.resolve("states.bin");
        try (NeuralModel model = spec.model(spec.network().initialParameters(random))) {
            ModelFile.save(states, new SavedScores(model, Schema.of(space), Map.of()));
        }
        try (SavedModel saved = ModelFile.load(states)) {
            assertInstanceOf(SavedScores.class, saved);
        }
        message = assertThrows(DataException.class, () -> ModelFile.loadVectors(states))
                .getMessage();
        assertEquals(
                states + ": is a model of discrete states, but a model of real numbers (arcsm) is needed", message);
        Path latent = folder.resolve("x.latent");
        new Archive(1, Map.of(), List.of()).save(latent, null, "CONLATNT");
        String what = latent + ": is a model with latent variables, which ModelFile.loadLatent reads, but a model of ";
        message = assertThrows(DataException.class, () -> ModelFile.loadVectors(latent))
                .getMessage();
        assertEquals(what + "real numbers (arcsm) is needed", message);
        message = assertThrows(DataException.class, () -> ModelFile.loadScores(latent))
                .getMessage();
        assertEquals(what + "discrete states is needed", message);
        message = assertThrows(
                        DataException.class, () -> ModelFile.loadLatent(states).model())
                .getMessage();
        assertEquals(states + ": is a model of discrete states, but a model with latent variables is needed", message);
        for (Executable load : List.<Executable>of(
                () -> ModelFile.loadScores(folder),
                () -> ModelFile.loadVectors(folder),
                () -> ModelFile.loadLatent(folder))) {
            assertEquals(
                    folder + ": is a folder, not a file",
                    assertThrows(DataException.class, load).getMessage());
        }
        assertThrows(NoSuchFileException.class, () -> ModelFile.load(folder.resolve("nowhere")));
        assertThrows(DataException.class, () -> ModelFile.load(folder));
    }
}
