package org.concretescore.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.concretescore.core.data.DataException;
import org.concretescore.core.fuzz.Fuzz;
import org.concretescore.core.fuzz.FuzzTarget;
import org.concretescore.nn.archive.internal.Archive;
import org.concretescore.nn.fuzz.Archives;

/** Checkpoints: as the bytes come, with a checksum that is right, and of texts; see {@link Archives}. */
enum CheckpointTarget implements FuzzTarget {
    CHECKPOINT_RAW,
    CHECKPOINT_MENDED,
    CHECKPOINT_TEXTS;

    private static final String MAGIC = "CONCHECK";
    private static final int VERSION = 1;
    private static final int PARAMETERS = 3;
    private static final Map<String, String> IDENTITY = Map.of("objective", "csm", "seed", "7");

    @Override
    public void check(byte[] input) throws IOException {
        byte[] file =
                switch (this) {
                    case CHECKPOINT_RAW -> input;
                    case CHECKPOINT_MENDED -> Archives.mended(input);
                    case CHECKPOINT_TEXTS -> Archives.ofTexts(MAGIC, VERSION, input);
                };
        TrainingState state = Fuzz.file(file, CheckpointTarget::restored);
        if (state == null) {
            return;
        }
        Archive archive = state.archive(VERSION, IDENTITY);
        byte[] written = Archives.bytes(MAGIC, VERSION, archive.texts(), archive.vectors());
        Archive again = Fuzz.file(written, CheckpointTarget::restored).archive(VERSION, IDENTITY);
        assertEquals(archive.texts(), again.texts());
        for (int i = 0; i < archive.vectors().size(); i++) {
            assertArrayEquals(archive.vectors().get(i), again.vectors().get(i));
        }
    }

    /** What is documented to go wrong becomes a refusal of the file, all else remains. */
    static TrainingState restored(Path file) throws IOException {
        TrainingState state = new TrainingState(new float[PARAMETERS]);
        state.memory = new double[2];
        String refusal;
        try {
            assertTrue(new Checkpoint(file, 1, true).restore(state, IDENTITY, new TrainingListener() {}));
            return state;
        } catch (UncheckedIOException e) {
            refusal = e.getMessage();
        } catch (IllegalArgumentException e) {
            // Too general to be told from a fault, but for its words.
            refusal = e.getMessage();
        }
        String beginning = "can't resume from " + file + ": ";
        assertTrue(refusal.startsWith(beginning), refusal);
        throw DataException.at(file, refusal.substring(beginning.length()));
    }

    private static TrainingState state() {
        TrainingState state = new TrainingState(new float[] {1, -0.5f, 1e-30f});
        state.memory = new double[] {0.5, 2};
        state.step = 12;
        state.goodStep = 8;
        state.best = 1.25;
        state.curve.add(new TrainingResult.Point(4, 2.5, Double.NaN));
        state.curve.add(new TrainingResult.Point(8, 1.5, 1.25));
        return state;
    }

    @Override
    public List<byte[]> seeds() {
        Map<String, String> identity = new LinkedHashMap<>(IDENTITY);
        identity.put("backend", "CpuBackend");
        Archive archive = state().archive(VERSION, identity);
        if (this == CHECKPOINT_TEXTS) {
            return List.of(Archives.texts(archive.vectors().size(), PARAMETERS, archive.texts()));
        }
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(Archives.bytes(MAGIC, VERSION, archive.texts(), archive.vectors()));
        try (InputStream golden = CheckpointTarget.class.getResourceAsStream("made-v1.checkpoint")) {
            seeds.add(golden.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seeds;
    }

    @Override
    public List<String> words() {
        List<String> words = new ArrayList<>(List.of(
                MAGIC,
                "\0\0\0\1",
                "\177",
                "-1",
                "0",
                "2147483647",
                "2147483648",
                "7ff8000000000000",
                "ffffffffffffffffff",
                " ",
                "\n",
                "\r",
                "="));
        state().archive(VERSION, IDENTITY).texts().keySet().forEach(name -> words.add(name + "="));
        return words;
    }
}
