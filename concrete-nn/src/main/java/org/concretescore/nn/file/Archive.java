package org.concretescore.nn.file;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
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

/**
 * Texts by name, and float vectors in order. The format, big-endian: eight bytes that name the kind of file; a version, an
 * int; the number of texts, an int, then name and value of each, as an int length and UTF-8 bytes; vectors, each as an int
 * length and floats, up to the last eight bytes: the CRC-32 of everything before it, a long.
 */
public final class Archive {
    private final int version;
    private final Map<String, String> texts;
    private final List<float[]> vectors;

    /**
     * An archive of given content.
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
     * The version.
     *
     * @return as written
     */
    public int version() {
        return version;
    }

    /**
     * The texts.
     *
     * @return by name, in the order written
     */
    public Map<String, String> texts() {
        return texts;
    }

    /**
     * A text.
     *
     * @param name its name
     * @return its value
     * @throws IllegalArgumentException if there is none
     */
    public String text(String name) {
        String value = texts.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the field '" + name + "' is missing");
        }
        return value;
    }

    /**
     * The texts whose names begin alike.
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
     * The vectors.
     *
     * @return in the order written; the arrays themselves
     */
    public List<float[]> vectors() {
        return vectors;
    }

    /**
     * Writes the archive: whole, or not at all.
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
            for (float[] vector : vectors) {
                out.writeInt(vector.length);
                ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES);
                bytes.asFloatBuffer().put(vector);
                out.write(bytes.array());
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
     * @param kind what such a file is called, for messages: "model file"
     * @param newest the newest version that can be read; the oldest is 1
     * @return the archive
     * @throws DataException if the file is of another kind or a later version, damaged or cut short
     * @throws IOException if the file can't be read
     */
    public static Archive load(Path file, String magic, String kind, int newest) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        byte[] expected = magic.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length < expected.length + Integer.BYTES
                || !Arrays.equals(expected, Arrays.copyOf(bytes, expected.length))) {
            throw DataException.at(file, "is not a " + kind + ": it does not begin with '" + magic + "'");
        }
        int version = ByteBuffer.wrap(bytes).getInt(expected.length);
        if (version < 1 || version > newest) {
            throw DataException.at(
                    file,
                    "is a " + kind + " of version " + version + "; this library reads versions up to " + newest
                            + (version > newest ? ", a later one is needed" : ""));
        }
        int body = bytes.length - Long.BYTES;
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, Math.max(0, body));
        if (body < expected.length + 2 * Integer.BYTES
                || crc.getValue() != ByteBuffer.wrap(bytes).getLong(body)) {
            throw DataException.at(file, "is a " + kind + " that is cut short or damaged: its checksum is wrong");
        }
        try {
            return parse(version, bytes, expected.length + Integer.BYTES, body);
        } catch (IOException | IllegalArgumentException e) {
            throw DataException.at(file, "is a " + kind + " with a wrong entry: " + e.getMessage());
        }
    }

    private static Archive parse(int version, byte[] bytes, int from, int to) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, from, to - from));
        Map<String, String> texts = new LinkedHashMap<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            texts.put(readText(in), readText(in));
        }
        List<float[]> vectors = new ArrayList<>();
        while (in.available() > 0) {
            int length = in.readInt();
            if (length < 0 || (long) length * Float.BYTES > in.available()) {
                throw new IllegalArgumentException("a vector of " + length + " floats in " + in.available() + " bytes");
            }
            float[] vector = new float[length];
            ByteBuffer.wrap(in.readNBytes(length * Float.BYTES)).asFloatBuffer().get(vector);
            vectors.add(vector);
        }
        return new Archive(version, texts, vectors);
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IllegalArgumentException("a text of " + length + " bytes in " + in.available());
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
