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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each block of Java in docs/networks.md runs as it stands: imports before a class, the rest in its main method. */
final class NetworksGuideTest {
    private static final Path GUIDE = Path.of(System.getProperty("concrete.root", ".."), "docs", "networks.md");

    @TempDir
    private Path folder;

    @Test
    void javaBlocksRun() throws Exception {
        Matcher block = Pattern.compile("(?s)\n```java\n(.*?)\n```").matcher(Files.readString(GUIDE));
        int count = 0;
        while (block.find()) {
            run("Guide" + ++count, block.group(1));
        }
        assertEquals(3, count);
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        Matcher link = Pattern.compile("\\]\\((?!http)([^)#]+)").matcher(Files.readString(GUIDE));
        while (link.find()) {
            assertTrue(Files.exists(GUIDE.resolveSibling(link.group(1))), link.group(1));
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
