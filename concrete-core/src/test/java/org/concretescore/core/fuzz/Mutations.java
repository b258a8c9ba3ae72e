package org.concretescore.core.fuzz;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/** The short form of fuzzing, for the ordinary tests: known inputs, and mutations of them that follow from a seed. */
public final class Mutations {
    private static final int LONGEST = 4096;
    /** What counts and lengths go wrong at. */
    private static final int[] NUMBERS = {0, 1, -1, 127, 255, 256, 65_535, 1 << 24, Integer.MAX_VALUE, Integer.MIN_VALUE
    };

    private final UniformRandomProvider random;
    private final List<byte[]> inputs;
    private final List<String> words;

    private Mutations(FuzzTarget target) {
        random = STREAMS.stream("fuzz " + target.name());
        inputs = Targets.inputs(target);
        words = target.words();
    }

    /**
     * Checks all known inputs of a target, and mutations of them.
     *
     * @param target the target
     * @param count the number of mutations
     */
    public static void check(FuzzTarget target, int count) {
        Mutations mutations = new Mutations(target);
        for (byte[] input : mutations.inputs) {
            check(target, input);
        }
        for (int i = 0; i < count; i++) {
            check(target, mutations.next());
        }
    }

    private static void check(FuzzTarget target, byte[] input) {
        try {
            target.check(input);
        } catch (Throwable e) {
            fail(target.name() + " failed on the input " + HexFormat.of().formatHex(input), e);
        }
    }

    private byte[] next() {
        byte[] result = inputs.get(random.nextInt(inputs.size()));
        for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
            result = mutated(result);
        }
        return result;
    }

    private byte[] mutated(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int other = random.nextInt(bytes.length + 1);
        int from = Math.min(at, other);
        int to = Math.max(at, other);
        return switch (random.nextInt(7)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> spliced(bytes, from, new byte[0], to);
            case 2 -> spliced(bytes, at, Arrays.copyOfRange(bytes, from, Math.min(to, from + 256)), at);
            case 3 -> {
                byte[] another = inputs.get(random.nextInt(inputs.size()));
                yield spliced(bytes, at, another, bytes.length);
            }
            case 4 -> {
                byte[] word = words.get(random.nextInt(words.size())).getBytes(StandardCharsets.UTF_8);
                yield spliced(bytes, at, word, random.nextBoolean() ? at : Math.min(bytes.length, at + word.length));
            }
            case 5 -> {
                byte[] number = ByteBuffer.allocate(Integer.BYTES)
                        .putInt(NUMBERS[random.nextInt(NUMBERS.length)])
                        .array();
                yield spliced(bytes, at, number, Math.min(bytes.length, at + Integer.BYTES));
            }
            default -> {
                byte[] result = bytes.clone();
                if (at < result.length) {
                    result[at] ^= (byte) (1 << random.nextInt(8));
                }
                yield result;
            }
        };
    }

    /** The bytes before {@code from}, then the middle, then the bytes from {@code to} on. */
    private static byte[] spliced(byte[] bytes, int from, byte[] middle, int to) {
        byte[] result = Arrays.copyOf(bytes, from + middle.length + bytes.length - to);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
        return result.length <= LONGEST ? result : Arrays.copyOf(result, LONGEST);
    }
}
