package org.concretescore.core.fuzz;

import java.io.IOException;
import java.util.List;

/** A reader, and what must hold for whatever bytes it is given. Targets are the constants of enums. */
public interface FuzzTarget {
    /**
     * The target's name, which is also that of the folder in {@code src/test/resources/fuzz} with inputs that once
     * failed.
     *
     * @return the constant's name
     */
    String name();

    /**
     * Gives the reader an input, and fails if it does anything but read it or refuse it as it is documented to.
     *
     * @param input any bytes
     * @throws IOException if a file can't be read, which is a failure
     */
    void check(byte[] input) throws IOException;

    /**
     * Inputs to begin with, most of them valid.
     *
     * @return at least one
     */
    List<byte[]> seeds();

    /**
     * Texts that mean something in the format.
     *
     * @return words to be put into inputs
     */
    List<String> words();
}
