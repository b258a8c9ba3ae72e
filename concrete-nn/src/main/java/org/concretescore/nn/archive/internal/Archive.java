package org.concretescore.nn.archive.internal;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.concretescore.core.data.AtomicFile;
import org.concretescore.core.data.DataException;
import org.concretescore.core.data.StandardStreams;

/**
 * A file of texts by name, and of float vectors in order. The format is big-endian: eight bytes that name the kind of
 * file; a version, an int; the number of texts, an int, then name and value of each, as an int length and UTF-8 bytes;
 * vectors, each as an int length and floats, up to the last eight bytes; these are the CRC-32 of everything before, a
 * long.
 */
public final class Archive {
    /** The first bytes of files of this library, and what the files are. */
    private static final Map<String, String> KINDS = Map.of(
            "CONCRETE", "a model of discrete states",
            "CONCVECT", "a model of real numbers (arcsm)",
            "CONLATNT", "a model with latent variables",
            "CONCHECK", "a checkpoint");

    /** How to read the files that no command takes as a model. */
    private static final Map<String, String> READERS =
            Map.of("CONLATNT", ", which ModelFile.loadLatent reads", "CONCHECK", ", which --resume goes on from");

    /** The number of floats, or bytes, that are read and written at once. */
    private static final int PART = 1 << 14;

    private final int version;
    private final Map<String, String> texts;
    private final List<float[]> vectors;

    /**
     * Makes an archive of given content.
     *
     * @param version the version of the content
     * @param texts texts by name
     * @param vectors the vectors; not copied
     */
    public Archive(int version, Map<String, String> texts, List<float[]> vectors) {
        this.version = version;
        this.texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
        this.vectors = List.copyOf(vectors);
    }

    /**
     * Returns the version.
     *
     * @return the version, as written
     */
    public int version() {
        return version;
    }

    /**
     * Returns the texts.
     *
     * @return the texts by name, in the order written
     */
    public Map<String, String> texts() {
        return texts;
    }

    /**
     * Returns a text.
     *
     * @param name its name
     * @return its value
     * @throws IllegalArgumentException if there is no such text
     */
    public String text(String name) {
        String value = texts.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the field '" + name + "' is missing");
        }
        return value;
    }

    /**
     * Returns a text that is a number.
     *
     * @param name its name
     * @return its value
     * @throws IllegalArgumentException if there is no such text, or it is not an integer
     */
    public int integer(String name) {
        String value = text(name);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the field '" + name + "' must be an integer, was '" + value + "'", e);
        }
    }

    /**
     * Returns the texts whose names begin with a prefix.
     *
     * @param prefix the beginning
     * @return their values by the rest of the name
     */
    public Map<String, String> textsBehind(String prefix) {
        Map<String, String> found = new LinkedHashMap<>();
        texts.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }

    /**
     * Returns the vectors.
     *
     * @return the vectors in the order written; the arrays themselves
     */
    public List<float[]> vectors() {
        return vectors;
    }

    /**
     * Writes the archive completely, or not at all.
     *
     * @param file the file; replaced if it exists
     * @param previous a name under which the older file is kept, or null
     * @param magic eight ASCII characters
     * @throws IOException if the file can't be written; an older file of that name is then untouched
     */
    public void save(Path file, Path previous, String magic) throws IOException {
        AtomicFile.write(file, previous, raw -> {
            CheckedOutputStream checked = new CheckedOutputStream(raw, new CRC32());
            DataOutputStream out = new DataOutputStream(checked);
            out.write(magic.getBytes(StandardCharsets.US_ASCII));
            out.writeInt(version);
            out.writeInt(texts.size());
            for (Map.Entry<String, String> text : texts.entrySet()) {
                writeText(out, text.getKey());
                writeText(out, text.getValue());
            }
            ByteBuffer part = ByteBuffer.allocate(PART * Float.BYTES);
            for (float[] vector : vectors) {
                out.writeInt(vector.length);
                for (int from = 0; from < vector.length; from += PART) {
                    int count = Math.min(PART, vector.length - from);
                    part.asFloatBuffer().put(vector, from, count);
                    out.write(part.array(), 0, count * Float.BYTES);
                }
            }
            out.writeLong(checked.getChecksum().getValue());
            out.flush();
        });
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * Reads an archive.
     *
     * @param file the file
     * @param magic the eight characters that it must begin with
     * @param kind the name of such files, for messages, for instance "model file"
     * @param newest the newest version that can be read; the oldest is 1
     * @return the archive
     * @throws DataException if the file is of another kind or a later version, damaged or cut short
     * @throws IOException if the file can't be read
     */
    public static Archive load(Path file, String magic, String kind, int newest) throws IOException {
        if (AtomicFile.isStream(file) || StandardStreams.isInput(file)) {
            throw DataException.at(
                    file,
                    "is not a regular file; a " + kind + " is read twice, so that damage is found before it is used");
        }
        byte[] expected = magic.getBytes(StandardCharsets.US_ASCII);
        long size = Files.size(file);
        int version;
        try (DataInputStream in = open(file)) {
            byte[] found = in.readNBytes(expected.length);
            if (size < expected.length + Integer.BYTES || !Arrays.equals(expected, found)) {
                throw DataException.at(file, other(new String(found, StandardCharsets.US_ASCII), magic, kind));
            }
            version = in.readInt();
        }
        if (version < 1 || version > newest) {
            throw DataException.at(
                    file,
                    "is a " + kind + " of version " + version + "; this library reads versions up to " + newest
                            + (version > newest ? ", so a later library is needed" : ""));
        }
        if (size < expected.length + 2 * Integer.BYTES + Long.BYTES || !isWhole(file, size - Long.BYTES)) {
            throw DataException.at(file, "is a " + kind + " that is cut short or damaged: its checksum is wrong");
        }
        try (DataInputStream in = open(file)) {
            in.skipNBytes(expected.length + Integer.BYTES);
            return new Parser(in, size - Long.BYTES - expected.length - Integer.BYTES).parse(version);
        } catch (IllegalArgumentException e) {
            throw DataException.at(file, "is a " + kind + " with a wrong entry: " + e.getMessage());
        }
    }

    /** Says what a file is if it is not of the wanted kind. */
    private static String other(String found, String magic, String kind) {
        String what = KINDS.get(found);
        return what == null || found.equals(magic)
                ? "is not a " + kind + ": it does not begin with '" + magic + "'"
                : "is " + what + READERS.getOrDefault(found, "") + ", but " + KINDS.getOrDefault(magic, "a " + kind)
                        + " is needed";
    }

    /**
     * Returns whether a file is of some kind, from its first bytes.
     *
     * @param file the file
     * @param magic eight ASCII characters
     * @return true if it begins with them
     * @throws IOException if it can't be read
     */
    public static boolean beginsWith(Path file, String magic) throws IOException {
        try (InputStream in = open(file)) {
            return Arrays.equals(in.readNBytes(magic.length()), magic.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static DataInputStream open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw DataException.at(file, "is a folder, not a file");
        }
        return new DataInputStream(new BufferedInputStream(Files.newInputStream(file), PART));
    }

    /** Returns whether the checksum behind the body matches the body. */
    private static boolean isWhole(Path file, long body) throws IOException {
        try (DataInputStream in = open(file)) {
            CRC32 crc = new CRC32();
            byte[] part = new byte[PART];
            for (long left = body; left > 0; ) {
                int count = (int) Math.min(part.length, left);
                in.readFully(part, 0, count);
                crc.update(part, 0, count);
                left -= count;
            }
            return in.readLong() == crc.getValue();
        }
    }

    /** Reads content that matches its checksum. Lengths are still checked before arrays are allocated. */
    private static final class Parser {
        private final DataInputStream in;
        private final byte[] part = new byte[PART * Float.BYTES];
        /** The number of bytes left before the checksum. */
        private long left;

        Parser(DataInputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        Archive parse(int version) throws IOException {
            Map<String, String> texts = new LinkedHashMap<>();
            int count = length("texts", 2L * Integer.BYTES);
            for (int i = 0; i < count; i++) {
                String name = text();
                if (texts.put(name, text()) != null) {
                    throw new IllegalArgumentException("the field '" + name + "' comes twice");
                }
            }
            List<float[]> vectors = new ArrayList<>();
            while (left > 0) {
                vectors.add(vector());
            }
            return new Archive(version, texts, vectors);
        }

        /** Returns the number of items to come, each of at least the given size. */
        private int length(String what, long bytesEach) throws IOException {
            left -= Integer.BYTES;
            int length = left < 0 ? 0 : in.readInt();
            if (left < 0 || length < 0 || length * bytesEach > left) {
                throw new IllegalArgumentException(length + " " + what + " in " + left + " bytes");
            }
            return length;
        }

        private String text() throws IOException {
            int length = length("bytes of text", 1);
            left -= length;
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(in.readNBytes(length)))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new IllegalArgumentException("a text is not UTF-8", e);
            }
        }

        private float[] vector() throws IOException {
            int length = length("floats", Float.BYTES);
            left -= (long) length * Float.BYTES;
            float[] vector = new float[length];
            for (int from = 0; from < length; from += PART) {
                int count = Math.min(PART, length - from);
                in.readFully(part, 0, count * Float.BYTES);
                ByteBuffer.wrap(part).asFloatBuffer().get(vector, from, count);
            }
            return vector;
        }
    }
}
