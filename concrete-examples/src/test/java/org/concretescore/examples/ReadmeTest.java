package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java of the README and of other pages runs as it stands: imports before a class, the rest in its main method. */
final class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("concrete.root", ".."));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/data.md", "docs/samplers.md", "docs/objectives/adding.md"})
    void javaLinesRun(String page) throws Exception {
        String readme = Files.readString(ROOT.resolve(page));
        Matcher block = Pattern.compile("(?s)\n```java\n(.*?)\n```").matcher(readme);
        assertTrue(block.find(), page + " has no Java");
        // One program: a later block may use what an earlier one declares.
        Map<Boolean, String> lines = block.reset()
                .results()
                .flatMap(result -> result.group(1).lines())
                .collect(Collectors.partitioningBy(l -> l.startsWith("import "), Collectors.joining("\n")));
        Path source = Files.writeString(
                folder.resolve("Readme.java"),
                lines.get(true) + "\npublic class Readme { public static void main(String[] args) throws Exception {\n"
                        + lines.get(false) + "\n} }\n");
        compile(source);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            loader.loadClass("Readme").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        }
    }

    private void compile(Path source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Writer messages = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
            boolean compiled = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            assertEquals(true, compiled, messages::toString);
        }
    }
}
