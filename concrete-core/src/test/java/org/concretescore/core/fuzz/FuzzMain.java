package org.concretescore.core.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Jazzer runs: its first argument is the class of an enum of targets, its second the target's name. */
public final class FuzzMain {
    private static FuzzTarget target;

    private FuzzMain() {}

    /**
     * Chooses the target; Jazzer calls it once.
     *
     * @param args class and name
     * @throws ReflectiveOperationException if there is no such class
     */
    public static void fuzzerInitialize(String[] args) throws ReflectiveOperationException {
        target = Targets.of(args[0], args[1]);
    }

    /**
     * Checks an input; Jazzer calls it millions of times.
     *
     * @param input any bytes
     * @throws IOException if something fails that must not
     */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        target.check(input);
    }

    /**
     * Prints the names of targets; or writes what Jazzer begins with: the seeds into the folder {@code corpus}, and
     * the words into the file {@code words}.
     *
     * @param args the class of the targets; behind it, to write, a target's name, and a folder
     * @throws IOException if a file can't be written
     * @throws ReflectiveOperationException if there is no such class
     */
    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        if (args.length == 1) {
            Targets.all(args[0]).forEach(named -> System.out.println(named.name()));
            return;
        }
        FuzzTarget chosen = Targets.of(args[0], args[1]);
        Path folder = Path.of(args[2]);
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        int number = 0;
        for (byte[] seed : Targets.inputs(chosen)) {
            Files.write(corpus.resolve("seed-" + number++), seed);
        }
        StringBuilder words = new StringBuilder();
        for (String word : chosen.words()) {
            words.append('"');
            for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
                words.append(String.format("\\x%02x", b));
            }
            words.append("\"\n");
        }
        Files.writeString(folder.resolve("words"), words);
    }
}
