package org.concretescore.core.data;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.function.Executable;

/** Files for the tests of the readers. */
final class Samples {
    private Samples() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] idx(int type, int[] sizes, int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * sizes.length + values.length);
        buffer.put((byte) 0).put((byte) 0).put((byte) type).put((byte) sizes.length);
        for (int size : sizes) {
            buffer.putInt(size);
        }
        for (int value : values) {
            buffer.put((byte) value);
        }
        return buffer.array();
    }

    /** What is to be done with a file that exists only meanwhile: jqwik has no temporary folders of its own. */
    interface Use<T> {
        T apply(Path file) throws IOException;
    }

    static <T> T withFile(byte[] content, Use<T> use) throws IOException {
        Path file = Files.createTempFile("concrete", ".tmp");
        try {
            return use.apply(Files.write(file, content));
        } finally {
            Files.delete(file);
        }
    }

    /** Reading must either refuse the file or return values within their ranges. */
    static void refusedOrInRange(byte[] content, Use<Dataset> reader) throws IOException {
        try {
            Dataset data = withFile(content, reader);
            data.space().check(data.states(), data.count());
            assertTrue(data.totalWeight() > 0);
        } catch (IOException e) {
            assertTrue(e instanceof DataException, () -> "not a DataException: " + e);
        }
    }

    static void assertRefused(Executable reading, String... parts) {
        String message = assertThrows(DataException.class, reading).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + message + "' lacks '" + part + "'");
        }
    }
}
