package org.concretescore.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each block of Java in the pages on networks runs as it stands: imports before a class, the rest in its main method.
 */
final class GuidesTest {
    private static final Path DOCS = Path.of(System.getProperty("concrete.root", ".."), "docs");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"networks.md, 5", "relaxed.md, 1"})
    void javaBlocksRun(String page, int blocks) throws Exception {
        Matcher block = Pattern.compile("(?s)\n```java\n(.*?)\n```").matcher(Files.readString(DOCS.resolve(page)));
        int count = 0;
        while (block.find()) {
            run("Guide" + ++count, block.group(1));
        }
        assertEquals(blocks, count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"networks.md", "relaxed.md"})
    void linksLeadSomewhere(String page) throws IOException {
        Matcher link = Pattern.compile("\\]\\((?!http)([^)#]+)").matcher(Files.readString(DOCS.resolve(page)));
        while (link.find()) {
            assertTrue(Files.exists(DOCS.resolve(link.group(1))), link.group(1));
        }
    }

    private void run(String name, String block) throws Exception {
        Map<Boolean, String> lines = block.lines()
                .collect(Collectors.partitioningBy(l -> l.startsWith("import "), Collectors.joining("\n")));
        Path source = Files.writeString(
                folder.resolve(name + ".java"),
                lines.get(true) + "\npublic class " + name
                        + " { public static void main(String[] args) throws Exception {\n" + lines.get(false)
                        + "\n} }\n");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
            assertTrue(
                    compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                            .call(),
                    messages::toString);
        }
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        }
    }
}
