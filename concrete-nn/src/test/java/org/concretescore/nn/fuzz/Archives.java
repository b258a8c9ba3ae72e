package org.concretescore.nn.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** Bytes of archives, made here without a disk, and inputs that stand for archives. */
public final class Archives {
    private static final int LONGEST = 2048;

    private Archives() {}

    /**
     * An archive's bytes.
     *
     * @param magic its first eight characters
     * @param version the version
     * @param texts texts by name
     * @param vectors the vectors
     * @return the file
     */
    public static byte[] bytes(String magic, int version, Map<String, String> texts, List<float[]> vectors) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.write(magic.getBytes(StandardCharsets.US_ASCII));
            out.writeInt(version);
            out.writeInt(texts.size());
            for (Map.Entry<String, String> text : texts.entrySet()) {
                for (String part : List.of(text.getKey(), text.getValue())) {
                    byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
                    out.writeInt(utf8.length);
                    out.write(utf8);
                }
            }
            for (float[] vector : vectors) {
                out.writeInt(vector.length);
                for (float value : vector) {
                    out.writeFloat(value);
                }
            }
            out.writeLong(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return mended(bytes.toByteArray());
    }

    /**
     * A file with the checksum that its content asks for in its last eight bytes.
     *
     * @param file any bytes
     * @return a new file of the same length
     */
    public static byte[] mended(byte[] file) {
        byte[] result = file.clone();
        int body = result.length - Long.BYTES;
        if (body >= 0) {
            CRC32 crc = new CRC32();
            crc.update(result, 0, body);
            ByteBuffer.wrap(result).putLong(body, crc.getValue());
        }
        return result;
    }

    /**
     * The archive that an input stands for, so that lengths always fit: a byte for the number of vectors, two for the
     * length of each, and lines {@code name=value}, in which a carriage return stands for a line feed of the value.
     *
     * @param magic the archive's first eight characters
     * @param version its version
     * @param input any bytes
     * @return the file
     */
    public static byte[] ofTexts(String magic, int version, byte[] input) {
        if (input.length < 3) {
            return bytes(magic, version, Map.of(), List.of());
        }
        float[] vector = new float[Math.min(LONGEST, (input[1] & 0xff) << 8 | input[2] & 0xff)];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) Math.sin(i);
        }
        float[][] vectors = new float[input[0] & 7][];
        Arrays.fill(vectors, vector);
        Map<String, String> texts = new LinkedHashMap<>();
        for (String line : new String(input, 3, input.length - 3, StandardCharsets.UTF_8).split("\n")) {
            int equals = Math.max(0, line.indexOf('='));
            texts.put(
                    line.substring(0, equals),
                    line.substring(equals).replaceFirst("^=", "").replace('\r', '\n'));
        }
        return bytes(magic, version, texts, List.of(vectors));
    }

    /**
     * The input that stands for an archive.
     *
     * @param vectors how many vectors
     * @param length the length of each
     * @param texts texts by name
     * @return what {@link #ofTexts} reads
     */
    public static byte[] texts(int vectors, int length, Map<String, String> texts) {
        StringBuilder text = new StringBuilder();
        texts.forEach((name, value) ->
                text.append(name).append('=').append(value.replace('\n', '\r')).append('\n'));
        byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(3 + utf8.length)
                .put((byte) vectors)
                .putShort((short) length)
                .put(utf8)
                .array();
    }
}
