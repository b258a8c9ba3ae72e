package org.concretescore.nn.train;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.vector.Vectors;
import org.concretescore.nn.archive.internal.Archive;
import org.concretescore.nn.model.NetworkSpec;

/**
 * The identity of a training: everything that its result depends on, by name. A checkpoint holds it, so that no other
 * training resumes from the checkpoint. The number of threads, the listener and the interval between checkpoints are
 * not part of it.
 */
final class TrainingIdentity {
    private static final String STEPS = "steps";
    /** Only trainings that begin at given parameters have this entry. */
    private static final String START = "initial parameters";

    private static final String RANDOM = "random";
    private static final String SEED = "seed";
    private static final String TRAINING_DATA = "training data";
    private static final String VALIDATION_DATA = "validation data";
    private static final String DIGEST = " with SHA-256 ";

    private TrainingIdentity() {}

    /**
     * Returns the identity of a training.
     *
     * @param model the model to train, by names that no other entry has
     * @param objective the objective
     * @param train the {@linkplain #rows(Dataset) fingerprint} of the data
     * @param validation the fingerprint of the validation data, or null
     * @param streams the seed
     * @param options how it is trained
     * @param shard the rows that one replica takes at once, which the options may leave open
     * @param start the given parameters to begin at, or null for random ones
     * @return values by name
     */
    static Map<String, String> of(
            Map<String, String> model,
            String objective,
            String train,
            String validation,
            RandomStreams streams,
            TrainerOptions options,
            int shard,
            float[] start) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put(TRAINING_DATA, train);
        identity.put(VALIDATION_DATA, validation == null ? "none" : validation);
        identity.putAll(model);
        identity.put("objective", objective);
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
        // The value that was used, not the option: 0 means what suits the network, and a later library may choose
        // another value.
        identity.put("shard", String.valueOf(shard));
        if (start != null) {
            identity.put(START, "given ones" + DIGEST + digest(start));
        }
        return identity;
    }

    /** Returns the fingerprint of a data set, or null if there is none. */
    static String rows(Dataset data) {
        return data == null ? null : data.count() + " rows" + DIGEST + data.digest();
    }

    /** Returns the fingerprint of vectors, or null if there are none. */
    static String rows(Vectors data) {
        return data == null ? null : data.count() + " rows" + DIGEST + data.digest();
    }

    private static String digest(float[] parameters) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(parameters.length, Float.BYTES));
        bytes.asFloatBuffer().put(parameters);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Refuses the checkpoint of another training. The message names the options first, because there is little to say
     * about data, and data may differ because the options do.
     *
     * @param checkpoint the checkpoint that was read
     * @param identity the identity of the present training
     * @throws IllegalArgumentException if they differ; the message names all differences
     */
    static void requireSame(Archive checkpoint, Map<String, String> identity) {
        List<String> differences = new ArrayList<>();
        List<String> data = new ArrayList<>();
        boolean sameSeed = checkpoint.text(SEED).equals(identity.get(SEED));
        Map<String, String> here = new LinkedHashMap<>(identity);
        here.putIfAbsent(START, RANDOM);
        here.forEach((name, value) -> {
            boolean unknown =
                    name.equals(NetworkSpec.FINGERPRINT) && !checkpoint.texts().containsKey(name);
            if (unknown) {
                // Checkpoints of earlier versions know a user's own graph only by its name.
                return;
            }
            String theirs = name.equals(START) ? checkpoint.texts().getOrDefault(START, RANDOM) : checkpoint.text(name);
            if (theirs.equals(value)) {
                return;
            }
            boolean alike = readable(theirs).equals(readable(value));
            String difference = name
                    + (alike
                            ? " is not that of the checkpoint, although it is " + readable(value) + ", too"
                            : " is " + readable(value) + ", but the checkpoint was made with " + readable(theirs))
                    + (name.equals(STEPS) ? " (the learning rate falls over all steps)" : "");
            if (!isData(name)) {
                differences.add(difference);
            } else if (sameSeed || !alike) {
                // The seed draws the rows that are held out, so another seed draws other rows of the same number.
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

    /** Returns the part of a fingerprint that people can compare. */
    private static String readable(String fingerprint) {
        return fingerprint.replaceFirst(",? (with )?SHA-256 .*", "");
    }
}
