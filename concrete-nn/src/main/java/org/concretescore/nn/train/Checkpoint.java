package org.concretescore.nn.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.concretescore.core.data.AtomicFile;
import org.concretescore.core.data.DataException;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.vector.VectorObjective;
import org.concretescore.core.vector.Vectors;
import org.concretescore.nn.file.Archive;
import org.concretescore.nn.model.ModelFile;
import org.concretescore.nn.network.VectorArchitecture;
import org.concretescore.nn.plan.Backend;

/**
 * Where a training saves itself. The file is an {@link Archive} that begins with {@code CONCHECK}: the parameters, their
 * average, the best ones so far, Adam's two moments, the counters, the learning curve, and what the training is (model,
 * objective, options, seed, fingerprints of the data), so that no other training resumes from it. It is written under
 * another name, forced to disk and renamed; the one before is kept with {@code .previous} behind its name.
 *
 * @param file the file
 * @param every steps between two checkpoints
 * @param resume whether training begins from the file, or if that is missing or damaged from the one before
 */
public record Checkpoint(Path file, int every, boolean resume) {
    private static final int VERSION = 1;
    private static final String MAGIC = "CONCHECK";
    private static final String KIND = "checkpoint";
    private static final String BACKEND = "backend";
    private static final String STEPS = "steps";
    /** Of trainings that begin at a model's parameters; others have no such entry. */
    private static final String START = "initial parameters";

    private static final String RANDOM = "random";
    private static final String SEED = "seed";
    private static final String TRAINING_DATA = "training data";
    private static final String VALIDATION_DATA = "validation data";
    private static final String DIGEST = " with SHA-256 ";

    /**
     * Checks the interval.
     *
     * @param file the file
     * @param every steps between two checkpoints
     * @param resume whether training begins from the file
     * @throws IllegalArgumentException if every is below 1
     */
    public Checkpoint {
        Objects.requireNonNull(file, "file");
        if (every < 1) {
            throw new IllegalArgumentException("steps between checkpoints must be at least 1, were " + every);
        }
    }

    /**
     * The name of the checkpoint before the last.
     *
     * @return the file with {@code .previous} behind its name
     */
    public Path previous() {
        return file.resolveSibling(file.getFileName() + ".previous");
    }

    /**
     * Whether there is something to resume from.
     *
     * @return whether the file or the one before it is there, whatever it holds
     */
    public boolean exists() {
        return Files.exists(file) || Files.exists(previous());
    }

    /**
     * Deletes both files, for instance once the model is saved.
     *
     * @throws IOException if one can't be deleted
     */
    public void delete() throws IOException {
        for (Path path : List.of(previous(), file)) {
            if (Files.exists(path)) {
                // Where it is a link, what it leads to: that is what was written.
                Files.delete(path.toRealPath());
            }
        }
    }

    /** Finds out before the training begins whether checkpoints can be written. */
    void prepare() {
        try {
            if (AtomicFile.isStream(file)) {
                throw new FileSystemException(file.toString(), null, "is no regular file, which could be read again");
            }
            AtomicFile.prepare(file);
        } catch (IOException e) {
            throw failure("can't write the checkpoint ", e);
        }
    }

    /** Writes the state; {@code keep} says whether what was there is worth to be kept as the previous one. */
    void save(TrainingState state, Map<String, String> identity, boolean keep) {
        Map<String, String> texts = new LinkedHashMap<>(identity);
        texts.put(BACKEND, Backend.describe());
        try {
            state.archive(VERSION, texts).save(file, keep ? previous() : null, MAGIC);
        } catch (IOException e) {
            throw failure("can't write the checkpoint ", e);
        }
    }

    /**
     * Takes the state of the newest checkpoint that is whole. Throws a {@link StoppedException} if the thread is interrupted.
     *
     * @return whether that was the newest one; if not, that is not to be kept as the previous one, lest the last good
     *     checkpoint is lost
     */
    boolean restore(TrainingState state, Map<String, String> identity, TrainingListener listener) {
        Path from = file;
        Archive archive;
        try {
            if (!exists()) {
                throw new NoSuchFileException(file.toString(), null, "there is no such file");
            }
            try {
                archive = Archive.load(file, MAGIC, KIND, VERSION);
            } catch (DataException | NoSuchFileException e) {
                if (!Files.exists(previous())) {
                    throw e;
                }
                from = previous();
                archive = Archive.load(from, MAGIC, KIND, VERSION);
                // Missing is what a kill between two renames leaves: nothing is lost then.
                if (e instanceof DataException) {
                    listener.note(e.getMessage() + "; the one before it is taken, " + from);
                }
            }
        } catch (ClosedByInterruptException e) {
            throw new StoppedException("training");
        } catch (IOException e) {
            throw failure("can't resume from ", e);
        }
        try {
            requireSame(archive, identity);
            state.restore(archive);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("can't resume from " + from + ": " + e.getMessage(), e);
        }
        String backend = archive.texts().getOrDefault(BACKEND, "unknown");
        if (!backend.equals(Backend.describe())) {
            listener.note(from + " was written with the backend " + backend + ", this is " + Backend.describe()
                    + ": the result may differ in the last digits");
        }
        listener.note("goes on after step " + state.step + " of " + from);
        return from.equals(file);
    }

    /** Says what differs, options first: of data there is little to say, and they may differ for what options say. */
    private static void requireSame(Archive archive, Map<String, String> identity) {
        List<String> differences = new ArrayList<>();
        List<String> data = new ArrayList<>();
        boolean sameSeed = archive.text(SEED).equals(identity.get(SEED));
        Map<String, String> here = new LinkedHashMap<>(identity);
        here.putIfAbsent(START, RANDOM);
        here.forEach((name, value) -> {
            boolean unknown =
                    name.equals(ModelFile.FINGERPRINT) && !archive.texts().containsKey(name);
            if (unknown) {
                // Checkpoints of earlier versions know a graph of the user's own by its name alone.
                return;
            }
            String theirs = name.equals(START) ? archive.texts().getOrDefault(START, RANDOM) : archive.text(name);
            if (theirs.equals(value)) {
                return;
            }
            boolean alike = readable(theirs).equals(readable(value));
            String difference = name
                    + (alike
                            ? " is not that of the checkpoint, though it is " + readable(value) + ", too"
                            : " is " + readable(value) + ", the checkpoint was made with " + readable(theirs))
                    + (name.equals(STEPS) ? " (the learning rate falls over all steps)" : "");
            if (!isData(name)) {
                differences.add(difference);
            } else if (sameSeed || !alike) {
                // Rows that are held out are drawn by the seed: another one makes others of as many.
                data.add(difference);
            }
        });
        differences.addAll(data);
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException("it is of another training: " + String.join("; ", differences));
        }
    }

    private static boolean isData(String name) {
        return name.equals(TRAINING_DATA) || name.equals(VALIDATION_DATA);
    }

    /** Of a fingerprint, what people can compare. */
    private static String readable(String fingerprint) {
        return fingerprint.replaceFirst(",? (with )?SHA-256 .*", "");
    }

    /** With a cause that says all in one line, since whoever unwraps it would lose the rest. */
    private UncheckedIOException failure(String what, IOException e) {
        String reason = e.getMessage();
        if (e instanceof FileSystemException system) {
            String why = system.getReason() != null
                    ? system.getReason()
                    : system.getClass().getSimpleName();
            reason = String.valueOf(file).equals(system.getFile()) ? why : system.getFile() + ": " + why;
        }
        String message = what + file + ": " + reason;
        return new UncheckedIOException(message, new IOException(message, e));
    }

    /**
     * What a training is: all that its result depends on. The number of threads is not among it, nor what listens, nor how
     * often it is saved.
     *
     * @param model what is trained, by names that none of the others has
     * @param objective what is minimised
     * @param train the data
     * @param validation the data that judge, or null
     * @param streams the seed
     * @param options how it is trained
     * @param shard the rows that one replica takes at once, which {@code options} may leave open
     * @return values by name
     */
    public static Map<String, String> identity(
            Map<String, String> model,
            String objective,
            Dataset train,
            Dataset validation,
            RandomStreams streams,
            TrainerOptions options,
            int shard) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put(TRAINING_DATA, fingerprint(train));
        identity.put(VALIDATION_DATA, validation == null ? "none" : fingerprint(validation));
        identity.putAll(model);
        identity.put("objective", objective);
        addOptions(identity, streams, options, shard);
        return identity;
    }

    /** The same of a training on vectors. */
    static Map<String, String> identity(
            VectorArchitecture architecture,
            VectorObjective objective,
            Vectors train,
            Vectors validation,
            RandomStreams streams,
            TrainerOptions options,
            int shard) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put(TRAINING_DATA, fingerprint(train));
        identity.put(VALIDATION_DATA, validation == null ? "none" : fingerprint(validation));
        architecture.describe().forEach((name, value) -> identity.put("network." + name, value));
        identity.put("objective", objective.describe());
        addOptions(identity, streams, options, shard);
        return identity;
    }

    /**
     * What a training is that begins at given parameters in place of random ones.
     *
     * @param identity what it is else
     * @param parameters where it begins
     * @return both
     */
    public static Map<String, String> identity(Map<String, String> identity, float[] parameters) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(parameters.length, Float.BYTES));
        bytes.asFloatBuffer().put(parameters);
        Map<String, String> all = new LinkedHashMap<>(identity);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
            all.put(START, "given ones" + DIGEST + HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        return all;
    }

    private static void addOptions(
            Map<String, String> identity, RandomStreams streams, TrainerOptions options, int shard) {
        identity.put(SEED, String.valueOf(streams.seed()));
        identity.put(STEPS, String.valueOf(options.steps()));
        identity.put("batch", String.valueOf(options.batch()));
        identity.put("learning rate", String.valueOf(options.learningRate()));
        identity.put("decay", String.valueOf(options.decay()));
        identity.put("clip norm", String.valueOf(options.clipNorm()));
        identity.put("weight decay", String.valueOf(options.weightDecay()));
        identity.put("averaging", String.valueOf(options.averaging()));
        identity.put("validate every", String.valueOf(options.validateEvery()));
        identity.put("patience", String.valueOf(options.patience()));
        // What was used, not what was asked for: 0 stands for what suits the network, and a later library may know
        // better.
        identity.put("shard", String.valueOf(shard));
    }

    private static String fingerprint(Vectors data) {
        return data.count() + " rows" + DIGEST + data.digest();
    }

    private static String fingerprint(Dataset data) {
        return data.count() + " rows" + DIGEST + data.digest();
    }
}
