package org.concretescore.core.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Targets by name, and the inputs that are known. */
public final class Targets {
    private Targets() {}

    static List<FuzzTarget> all(String type) throws ReflectiveOperationException {
        return Arrays.stream(Class.forName(type).getEnumConstants())
                .map(FuzzTarget.class::cast)
                .toList();
    }

    static FuzzTarget of(String type, String name) throws ReflectiveOperationException {
        return all(type).stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type + " has no target " + name));
    }

    /**
     * The seeds of a target, and behind them the inputs that once failed: the test resources in {@code fuzz/TARGET}.
     *
     * @param target the target
     * @return all known inputs
     */
    public static List<byte[]> inputs(FuzzTarget target) {
        List<byte[]> inputs = new ArrayList<>(target.seeds());
        URL folder = Targets.class.getResource("/fuzz/" + target.name());
        if (folder != null) {
            try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
                for (Path file : files.sorted().toList()) {
                    inputs.add(Files.readAllBytes(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        return inputs;
    }
}
