package org.concretescore.core.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The characters of a reader as a stream of UTF-8 bytes. It does not close the reader. */
final class CharacterStream extends InputStream {
    private static final int BUFFER = 1 << 13;
    /** This byte never occurs in UTF-8. It replaces half a surrogate pair, so that the pair is refused at its place. */
    private static final byte NO_TEXT = (byte) 0xff;

    private final Reader reader;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    private final CharBuffer characters = CharBuffer.allocate(BUFFER).limit(0);
    private final ByteBuffer bytes = ByteBuffer.allocate(3 * BUFFER).limit(0);
    private boolean ended;

    CharacterStream(Reader reader) {
        this.reader = reader;
    }

    @Override
    public int read() throws IOException {
        return fill() ? bytes.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int n = Math.min(length, bytes.remaining());
        bytes.get(into, offset, n);
        return n;
    }

    /** Fills the buffer of bytes if it is empty. Returns false at the end of the characters. */
    private boolean fill() throws IOException {
        while (!bytes.hasRemaining()) {
            if (ended) {
                return false;
            }
            characters.compact();
            ended = reader.read(characters) < 0;
            characters.flip();
            bytes.clear();
            // The encoder leaves at most the first half of a pair for the next call.
            for (CoderResult result = encode(); result.isError(); result = encode()) {
                characters.position(characters.position() + result.length());
                bytes.put(NO_TEXT);
            }
            bytes.flip();
        }
        return true;
    }

    private CoderResult encode() {
        return encoder.encode(characters, bytes, ended);
    }
}
