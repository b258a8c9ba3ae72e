package org.concretescore.core.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Splits a CSV file (RFC 4180) into fields, one at a time and in place. A field becomes a string only on demand,
 * because most fields of a large file are small integers. Blanks around a field are not part of it.
 */
final class CsvScanner implements AutoCloseable {
    /** The end of a field that is not the last one of its row. */
    static final int COMMA = ',';
    /** The end of the last field of a row. */
    static final int LINE_END = '\n';
    /** The end of the last field of the file. */
    static final int FILE_END = -1;

    /** An integer of this number of digits fits an int. */
    private static final int INT_DIGITS = 9;

    private final String source;
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private int at;
    private int end;

    private byte[] field = new byte[256];
    private int length;
    private boolean quoted;
    /** The line that is being read, from 1. */
    private int line = 1;

    // The place of the current field, from 1

    private int fieldLine = 1;
    private int column;

    CsvScanner(Source source) throws IOException {
        this(source.name(), source.openText());
    }

    /** Scans a source that is open. Closing the scanner closes the stream. */
    CsvScanner(String source, InputStream in) {
        this.source = source;
        this.in = in;
    }

    /** Reads the next field and returns its end: {@link #COMMA}, {@link #LINE_END} or {@link #FILE_END}. */
    int next(boolean firstOfRow) throws IOException {
        column = firstOfRow ? 1 : column + 1;
        fieldLine = line;
        length = 0;
        quoted = false;
        int c = read();
        while (c == ' ' || c == '\t') {
            c = read();
        }
        if (c == '"') {
            c = readQuoted();
        } else {
            while (c != COMMA && c != LINE_END && c != '\r' && c != FILE_END) {
                if (c == '"') {
                    throw error("there is a quote inside a field; put the field between quotes and double this quote");
                }
                append(c);
                c = read();
            }
            while (length > 0 && (field[length - 1] == ' ' || field[length - 1] == '\t')) {
                length--;
            }
        }
        if (c == '\r') {
            c = read();
            if (c != LINE_END) {
                throw error("there is a carriage return without a line feed");
            }
        }
        if (c == LINE_END) {
            line++;
        }
        return c;
    }

    /** Reads a quoted field, whose opening quote has been read, and returns the end of the field. */
    private int readQuoted() throws IOException {
        quoted = true;
        while (true) {
            int c = read();
            if (c == '"') {
                c = read();
                if (c != '"') {
                    while (c == ' ' || c == '\t') {
                        c = read();
                    }
                    if (c != COMMA && c != LINE_END && c != '\r' && c != FILE_END) {
                        throw error("there is text after the closing quote of " + DataException.quote(text()));
                    }
                    return c;
                }
            } else if (c == FILE_END) {
                throw error("the quote that begins here is never closed");
            } else if (c == LINE_END) {
                line++;
            }
            append(c);
        }
    }

    private void append(int c) {
        if (length == field.length) {
            field = Arrays.copyOf(field, 2 * length);
        }
        field[length++] = (byte) c;
    }

    private int read() throws IOException {
        if (at == end) {
            try {
                end = Math.max(0, in.read(buffer));
            } catch (IOException e) {
                throw Source.isDamage(e) ? error(Source.damage(e)) : e;
            }
            at = 0;
            if (end == 0) {
                return FILE_END;
            }
        }
        return buffer[at++] & 0xff;
    }

    /** Returns whether the current field is empty and not quoted, as on a blank line. */
    boolean isBlank() {
        return length == 0 && !quoted;
    }

    /**
     * Returns the value of the current field if it is an integer of up to nine digits as Java writes it, or else -1.
     */
    int smallInteger() {
        if (length == 0 || length > INT_DIGITS || field[0] == '0' && length > 1) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < length; i++) {
            int digit = field[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value;
    }

    /** Returns the text of the current field. */
    String text() throws DataException {
        String text;
        try {
            text = decoder.decode(ByteBuffer.wrap(field, 0, length)).toString();
        } catch (CharacterCodingException e) {
            String shown = new String(field, 0, length, StandardCharsets.UTF_8);
            throw error(DataException.quote(shown) + " is not UTF-8 text");
        }
        if (text.indexOf('\0') >= 0) {
            throw error(DataException.quote(text) + " has a zero byte; the file is probably not a text file");
        }
        return text;
    }

    /** Returns the line on which the current field begins, from 1. */
    int line() {
        return fieldLine;
    }

    /** Returns the number of the current field in its row, from 1. */
    int column() {
        return column;
    }

    /** Returns the exception for a fault of the current field. */
    DataException error(String what) {
        return DataException.at(source, fieldLine, column, what);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
