package org.concretescore.nn.model;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.concretescore.core.data.DataException;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.Unit;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Encoding;

/**
 * Model files. The format, version {@value #VERSION}, big-endian: the eight bytes {@code CONCRETE}; the version, an int;
 * the number of header fields, an int, then name and value of each, as an int length and UTF-8 bytes; the number of
 * parameters, an int, then the parameters, floats; the CRC-32 of everything before it, a long. Header fields are
 * {@code kind}, {@code graph}, {@code widths}, {@code activation}, {@code encoding}, {@code head} and {@code schema};
 * notes are fields whose names begin with {@code note.}.
 *
 * <p>A file is written under another name beside its own, forced to disk and renamed, so that a reader finds the old
 * file or the new one, never a part.
 */
public final class ModelFile {
    /** The version that is written. */
    public static final int VERSION = 1;

    private static final byte[] MAGIC = "CONCRETE".getBytes(StandardCharsets.US_ASCII);
    private static final String NOTE = "note.";

    private ModelFile() {}

    /**
     * Writes a model.
     *
     * @param file the file; replaced if it exists
     * @param saved what to write
     * @throws IOException if the file can't be written; an older file of that name is then untouched
     */
    public static void save(Path file, SavedModel saved) throws IOException {
        NetworkSpec spec = saved.model().spec();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("kind", spec.kind().toString());
        fields.put("graph", spec.graph().spec());
        fields.put("widths", spec.widths().stream().map(String::valueOf).collect(Collectors.joining(",")));
        fields.put("activation", spec.activation().toString());
        fields.put("encoding", spec.encoding().toString());
        fields.put("head", spec.head().name());
        fields.put("schema", saved.schema().encode());
        new TreeMap<>(saved.notes()).forEach((name, value) -> fields.put(NOTE + name, value));

        Path absolute = file.toAbsolutePath();
        // Not Files.createTempFile, which would make the file readable by its owner alone.
        Path temporary = absolute.resolveSibling(
                "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(temporary))) {
                CheckedOutputStream checked = new CheckedOutputStream(raw, new CRC32());
                DataOutputStream out = new DataOutputStream(checked);
                out.write(MAGIC);
                out.writeInt(VERSION);
                out.writeInt(fields.size());
                for (Map.Entry<String, String> field : fields.entrySet()) {
                    writeText(out, field.getKey());
                    writeText(out, field.getValue());
                }
                float[] parameters = saved.model().parameters();
                out.writeInt(parameters.length);
                for (float parameter : parameters) {
                    out.writeFloat(parameter);
                }
                out.writeLong(checked.getChecksum().getValue());
                out.flush();
            }
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            try {
                Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * Reads a model.
     *
     * @param file the file
     * @return model, columns and notes
     * @throws DataException if the file is not a model file, is of a later version, is damaged or cut short
     * @throws IOException if the file can't be read
     */
    public static SavedModel load(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length < MAGIC.length + Integer.BYTES || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
            throw damaged(file, "is not a model file: it does not begin with 'CONCRETE'");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        in.skipBytes(MAGIC.length);
        int version = in.readInt();
        if (version != VERSION) {
            throw damaged(
                    file,
                    "is a model file of version " + version + "; this library reads version " + VERSION
                            + (version > VERSION ? ", a later one is needed" : ""));
        }
        int body = bytes.length - Long.BYTES;
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, Math.max(0, body));
        if (body < MAGIC.length + 2 * Integer.BYTES
                || crc.getValue() != java.nio.ByteBuffer.wrap(bytes).getLong(body)) {
            throw damaged(file, "is a model file that is cut short or damaged: its checksum is wrong");
        }
        try {
            return read(in);
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            throw damaged(file, "is a model file with a wrong entry: " + e.getMessage());
        }
    }

    private static DataException damaged(Path file, String what) {
        return DataException.at(file, what);
    }

    private static SavedModel read(DataInputStream in) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            fields.put(readText(in), readText(in));
        }
        int parameterCount = in.readInt();
        if (in.available() != (long) parameterCount * Float.BYTES + Long.BYTES) {
            throw new IllegalArgumentException(
                    parameterCount + " parameters and a checksum do not fill the rest of " + in.available() + " bytes");
        }
        float[] parameters = new float[parameterCount];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = in.readFloat();
        }
        Schema schema = Schema.decode(field(fields, "schema"));
        Neighborhood graph = Graphs.parse(field(fields, "graph"), schema.space());
        String widths = field(fields, "widths");
        NetworkSpec spec = new NetworkSpec(
                ModelKind.parse(field(fields, "kind")),
                graph,
                widths.isEmpty()
                        ? List.of()
                        : Arrays.stream(widths.split(",")).map(Integer::valueOf).toList(),
                Activation.parse(field(fields, "activation")),
                Encoding.parse(field(fields, "encoding")),
                Unit.valueOf(field(fields, "head")));
        Map<String, String> notes = new TreeMap<>();
        fields.forEach((name, value) -> {
            if (name.startsWith(NOTE)) {
                notes.put(name.substring(NOTE.length()), value);
            }
        });
        return new SavedModel(spec.model(parameters), schema, notes);
    }

    private static String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the field '" + name + "' is missing");
        }
        return value;
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IllegalArgumentException("a text of " + length + " bytes in " + in.available());
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
