package org.concretescore.core.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/**
 * Reads IDX files of unsigned bytes, plain or gzip. This is the format of MNIST. A file has 1 to 4 dimensions. The
 * first dimension is the row. The others together are the columns, and the last dimension varies fastest.
 */
public final class IdxReader {
    private static final int UNSIGNED_BYTE = 0x08;
    private static final int MOST_DIMENSIONS = 4;

    private IdxReader() {}

    /**
     * Reads a file with the default options.
     *
     * @param file the file; {@code -} for standard input
     * @return the data
     * @throws DataException if the file is missing, damaged or not an IDX file of unsigned bytes
     * @throws IOException if the file can't be read
     */
    public static Dataset read(Path file) throws IOException {
        return read(file, IdxOptions.defaults());
    }

    /**
     * Reads a file.
     *
     * @param file the file; {@code -} for standard input
     * @param options how to read it
     * @return the data
     * @throws DataException if the file is missing, damaged, not an IDX file of unsigned bytes, or has a value that is
     *     out of range
     * @throws IOException if the file can't be read
     */
    public static Dataset read(Path file, IdxOptions options) throws IOException {
        return read(Source.of(file), options);
    }

    /**
     * Reads a file, or a stream of bytes that is open.
     *
     * @param source the file or stream
     * @param options how to read it
     * @return the data
     * @throws DataException if the source is damaged, not an IDX file of unsigned bytes, or has a value that is out of
     *     range
     * @throws IOException if the source can't be read
     */
    public static Dataset read(Source source, IdxOptions options) throws IOException {
        return read(source.name(), source.open(), options);
    }

    /** Reads an open source and closes the stream. */
    static Dataset read(String source, InputStream in, IdxOptions options) throws IOException {
        try (in) {
            return read(source, options, in);
        } catch (IOException e) {
            throw Source.isDamage(e) ? DataException.at(source, Source.damage(e)) : e;
        }
    }

    private static Dataset read(String source, IdxOptions options, InputStream in) throws IOException {
        byte[] magic = readFully(source, in, 4, 0);
        int dimensions = magic[3];
        if (magic[0] != 0 || magic[1] != 0) {
            throw DataException.atByte(
                    source,
                    0,
                    String.format("an IDX file begins with 00 00, but this file with %02x %02x", magic[0], magic[1]));
        }
        if (magic[2] != UNSIGNED_BYTE) {
            throw DataException.atByte(
                    source, 2, String.format("type 0x%02x is not supported, only unsigned bytes (0x08)", magic[2]));
        }
        if (!(dimensions >= 1 && dimensions <= MOST_DIMENSIONS)) {
            throw DataException.atByte(
                    source, 3, String.format("%d dimensions are not supported, only 1 to 4", magic[3] & 0xff));
        }
        ByteBuffer sizes = ByteBuffer.wrap(readFully(source, in, 4 * dimensions, 4));
        int count = 0;
        long total = 1;
        for (int i = 0; i < dimensions; i++) {
            long size = Integer.toUnsignedLong(sizes.getInt());
            total *= size;
            // The limit is checked after each factor, so that no product exceeds that of two numbers below 2^32.
            if (!(size >= 1 && total <= Integer.MAX_VALUE - 8)) {
                throw DataException.atByte(
                        source,
                        4 + 4 * i,
                        "dimension " + (i + 1) + " of " + dimensions + " has the size " + size
                                + ", but a file must have 1 to 2^31 values");
            }
            count = i == 0 ? (int) size : count;
        }
        int header = 4 + 4 * dimensions;
        byte[] values = readFully(source, in, (int) total, header);
        if (in.read() >= 0) {
            throw DataException.atByte(
                    source,
                    header + total,
                    "the file continues after the " + Counts.of(total, "value") + " of the header");
        }
        return dataset(source, options, values, count, header);
    }

    /** Allocates memory as bytes are read, so that a wrong header can't demand more memory than the file has data. */
    private static byte[] readFully(String source, InputStream in, int length, int offset) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw DataException.atByte(
                    source,
                    offset + (long) bytes.length,
                    "the file ends here and is " + (length - bytes.length) + " bytes short");
        }
        return bytes;
    }

    private static Dataset dataset(String source, IdxOptions options, byte[] values, int count, int header)
            throws DataException {
        int dimension = values.length / count;
        int[] states = new int[values.length];
        int largest = 0;
        for (int i = 0; i < values.length; i++) {
            int value = values[i] & 0xff;
            states[i] = options.threshold() == 0 ? value : value >= options.threshold() ? 1 : 0;
            largest = Math.max(largest, states[i]);
        }
        Schema schema = options.schema();
        if (schema == null) {
            int categories = options.categories() != 0 ? options.categories() : largest <= 1 ? 2 : 256;
            schema = Schema.of(StateSpace.uniform(dimension, categories));
        } else if (schema.space().dimension() != dimension) {
            throw DataException.at(
                    source,
                    "has rows of " + dimension + " values, but the schema has "
                            + schema.space().dimension() + " columns");
        }
        for (int i = 0; i < states.length; i++) {
            int k = schema.space().cardinality(i % dimension);
            if (states[i] >= k) {
                throw DataException.atByte(
                        source,
                        header + (long) i,
                        "value " + states[i] + " of row " + (i / dimension + 1) + ", column " + (i % dimension + 1)
                                + " is not in 0.." + (k - 1));
            }
        }
        return Dataset.of(schema, states, count);
    }
}
