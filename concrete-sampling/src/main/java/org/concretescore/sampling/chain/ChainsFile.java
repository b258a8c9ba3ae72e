package org.concretescore.sampling.chain;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.apache.commons.rng.RestorableUniformRandomProvider;
import org.apache.commons.rng.core.RandomProviderDefaultState;
import org.concretescore.core.data.AtomicFile;
import org.concretescore.core.data.DataException;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;

/**
 * Writes chains to a file and reads them again, so that they can continue later. The file holds the space, the states,
 * the states of the generators, how long rejection-free chains still stay, and the score rows that the chains remember.
 * Chains that were read take the same steps as the chains that were written, bit for bit.
 *
 * <p>The file holds the rows because the last bits of a network's values depend on the batch in which a state is
 * evaluated, and on its place there. A row that is evaluated again, beside other states, could change a decision. The
 * file does not hold the model. Instead it holds a text, the identity of the chains, and the reader must give the same
 * text. The text should contain everything that the next steps depend on, for instance the digest of the model's file,
 * the kernel and its options.
 *
 * <p>The format, version 1, is big-endian: {@code CONCHAIN}; the version, an int; the identity; D; the D numbers
 * {@code K_d}; the number C of chains; the number of slots (0 if there are no rows); the number of bytes of a
 * generator's state; the states {@code [C, D]}, ints; the generators; the pending steps {@code [C]}, longs; if there
 * are rows, their kind, one byte per chain that says whether it has a row, and these rows, doubles; the SHA-256 of all
 * bytes before. Numbers are ints, and a text is its length followed by its bytes in UTF-8. A file is written under
 * another name, forced to disk, and renamed.
 */
public final class ChainsFile {
    private static final byte[] MAGIC = "CONCHAIN".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int DIGEST = 32;
    private static final int LARGEST = Integer.MAX_VALUE - 64 - DIGEST;

    private ChainsFile() {}

    /**
     * Writes chains. No thread may advance them meanwhile.
     *
     * @param file the file; replaced if it exists
     * @param chains the chains
     * @param identity the identity of the chains
     * @throws IOException if the file cannot be written; an older file of that name is then unchanged
     * @throws IllegalArgumentException if the chains need more than 2 GiB
     */
    public static void write(Path file, Chains chains, String identity) throws IOException {
        byte[] bytes = bytes(chains, identity);
        AtomicFile.write(file, out -> out.write(bytes));
    }

    /** Returns the content of the file. */
    static byte[] bytes(Chains chains, String identity) {
        byte[] bytes = encode(chains, identity);
        int body = bytes.length - DIGEST;
        System.arraycopy(digest(bytes, body), 0, bytes, body, DIGEST);
        return bytes;
    }

    /**
     * Reads chains.
     *
     * @param file the file
     * @param identity the identity of the chains, as it was written
     * @return the chains
     * @throws DataException if the file does not hold chains, is damaged, or has a later version; the message names the
     *     file
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if the chains have another identity
     */
    public static Chains read(Path file, String identity) throws IOException {
        if (Files.size(file) > (long) LARGEST + DIGEST) {
            throw DataException.at(file, "holds no chains: it is too long");
        }
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length < MAGIC.length || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw DataException.at(file, "holds no chains: it does not begin with CONCHAIN");
        }
        if (bytes.length < MAGIC.length + Integer.BYTES + DIGEST) {
            throw damaged(file);
        }
        int body = bytes.length - DIGEST;
        ByteBuffer in = ByteBuffer.wrap(bytes, MAGIC.length, body - MAGIC.length);
        int version = in.getInt();
        if (version > VERSION) {
            throw DataException.at(
                    file, "is of format version " + version + ", this library reads up to version " + VERSION);
        }
        if (version < 1 || !MessageDigest.isEqual(digest(bytes, body), Arrays.copyOfRange(bytes, body, bytes.length))) {
            throw damaged(file);
        }
        try {
            return decode(file, in, identity);
        } catch (BufferUnderflowException | Inconsistent e) {
            // The digest is right, so this file was made on purpose and not by an accident.
            throw damaged(file);
        }
    }

    /** Returns the body, with room for the digest behind it. */
    private static byte[] encode(Chains chains, String identity) {
        StateSpace space = chains.space();
        int count = chains.count();
        SavedRows rows = chains.savedRows();
        byte[] text = identity.getBytes(StandardCharsets.UTF_8);
        int[] cardinalities = space.cardinalities();
        int generator = state(chains.random(0)).length;
        long size = MAGIC.length + 6L * Integer.BYTES + text.length + (long) cardinalities.length * Integer.BYTES;
        size += (long) count * (cardinalities.length * (long) Integer.BYTES + generator + Long.BYTES);
        byte[] kind = rows == null ? new byte[0] : rows.kind().getBytes(StandardCharsets.UTF_8);
        size += rows == null
                ? 0
                : Integer.BYTES + kind.length + count + (long) rows.held() * rows.slots() * Double.BYTES;
        if (size > LARGEST) {
            throw new IllegalArgumentException(
                    "one file can't hold " + chains + ": they take " + size + " bytes, at most " + LARGEST + " fit");
        }
        ByteBuffer out = ByteBuffer.allocate((int) size + DIGEST);
        out.put(MAGIC).putInt(VERSION).putInt(text.length).put(text).putInt(cardinalities.length);
        for (int k : cardinalities) {
            out.putInt(k);
        }
        out.putInt(count).putInt(rows == null ? 0 : rows.slots()).putInt(generator);
        for (int value : chains.current()) {
            out.putInt(value);
        }
        for (int chain = 0; chain < count; chain++) {
            out.put(state(chains.random(chain)));
        }
        for (int chain = 0; chain < count; chain++) {
            out.putLong(chains.pending(chain));
        }
        if (rows != null) {
            out.putInt(kind.length).put(kind);
            for (boolean valid : rows.valid()) {
                out.put((byte) (valid ? 1 : 0));
            }
            for (double number : rows.numbers()) {
                out.putDouble(number);
            }
        }
        return out.array();
    }

    private static Chains decode(Path file, ByteBuffer in, String identity) throws Inconsistent {
        byte[] text = new byte[length(in, 1, 1)];
        in.get(text);
        String found = new String(text, StandardCharsets.UTF_8);
        if (!found.equals(identity)) {
            throw new IllegalArgumentException(
                    "the chains in " + file + " are others: they are '" + found + "', wanted '" + identity + "'");
        }
        int[] cardinalities = new int[length(in, 1, Integer.BYTES)];
        in.asIntBuffer().get(cardinalities);
        in.position(in.position() + cardinalities.length * Integer.BYTES);
        int count = length(in, cardinalities.length, Integer.BYTES);
        int slots = in.getInt();
        int generator = in.getInt();
        try {
            StateSpace space = StateSpace.of(cardinalities);
            int[] states = new int[Math.multiplyExact(count, space.dimension())];
            in.asIntBuffer().get(states);
            in.position(in.position() + states.length * Integer.BYTES);
            // The streams do not matter, because the generators' states are replaced. This call refuses 0 chains and
            // bad values.
            Chains chains = Chains.startingAt(space, states, count, new RandomStreams(0), "");
            if (slots < 0 || generator != state(chains.random(0)).length) {
                throw new Inconsistent();
            }
            byte[] state = new byte[generator];
            for (int chain = 0; chain < count; chain++) {
                in.get(state);
                chains.random(chain).restoreState(new RandomProviderDefaultState(state));
            }
            for (int chain = 0; chain < count; chain++) {
                chains.resume(chain, in.getLong());
            }
            if (slots > 0) {
                chains.restoreRows(rows(in, count, slots));
            }
            if (in.hasRemaining()) {
                throw new Inconsistent();
            }
            return chains;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new Inconsistent();
        }
    }

    private static SavedRows rows(ByteBuffer in, int count, int slots) throws Inconsistent {
        byte[] kind = new byte[length(in, 1, 1)];
        in.get(kind);
        boolean[] valid = new boolean[count];
        int held = 0;
        for (int chain = 0; chain < count; chain++) {
            byte flag = in.get();
            if (flag != 0 && flag != 1) {
                throw new Inconsistent();
            }
            valid[chain] = flag == 1;
            held += flag;
        }
        if ((long) held * slots * Double.BYTES != in.remaining()) {
            throw new Inconsistent();
        }
        // Only the rows that are there, since a file may hold long rows for only a few of many chains.
        double[] numbers = new double[held * slots];
        in.asDoubleBuffer().get(numbers);
        in.position(in.position() + numbers.length * Double.BYTES);
        return held == 0 ? null : new SavedRows(new String(kind, StandardCharsets.UTF_8), null, slots, valid, numbers);
    }

    /**
     * Reads the length of a list whose items have so many values of so many bytes; refuses more than the file holds.
     */
    private static int length(ByteBuffer in, int values, int bytes) throws Inconsistent {
        int length = in.getInt();
        if (length < 0 || (long) length * values > in.remaining() / bytes) {
            throw new Inconsistent();
        }
        return length;
    }

    private static byte[] state(RestorableUniformRandomProvider random) {
        return ((RandomProviderDefaultState) random.saveState()).getState();
    }

    private static DataException damaged(Path file) {
        return DataException.at(file, "is damaged: its contents are not those that were written");
    }

    private static byte[] digest(byte[] bytes, int length) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(bytes, 0, length);
            return sha.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /** The contents contradict each other. */
    private static final class Inconsistent extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
