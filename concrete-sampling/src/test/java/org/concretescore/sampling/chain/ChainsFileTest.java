package org.concretescore.sampling.chain;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Supplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.DataException;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.informed.Balancing;
import org.concretescore.sampling.informed.LocallyBalanced;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChainsFileTest {
    private static final StateSpace SPACE = StateSpace.of(3, 4);
    private static final ExactDistribution P = ExactDistribution.of(SPACE, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    private static final MetropolisHastings KERNEL = MetropolisHastings.of(P.score(Graphs.grid(SPACE)));
    private static final String IDENTITY = "grid, digest 1f2e";
    private static final SamplingOptions OPTIONS =
            SamplingOptions.of(700).withBurnIn(0).withThreads(1);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void path() {
        file = folder.resolve("a.chains");
    }

    /** A model whose answers depend on the size of the batch, as a network's do, and much more so. */
    private record Moody(ScoreModel model) implements ScoreModel {
        @Override
        public Neighborhood neighborhood() {
            return model.neighborhood();
        }

        @Override
        public void logRatios(int[] states, int count, double[] logRatios) {
            model.logRatios(states, count, logRatios);
            for (int i = 0; i < count * neighborhood().slots(); i++) {
                logRatios[i] += 0.3 * Math.sin(count);
            }
        }
    }

    private static MetropolisHastings kernel(String graph) {
        return MetropolisHastings.of(new Moody(P.score(Graphs.parse(graph, SPACE))));
    }

    private static Chains chains() {
        return Chains.atRandom(SPACE, 70, new RandomStreams(5), "file");
    }

    private byte[] written(Chains chains) throws IOException {
        ChainsFile.write(file, chains, IDENTITY);
        return Files.readAllBytes(file);
    }

    /** What other kernels remember: rates and the rest of a stay; rows behind an interface. */
    @ParameterizedTest
    @ValueSource(strings = {"rejection-free", "locally-balanced"})
    void chainsOfOtherKernelsGoOn(String name) throws IOException {
        Supplier<EnumerableKernel> kernels = () -> {
            ScoreModel model = new Moody(P.score(Graphs.grid(SPACE)));
            return name.equals("rejection-free") ? RejectionFree.of(model) : LocallyBalanced.of(model, Balancing.SQRT);
        };
        Chains chains = chains();
        EnumerableKernel kernel = kernels.get();
        for (int steps : new int[] {0, 1, 6}) {
            kernel.advance(chains, steps, new Tally());
            ChainsFile.write(file, chains, IDENTITY);
            Chains read = ChainsFile.read(file, IDENTITY);
            Samples expected = Samples.draw(kernel, chains, OPTIONS);
            assertArrayEquals(
                    expected.states(),
                    Samples.draw(kernels.get(), read, OPTIONS.withThreads(2)).states());
        }
    }

    /** Full and empty slots, one and two ways; before the first step and after some. */
    @ParameterizedTest
    @ValueSource(strings = {"torus", "grid", "complete"})
    void chainsGoOnBitForBit(String graph) throws IOException {
        MetropolisHastings kernel = kernel(graph);
        for (int steps : new int[] {0, 1, 17}) {
            Chains chains = chains();
            kernel.advance(chains, steps, new Tally());
            // A generator may keep half a number for the next int.
            chains.random(3).nextInt();
            chains.random(4).nextBoolean();
            byte[] bytes = written(chains);
            Chains read = ChainsFile.read(file, IDENTITY);
            assertArrayEquals(bytes, written(read), "not a byte is lost before the first step");
            Chains forgetful = read.copy();
            for (int chain = 0; chain < forgetful.count(); chain++) {
                forgetful.move(chain, forgetful.states(), 2 * chain);
            }
            Samples expected = Samples.draw(kernel, chains, OPTIONS);
            // Of another instance, as in another process.
            Samples samples = Samples.draw(kernel(graph), read, OPTIONS.withThreads(2));
            assertArrayEquals(expected.states(), samples.states());
            assertEquals(expected.tally().toString(), samples.tally().toString());
            assertArrayEquals(written(chains), written(read));
            // The rows are needed for it.
            if (steps > 0) {
                assertFalse(Arrays.equals(
                        expected.states(),
                        Samples.draw(kernel, forgetful, OPTIONS).states()));
            }
        }
    }

    /** A run that is cut into files between rounds is the run. */
    @Test
    void aRunCanBeCutAnywhere() throws IOException {
        MetropolisHastings kernel = kernel("grid");
        int[] whole = Samples.draw(kernel, chains(), OPTIONS).states();
        Chains chains = chains();
        for (int round = 0; round < 10; round++) {
            int[] part = Samples.draw(kernel, chains, SamplingOptions.of(70).withBurnIn(0))
                    .states();
            assertArrayEquals(Arrays.copyOfRange(whole, round * 140, (round + 1) * 140), part);
            ChainsFile.write(file, chains, IDENTITY);
            chains = ChainsFile.read(file, IDENTITY);
        }
    }

    @Test
    void movedChainsForgetTheirRows() throws IOException {
        MetropolisHastings kernel = kernel("complete");
        Chains chains = chains();
        kernel.advance(chains, 5, new Tally());
        written(chains);
        Chains read = ChainsFile.read(file, IDENTITY);
        for (int chain = 0; chain < 70; chain++) {
            read.move(chain, new int[] {1, 2}, 0);
            chains.move(chain, new int[] {1, 2}, 0);
        }
        assertArrayEquals(written(chains), written(read));
        kernel.advance(chains, 5, new Tally());
        kernel.advance(read, 5, new Tally());
        assertArrayEquals(written(chains), written(read));
    }

    @Test
    void rowsOfOtherSlotsAreNotUsed() throws IOException {
        Chains chains = chains();
        kernel("complete").advance(chains, 5, new Tally());
        written(chains);
        Chains read = ChainsFile.read(file, IDENTITY);
        CountingModel counting = new CountingModel(P.score(Graphs.torus(SPACE)));
        MetropolisHastings.of(counting).advance(read, 1, new Tally());
        assertEquals(70, counting.rows().get());
    }

    @Test
    void otherChainsAreRefused() throws IOException {
        written(chains());
        String message = assertThrows(IllegalArgumentException.class, () -> ChainsFile.read(file, "torus"))
                .getMessage();
        assertEquals("the chains in " + file + " are others: they are '" + IDENTITY + "', wanted 'torus'", message);
        // One digit of a digest is another.
        String alike = IDENTITY.replace("1f2e", "1f3e");
        assertThrows(IllegalArgumentException.class, () -> ChainsFile.read(file, alike));
        assertThrows(NoSuchFileException.class, () -> ChainsFile.read(folder.resolve("none"), ""));
        assertThrows(FileSystemException.class, () -> ChainsFile.write(folder.resolve("a/b"), chains(), ""));
    }

    @Test
    void everyCutAndAnyTurnedBitIsNoticed() throws IOException {
        Chains chains = Chains.atRandom(SPACE, 2, new RandomStreams(5), "file");
        kernel("grid").advance(chains, 4, new Tally());
        byte[] bytes = written(chains);
        for (int length = 0; length < bytes.length; length++) {
            assertRefused(Arrays.copyOf(bytes, length));
        }
        assertRefused(Arrays.copyOf(bytes, bytes.length + 1));
        for (int bit = 0; bit < 8 * bytes.length; bit += 3) {
            byte[] turned = bytes.clone();
            turned[bit / 8] ^= (byte) (1 << bit % 8);
            assertRefused(turned);
        }
    }

    private DataException assertRefused(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        DataException e = assertThrows(DataException.class, () -> ChainsFile.read(file, IDENTITY));
        assertTrue(e.getMessage().startsWith(file + ": "), e::getMessage);
        return e;
    }

    @Test
    void theReasonIsTold() throws IOException {
        byte[] bytes = written(chains());
        assertEquals(
                file + ": holds no chains: it does not begin with CONCHAIN",
                assertRefused("x,y\n1,2\n".getBytes(StandardCharsets.US_ASCII)).getMessage());
        byte[] later = bytes.clone();
        later[11] = 2;
        assertEquals(
                file + ": is of format version 2, this library reads up to version 1",
                assertRefused(later).getMessage());
        bytes[100] ^= 1;
        assertEquals(
                file + ": is damaged: its contents are not those that were written",
                assertRefused(bytes).getMessage());
    }

    /** Whatever the bytes, with a digest that fits: chains that work, or a message; nothing else. */
    @Test
    void forgedFilesAreChainsOrRefused() throws IOException, GeneralSecurityException {
        Chains chains = Chains.atRandom(SPACE, 2, new RandomStreams(5), "file");
        kernel("grid").advance(chains, 4, new Tally());
        byte[] bytes = written(chains);
        UniformRandomProvider random = STREAMS.stream("forge");
        int[] wild = {0, 1, -1, 2, 3, 7, 255, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 30, 1 << 16};
        int read = 0;
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            int body = random.nextInt(4) == 0 ? 12 + random.nextInt(bytes.length) : bytes.length - 32;
            byte[] forged = Arrays.copyOf(bytes, body + 32);
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = 12 + random.nextInt(body - 12 + 1);
                if (random.nextBoolean() && at + 4 <= body) {
                    ByteBuffer.wrap(forged).putInt(at - at % 4, wild[random.nextInt(wild.length)]);
                } else if (at < body) {
                    forged[at] = (byte) random.nextInt();
                }
            }
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(forged, 0, body);
            System.arraycopy(sha.digest(), 0, forged, body, 32);
            Files.write(file, forged);
            try {
                Chains found = ChainsFile.read(file, IDENTITY);
                found.space().check(found.states(), found.count());
                if (found.space().equals(SPACE)) {
                    KERNEL.advance(found, 3, new Tally());
                }
                read++;
            } catch (DataException e) {
                refused++;
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().contains("are others"), e.getMessage());
            }
        }
        assertTrue(read > 50 && refused > 50, read + " read, " + refused + " refused");
    }

    /** Written by {@link #main} when version 1 was new; never to be written again. */
    @Test
    void filesOfVersionOneStayReadable() throws IOException {
        try (InputStream in = ChainsFileTest.class.getResourceAsStream("version1.chains")) {
            Files.copy(in, file);
        }
        Chains read = ChainsFile.read(file, "golden");
        assertEquals(SPACE, read.space());
        assertArrayEquals(new int[] {2, 3, 1, 0, 1, 1}, read.states());
        assertEquals(-7260004813817817457L, read.random(0).nextLong());
        byte[] golden = Files.readAllBytes(file);
        Chains again = ChainsFile.read(file, "golden");
        ChainsFile.write(file, again, "golden");
        assertArrayEquals(golden, Files.readAllBytes(file));
        KERNEL.advance(again, 10, new Tally());
        assertArrayEquals(new int[] {1, 3, 2, 1, 2, 0}, again.states());
    }

    /** Wrote the golden file. */
    public static void main(String[] args) throws IOException {
        Chains chains = Chains.atRandom(SPACE, 3, new RandomStreams(7), "golden");
        KERNEL.advance(chains, 6, new Tally());
        ChainsFile.write(Path.of(args[0]), chains, "golden");
    }
}
