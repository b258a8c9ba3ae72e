package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Chains;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jars of core and sampling are modules: a program that requires both is compiled and run, and sees every package.
 */
final class ModulePathTest {
    private static final String MODULE = """
            module program {
                requires org.concretescore.sampling;
            }
            """;

    private static final String PROGRAM = """
            package program;

            import org.concretescore.core.exact.ExactDistribution;
            import org.concretescore.core.graph.Graphs;
            import org.concretescore.core.noise.Noise;
            import org.concretescore.core.random.RandomStreams;
            import org.concretescore.core.space.StateSpace;
            import org.concretescore.sampling.chain.*;

            public final class Program {
                public static void main(String[] args) {
                    StateSpace space = StateSpace.of(3, 2);
                    RandomStreams streams = new RandomStreams(1);
                    ExactDistribution p = ExactDistribution.of(space, 1, 2, 3, 4, 5, 6);
                    ExactDistribution noisy = Noise.uniform(0.1).on(space).noisy(p);
                    Chains chains = Chains.atRandom(space, 10, streams, "chains");
                    Samples samples = Samples.draw(
                            MetropolisHastings.of(noisy.score(Graphs.hamming(space))), chains, SamplingOptions.of(100));
                    System.out.print(samples.count() + " samples, in " + Program.class.getModule().getName());
                    System.out.print(ModuleLayer.boot().findModule("java.sql").isPresent() ? ", with java.sql" : "");
                }
            }
            """;

    /** A program that reads a database; only such a program needs the JDK's module java.sql. */
    private static final String QUERY = """
            package program;

            import java.lang.reflect.Proxy;
            import java.sql.ResultSet;
            import java.sql.ResultSetMetaData;
            import java.util.stream.Stream;
            import org.concretescore.core.data.Dataset;

            public final class Program {
                public record Row(String name, int value) {}

                public static void main(String[] args) throws Exception {
                    ClassLoader loader = Program.class.getClassLoader();
                    ResultSetMetaData columns = (ResultSetMetaData) Proxy.newProxyInstance(
                            loader, new Class<?>[] {ResultSetMetaData.class},
                            (proxy, method, given) -> method.getName().equals("getColumnCount") ? (Object) 1 : "a");
                    int[] left = {2};
                    ResultSet results = (ResultSet) Proxy.newProxyInstance(
                            loader, new Class<?>[] {ResultSet.class}, (proxy, method, given) -> switch (method.getName()) {
                                case "getMetaData" -> columns;
                                case "next" -> left[0]-- > 0;
                                default -> left[0];
                            });
                    System.out.print(Dataset.of(results));
                    System.out.print(Dataset.ofRecords(Row.class, Stream.of(new Row("a", 1))));
                }
            }
            """;

    @TempDir
    private Path folder;

    private static Path codeOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static ModuleDescriptor descriptor(Path code) {
        return ModuleFinder.of(code).findAll().iterator().next().descriptor();
    }

    @BeforeEach
    void requireJars() throws Exception {
        for (Class<?> type : List.of(StateSpace.class, Chains.class)) {
            assumeTrue(Files.isRegularFile(codeOf(type)), "the descriptors are in the jars, which 'mvn package' makes");
        }
    }

    @Test
    void everyPackageIsExported() throws Exception {
        for (Class<?> type : List.of(StateSpace.class, Chains.class)) {
            ModuleDescriptor module = descriptor(codeOf(type));
            Set<String> exported = module.exports().stream()
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());
            Set<String> missing = new TreeSet<>(module.packages());
            missing.removeAll(exported);
            assertEquals(Set.of(), missing, "to be exported by the module-info.java of " + module.name());
        }
    }

    @Test
    void aModularProgramRuns() throws Exception {
        assertEquals("100 samples, in program", run(MODULE, PROGRAM));
    }

    @Test
    void aModularProgramReadsADatabaseAndRecords() throws Exception {
        String module = MODULE.replace("}", "    requires java.sql;\n    exports program;\n}");
        assertEquals(
                "Dataset[2 rows, Schema[1 column, 0 with labels, StateSpace[2]]]"
                        + "Dataset[1 rows, Schema[2 columns, 1 with labels, StateSpace[1, 2]]]",
                run(module, QUERY));
    }

    private String run(String module, String program) throws Exception {
        Path sources = Files.createDirectories(folder.resolve("program"));
        Path moduleFile = Files.writeString(folder.resolve("module-info.java"), module);
        Path programFile = Files.writeString(sources.resolve("Program.java"), program);
        // Of the class path only what core and sampling stand on.
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String modulePath = Stream.concat(
                        Stream.of(codeOf(StateSpace.class), codeOf(Chains.class))
                                .map(Path::toString),
                        Stream.of(classPath.split(File.pathSeparator))
                                .filter(entry ->
                                        Path.of(entry).getFileName().toString().startsWith("commons-")))
                .collect(Collectors.joining(File.pathSeparator));
        Path classes = folder.resolve("classes");
        List<String> compile =
                List.of("-p", modulePath, "-d", classes.toString(), moduleFile.toString(), programFile.toString());
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, compile.toArray(String[]::new)));
        return java("-p", classes + File.pathSeparator + modulePath, "-m", "program/program.Program");
    }

    private String java(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int status = process.waitFor();
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        assertEquals(0, status, printed);
        return printed;
    }
}
