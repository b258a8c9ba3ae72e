package org.concretescore.core.fuzz;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;

/** Turns bits of files that carry a checksum, one at a time: none may go unnoticed. */
public final class BitFlips {
    /** Bytes at the beginning of a file of which each bit is turned in any case. */
    private static final int HEADER = 64;

    private BitFlips() {}

    /**
     * Turns bits of a file: all of its header, and others spread evenly over the rest. {@code -Dconcrete.flips} says
     * how many in all, at most every bit once; the default is 3000.
     *
     * @param content the whole file
     * @param reader reads it, and must refuse it with one bit turned
     * @return the number of bits turned
     * @throws IOException if anything but the content fails
     */
    public static int check(byte[] content, Fuzz.Reading<?> reader) throws IOException {
        assertNotNull(Fuzz.file(content, reader), "the whole file is refused");
        int bits = 8 * content.length;
        int header = Math.min(bits, 8 * HEADER);
        int flips = Math.max(header, Math.min(bits, Integer.getInteger("concrete.flips", 3000)));
        byte[] flipped = content.clone();
        for (int i = 0; i < flips; i++) {
            int bit = i < header ? i : header + (int) ((long) (i - header) * (bits - header) / (flips - header));
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            if (Fuzz.file(flipped, reader) != null) {
                fail("a turned bit " + bit % 8 + " of byte " + bit / 8 + " goes unnoticed");
            }
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
        }
        return flips;
    }
}
