package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The samples in the comments of classes compile and run as they stand, with all packages of the library imported. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JavadocSamplesTest {
    private static final Path ROOT = Path.of(System.getProperty("concrete.root", ".."));
    private static final List<String> MODULES = List.of("concrete-core", "concrete-nn", "concrete-sampling");
    /** Formulas are on the line of the tag; samples begin on the next one. */
    private static final Pattern SAMPLE = Pattern.compile("(?s)\n \\* <pre>\\{@code\n(.*?)\n \\* \\}</pre>");

    private static final List<String> ENTRY_POINTS = List.of(
            "Adaptation",
            "Ais",
            "AutoregressiveLangevin",
            "Chains",
            "Concrete",
            "ConcreteSampler",
            "ConditionalSampler",
            "CsvReader",
            "Dataset",
            "Diagnostics",
            "ExactDistribution",
            "Gibbs",
            "Graphs",
            "GumbelMax",
            "LatentTrainer",
            "LocallyBalanced",
            "LogZEstimator",
            "MeasuredSampler",
            "MetropolisHastings",
            "ModelFile",
            "MultiSampleBound",
            "Neighborhood",
            "NetworkSpec",
            "NeuralModel",
            "Noise",
            "Objectives",
            "Raise",
            "RandomStreams",
            "Samples",
            "ScoreModel",
            "StateSpace",
            "Tempering",
            "Trainer",
            "TransitionKernel",
            "TransitionMatrix",
            "TriangularBridge",
            "VectorTrainer",
            "Vectors",
            "Verify",
            "VerifyKernel");

    private Path folder;

    private final Map<String, String> samples = new TreeMap<>();

    @BeforeAll
    void compile(@TempDir Path temporary) throws IOException {
        folder = temporary;
        TreeSet<String> packages = new TreeSet<>();
        for (String module : MODULES) {
            Path sources = ROOT.resolve(module).resolve("src/main/java");
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    packages.add(sources.relativize(file.getParent()).toString().replace(File.separatorChar, '.'));
                    String source = Files.readString(file).replace("\r\n", "\n");
                    Matcher sample = SAMPLE.matcher(source);
                    if (source.contains("\npublic ") && sample.find()) {
                        String name = file.getFileName().toString().replace(".java", "");
                        samples.put(name, sample.group(1).replaceAll("(?m)^ \\* ?", ""));
                    }
                }
            }
        }
        String imports = packages.stream().map(p -> "import " + p + ".*;\n").collect(Collectors.joining());
        for (Map.Entry<String, String> sample : samples.entrySet()) {
            Files.writeString(
                    folder.resolve(sample.getKey() + "Sample.java"),
                    imports + "import java.nio.file.*;\nimport java.util.*;\npublic class " + sample.getKey()
                            + "Sample { public static void main(String[] args) throws Exception {\n" + sample.getValue()
                            + "\n} }\n");
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.list(folder)) {
            List<String> options =
                    List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
            var units = files.getJavaFileObjectsFromPaths(sources.toList());
            boolean compiled = compiler.getTask(messages, files, null, options, null, units)
                    .call();
            assertTrue(compiled, messages::toString);
        }
    }

    @Test
    void everyEntryPointHasOne() {
        List<String> without =
                ENTRY_POINTS.stream().filter(c -> !samples.containsKey(c)).toList();
        assertTrue(without.isEmpty(), () -> "there is no sample in the comment of " + without);
    }

    @ParameterizedTest
    @MethodSource("names")
    void runs(String name) throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            loader.loadClass(name + "Sample").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        }
    }

    private List<String> names() {
        return List.copyOf(samples.keySet());
    }
}
