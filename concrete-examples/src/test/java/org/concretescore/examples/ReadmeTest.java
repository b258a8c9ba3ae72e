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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java runs as it stands, apart from imports. */
final class ReadmeTest {
    private static final List<String> IMPORTS = List.of(
            "java.util",
            "java.nio.file",
            "org.concretescore.core.data",
            "org.concretescore.core.exact",
            "org.concretescore.core.graph",
            "org.concretescore.core.objective",
            "org.concretescore.core.random",
            "org.concretescore.core.score",
            "org.concretescore.core.space",
            "org.concretescore.nn.model",
            "org.concretescore.nn.network",
            "org.concretescore.nn.train",
            "org.concretescore.sampling.chain",
            "org.concretescore.sampling.diagnostics",
            "org.concretescore.sampling.langevin");

    @TempDir
    private Path folder;

    @Test
    void javaLinesRun() throws Exception {
        Path readme = Path.of(System.getProperty("concrete.root", ".."), "README.md");
        Matcher block = Pattern.compile("(?s)\n```java\n(.*?)\n```").matcher(Files.readString(readme));
        assertTrue(block.find(), "README.md has no Java");
        String imports = IMPORTS.stream().map(p -> "import " + p + ".*;\n").collect(Collectors.joining());
        Path source = Files.writeString(
                folder.resolve("Readme.java"),
                imports + "public class Readme { public static void main(String[] args) throws Exception {\n"
                        + block.group(1) + "\n} }\n");
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
