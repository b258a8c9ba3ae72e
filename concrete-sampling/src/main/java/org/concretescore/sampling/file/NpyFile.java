package org.concretescore.sampling.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.concretescore.core.data.AtomicFile;

/**
 * Writes states and traces in NumPy's format {@code .npy}, version 1.0, little-endian and in C order; {@code
 * numpy.load} reads it. A file is written under a temporary name, forced to disk and renamed.
 */
public final class NpyFile {
    private static final int ALIGNMENT = 64;
    private static final int BUFFER = 1 << 13;

    private NpyFile() {}

    /**
     * Writes states as {@code int32}.
     *
     * @param file the file; replaced if it exists
     * @param states {@code [n, D]}, row-major; the values are not checked
     * @param dimension D, at least 1
     * @throws IOException if the file can't be written; an older file of that name is left as it was
     * @throws IllegalArgumentException if the length of {@code states} is not a multiple of D
     */
    public static void writeStates(Path file, int[] states, int dimension) throws IOException {
        int rows = Rows.of(states.length, dimension);
        AtomicFile.write(file, out -> {
            out.write(header("<i4", rows, dimension));
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
            for (int value : states) {
                buffer.putInt(value);
                writeIfFull(buffer, out);
            }
            out.write(buffer.array(), 0, buffer.position());
        });
    }

    /**
     * Writes traces as {@code float64}.
     *
     * @param file the file; replaced if it exists
     * @param traces {@code [chains][n]}, at least one chain; values may be NaN or infinite
     * @throws IOException if the file can't be written; an older file of that name is left as it was
     * @throws IllegalArgumentException if there is no chain or the chains differ in length
     */
    public static void writeTraces(Path file, double[][] traces) throws IOException {
        int length = Rows.length("traces", traces);
        AtomicFile.write(file, out -> {
            out.write(header("<f8", traces.length, length));
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
            for (double[] trace : traces) {
                for (double value : trace) {
                    buffer.putDouble(value);
                    writeIfFull(buffer, out);
                }
            }
            out.write(buffer.array(), 0, buffer.position());
        });
    }

    /** Writes a full buffer. Its length is a multiple of the sizes of both kinds of numbers. */
    @SuppressWarnings("ByteBufferBackingArray")
    private static void writeIfFull(ByteBuffer buffer, OutputStream out) throws IOException {
        if (!buffer.hasRemaining()) {
            out.write(buffer.array());
            buffer.clear();
        }
    }

    /**
     * Returns the header: magic number, version 1.0, length, and a Python literal, padded so that the numbers begin at
     * a multiple of 64.
     */
    private static byte[] header(String type, int rows, int columns) {
        String literal =
                "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + rows + ", " + columns + "), }";
        int before = 10;
        int unpadded = before + literal.length() + 1;
        int size = (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        String padded = literal + " ".repeat(size - unpadded) + "\n";
        ByteBuffer header = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        header.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        header.put((byte) 1).put((byte) 0).putShort((short) padded.length());
        return header.put(padded.getBytes(StandardCharsets.US_ASCII)).array();
    }
}
