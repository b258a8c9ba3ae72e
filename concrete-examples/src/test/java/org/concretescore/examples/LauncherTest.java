package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code concrete} with programs of the test's own in place of java and Maven. */
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
    private static final List<String> TOOLS = List.of("dirname", "readlink", "find", "head", "cat", "sed");

    @TempDir
    private Path folder;

    private Path project;
    private Path bin;
    private Path script;

    @BeforeEach
    void project() throws IOException {
        project = Files.createDirectories(folder.resolve("project"));
        bin = Files.createDirectories(folder.resolve("bin"));
        Path root = Path.of(System.getProperty("concrete.root", "..")).toAbsolutePath();
        script = Files.copy(root.resolve("concrete"), project.resolve("concrete"));
        Files.createFile(project.resolve("pom.xml"));
        Files.createDirectories(project.resolve("concrete-examples/target/classes"));
        Files.createFile(Files.createDirectories(project.resolve("concrete-examples/src/main"))
                .resolve("../../pom.xml"));
        Files.writeString(project.resolve("concrete-examples/target/classpath.txt"), "a.jar");
        for (String tool : TOOLS) {
            for (String where : List.of("/usr/bin", "/bin")) {
                Path found = Path.of(where, tool);
                if (Files.exists(found) && Files.notExists(bin.resolve(tool))) {
                    program(bin.resolve(tool), "exec " + found + " \"$@\"");
                }
            }
        }
    }

    private static Path program(Path file, String... lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, List.of("#!/bin/sh\n" + String.join("\n", lines)));
        assertTrue(file.toFile().setExecutable(true));
        return file;
    }

    /** A java that shows how it is called, in a home of its own that says which release it is. */
    private Path home(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        program(
                home.resolve("bin/java"),
                "[ \"$1\" != -version ] || { echo 'openjdk version \"" + version + "\" 2024-07-16' >&2; exit; }",
                "echo \"java of " + name + ", LC_ALL=${LC_ALL:-}\" \"$@\"");
        return home;
    }

    private record Run(int status, String out, String err) {}

    private Run run(Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(script.toString(), "help");
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), out, err.strip());
    }

    private void assertRefused(String message, Map<String, String> environment) throws Exception {
        assertEquals(new Run(1, "", "concrete: " + message), run(environment));
    }

    @Test
    void aWrongJavaHomeIsNamed() throws Exception {
        assertRefused(
                "JAVA_HOME is '/nowhere/jdk', where there is no bin/java: set it to the folder of a JDK, or unset it",
                Map.of("JAVA_HOME", "/nowhere/jdk"));
        Path inside = home("jdk", "17.0.12").resolve("bin");
        assertRefused(
                "JAVA_HOME is '" + inside + "', where there is no bin/java: set it to the folder of a JDK, or unset it",
                Map.of("JAVA_HOME", inside.toString()));
    }

    @ParameterizedTest
    @CsvSource({"1.8.0_402,true", "11.0.22,true", "16,true", "17.0.12,false", "17,false", "25-ea,false", "what,false"})
    void anOldJavaIsNamed(String version, boolean old) throws Exception {
        Path home = home("my jdk", version);
        // Once by asking it, once by the description beside it, once by a link.
        for (int way = 0; way < 3; way++) {
            Map<String, String> environment = Map.of("JAVA_HOME", home.toString());
            Path java = home.resolve("bin/java");
            if (way == 1) {
                Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
            } else if (way == 2) {
                java = Files.createSymbolicLink(bin.resolve("java"), java);
                environment = Map.of();
            }
            if (old) {
                assertRefused(
                        "java 17 or later is needed, but " + java + " is version " + version
                                + ": set JAVA_HOME to the folder of a later JDK",
                        environment);
            } else {
                Run run = run(environment);
                assertTrue(run.status == 0 && run.out.startsWith("java of my jdk"), run::toString);
                assertTrue(run.out.contains("a.jar org.concretescore.examples.Main help"), run::toString);
            }
        }
    }

    @Test
    void withoutJavaOrMavenThatIsSaid() throws Exception {
        assertRefused(
                "there is no java: install a JDK of version 17 or later, or set JAVA_HOME to its folder", Map.of());
        Map<String, String> environment =
                Map.of("JAVA_HOME", home("jdk", "21.0.1").toString());
        Files.delete(project.resolve("concrete-examples/target/classpath.txt"));
        Run run = run(environment);
        assertEquals(1, run.status);
        assertTrue(
                run.err.endsWith(
                        "concrete: there is no mvn, which is needed to build: install Apache Maven 3.6 or later"),
                run::toString);
        program(bin.resolve("mvn"), "echo built \"$@\"", "exit 1");
        run = run(environment);
        assertTrue(run.status == 1 && run.out.isEmpty(), run::toString);
        assertTrue(run.err.endsWith("concrete: the build failed"), run::toString);
    }

    /** The one for Windows can't be run here; what both hand on must at least be written in both. */
    @Test
    void bothLaunchersHandOnTheSame() throws IOException {
        Path root = Path.of(System.getProperty("concrete.root", "..")).toAbsolutePath();
        for (String launcher : List.of("concrete", "concrete.cmd")) {
            String text = Files.readString(root.resolve(launcher));
            for (String part : List.of(
                    "-XX:+IgnoreUnrecognizedVMOptions --enable-native-access=ALL-UNNAMED"
                            + " --sun-misc-unsafe-memory-access=allow",
                    "-XX:+UseParallelGC",
                    "\"-Dconcrete.launcher=",
                    "CONCRETE_JAVA_OPTS",
                    " " + Main.class.getName() + " ",
                    "mvn -q -B -Dstyle.color=never -DskipTests -pl concrete-examples -am package")) {
                assertTrue(text.contains(part), launcher + " lacks " + part);
            }
        }
    }

    /** In the locale C, Java can't open files whose names are not ASCII. */
    @ParameterizedTest
    @CsvSource({
        "C,,,C.UTF-8",
        "POSIX,,,C.UTF-8",
        ",C,de_DE.UTF-8,C.UTF-8",
        ",,,C.UTF-8",
        ",,de_DE.UTF-8,''",
        "en_US.UTF-8,C,C,en_US.UTF-8"
    })
    void theLocaleCanNameFiles(String all, String type, String lang, String expected) throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("JAVA_HOME", home("jdk", "17.0.12").toString());
        environment.put("LC_ALL", all == null ? "" : all);
        environment.put("LC_CTYPE", type == null ? "" : type);
        environment.put("LANG", lang == null ? "" : lang);
        Run run = run(environment);
        assertTrue(run.out.startsWith("java of jdk, LC_ALL=" + expected + " -XX"), run::toString);
    }
}
