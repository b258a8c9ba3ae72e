package org.concretescore.sampling.chain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.fuzz.Fuzz;
import org.concretescore.core.fuzz.FuzzTarget;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;

/** Files of chains. */
enum ChainsTarget implements FuzzTarget {
    /** As the bytes come: the digest refuses nearly all. */
    CHAINS_RAW {
        @Override
        public void check(byte[] input) throws IOException {
            read(input);
        }
    },

    /** With a digest that is right, so that what it protects is reached. */
    CHAINS {
        @Override
        public void check(byte[] input) throws IOException {
            byte[] file = mended(input);
            Chains chains = read(file);
            if (chains == null) {
                return;
            }
            assertEquals(chains.count(), chains.copy().count());
            chains.space().check(chains.states(), chains.count());
            byte[] written = ChainsFile.bytes(chains, IDENTITY);
            assertArrayEquals(written, ChainsFile.bytes(read(written), IDENTITY));
        }
    };

    static final String IDENTITY = "torus, digest 1f2e";
    private static final int DIGEST = 32;

    /** Null if the file is damaged, or the chains are others. */
    static Chains read(byte[] file) throws IOException {
        try {
            return Fuzz.file(file, path -> ChainsFile.read(path, IDENTITY));
        } catch (IllegalArgumentException e) {
            if (!e.getMessage().startsWith("the chains in " + Fuzz.FILE + " are others")) {
                throw e;
            }
            return null;
        }
    }

    private static byte[] mended(byte[] file) {
        int body = Math.max(0, file.length - DIGEST);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(file, 0, body);
            return ByteBuffer.allocate(body + DIGEST)
                    .put(file, 0, body)
                    .put(digest.digest())
                    .array();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public List<byte[]> seeds() {
        StateSpace space = StateSpace.of(3, 2);
        var model = ExactDistribution.of(space, 1, 2, 3, 4, 5, 6).score(Graphs.torus(space));
        List<byte[]> seeds = new ArrayList<>();
        try (InputStream golden = ChainsFile.class.getResourceAsStream("version1.chains")) {
            seeds.add(golden.readAllBytes());
            for (EnumerableKernel kernel : List.of(MetropolisHastings.of(model), RejectionFree.of(model))) {
                for (int steps : new int[] {0, 1, 5}) {
                    Chains chains = Chains.atRandom(space, 3, new RandomStreams(5), "seeds");
                    kernel.advance(chains, steps, new Tally());
                    if (steps > 1) {
                        // One that has a row no more.
                        chains.move(1, new int[] {0, 0}, 0);
                    }
                    seeds.add(ChainsFile.bytes(chains, IDENTITY));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seeds;
    }

    @Override
    public List<String> words() {
        return List.of("CONCHAIN", IDENTITY, "log ratios", "rates", "order", "\0\0\0\1", "\177", "\0\0\0\0\0\0\0\0");
    }
}
