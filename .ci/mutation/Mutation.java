import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The mutation gate: plants the faults of {@code faults/} one after the other and says which of them no test notices.
 * docs/mutation.md says how to run it. A fault is compiled into a folder that comes before the module's classes; the sources
 * and the build stay as they are.
 */
final class Mutation {
    private static final List<String> MODULES = List.of("core", "sampling", "nn");
    private static final double WANTED = 0.99;
    /** After so many faults a new JVM: tests leave threads behind, which hold the classes of their fault. */
    private static final int FAULTS_PER_WORKER = 30;

    /** What a test is taken to take, in milliseconds, before it was run. */
    private static final long UNKNOWN = 3000;

    /** Tests that fail by themselves. */
    private static final Set<String> BROKEN = new HashSet<>();

    private static final Path ROOT = root();

    public static void main(String[] arguments) throws Exception {
        List<String> wanted = new ArrayList<>(List.of(arguments));
        boolean checkOnly = wanted.remove("--check");
        List<Fault> faults = new ArrayList<>();
        for (String module : MODULES) {
            faults.addAll(Fault.read(module));
        }
        List<Fault> chosen = faults.stream()
                .filter(fault -> wanted.isEmpty() || wanted.stream().anyMatch(fault::isNamedBy))
                .toList();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("no fault is named by " + wanted + "; there are " + faults.size());
        }
        Map<Outcome, List<Fault>> outcomes = new HashMap<>();
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new ArrayList<>());
        }
        for (String module : MODULES) {
            List<Fault> ofModule =
                    chosen.stream().filter(fault -> fault.module.equals(module)).toList();
            if (!ofModule.isEmpty()) {
                try (Module run = new Module(module)) {
                    for (Fault fault : ofModule) {
                        outcomes.get(run.plant(fault, checkOnly)).add(fault);
                    }
                }
            }
        }
        int errors = outcomes.get(Outcome.ERROR).size() + BROKEN.size();
        int survived = outcomes.get(Outcome.SURVIVED).size();
        int caught = outcomes.get(Outcome.CAUGHT).size();
        if (checkOnly) {
            System.out.printf("%d faults, %d of which can't be planted%n", chosen.size(), errors);
        } else {
            outcomes.get(Outcome.SURVIVED).forEach(fault -> System.out.println("survived: " + fault));
            double score = (double) caught / Math.max(1, caught + survived);
            System.out.printf(Locale.ROOT, "%d faults: %d caught, %d survived, %d errors; score %.1f %%%n",
                    chosen.size(), caught, survived, errors, 100 * score);
            errors += score < WANTED ? 1 : 0;
        }
        System.exit(errors == 0 ? 0 : 1);
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (here != null && !Files.isDirectory(here.resolve(".ci/mutation/faults"))) {
            here = here.getParent();
        }
        if (here == null) {
            throw new IllegalStateException("run this from within the project's folder");
        }
        return here;
    }

    private enum Outcome {
        CAUGHT,
        SURVIVED,
        ERROR
    }

    /** One entry of a list: where it is, what is there, what takes its place, and what is wrong with that. */
    private record Fault(String module, int number, String file, String title, String before, String after,
            List<String> tests) {
        private static final Pattern HEAD = Pattern.compile("@ (\\S+) (.+)");

        static List<Fault> read(String module) throws IOException {
            Path list = ROOT.resolve(".ci/mutation/faults/" + module + ".txt");
            List<Fault> faults = new ArrayList<>();
            String file = null;
            String title = null;
            List<String> tests = List.of();
            StringBuilder before = new StringBuilder();
            StringBuilder after = new StringBuilder();
            List<String> lines = new ArrayList<>(Files.readAllLines(list));
            lines.add("@ end of the list");
            for (String line : lines) {
                Matcher head = HEAD.matcher(line);
                if (head.matches()) {
                    if (file != null) {
                        faults.add(new Fault(module, faults.size() + 1, file, title, before.toString(),
                                after.toString(), tests));
                    }
                    file = head.group(1);
                    title = head.group(2);
                    tests = List.of(Path.of(file).getName(0).toString());
                    before.setLength(0);
                    after.setLength(0);
                } else if (line.startsWith("- ")) {
                    before.append(line.substring(2)).append('\n');
                } else if (line.startsWith("+ ") || line.equals("+")) {
                    after.append(line.substring(1)).append('\n');
                } else if (line.startsWith("tests: ")) {
                    tests = List.of(line.substring(7).trim().split("\\s+"));
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    throw new IllegalArgumentException(list + ": '" + line + "' is no line of a fault");
                }
            }
            return faults;
        }

        /** By "core", "core/7", "core/7-12" or a file such as "Csm.java". */
        boolean isNamedBy(String name) {
            Matcher range = Pattern.compile(module + "/(\\d+)(?:-(\\d+))?").matcher(name);
            if (range.matches()) {
                int first = Integer.parseInt(range.group(1));
                int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
                return number >= first && number <= last;
            }
            return name.equals(module) || file.endsWith("/" + name);
        }

        Path source() {
            return ROOT.resolve("concrete-" + module + "/src/main/java/org/concretescore/" + module + "/" + file);
        }

        /** The source with the fault; how its lines are broken and indented is of no account. */
        String planted() throws IOException {
            String source = Files.readString(source());
            String pattern = Stream.of(before.trim().split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s+"));
            Matcher place = Pattern.compile(pattern).matcher(source);
            if (!place.find()) {
                throw new IOException("its text is not in " + file + " (any more): write it anew");
            }
            int start = place.start();
            int end = place.end();
            if (place.find()) {
                throw new IOException("its text is twice in " + file + ": give more of it");
            }
            return source.substring(0, start) + after.strip() + source.substring(end);
        }

        String id() {
            return module + "/" + number;
        }

        @Override
        public String toString() {
            return id() + " " + file + ": " + title;
        }
    }

    /** What a module's faults share: its class path, how long its tests take without a fault, and a JVM to run them. */
    private static final class Module implements AutoCloseable {
        private final String name;
        private final Path folder;
        private final Path overlay;
        private final Path known;
        private final List<Path> classes = new ArrayList<>();
        private final String libraries;
        private final Map<String, Long> times = new HashMap<>();
        private final Map<String, Integer> catches = new HashMap<>();
        private Worker worker;
        private int planted;

        Module(String name) throws IOException {
            this.name = name;
            folder = ROOT.resolve("concrete-" + name);
            overlay = Files.createDirectories(folder.resolve("target/mutation"));
            Path list = folder.resolve("target/test-classpath.txt");
            if (!Files.exists(list)) {
                throw new IOException(list + " is missing: build the project first (mvn verify, or mvn test-compile)");
            }
            libraries = Stream.of(Files.readString(list).trim().split(File.pathSeparator))
                    .filter(entry -> !entry.matches(".*concrete-core([/\\\\]target|-[^/\\\\]*\\.jar).*"))
                    .collect(Collectors.joining(File.pathSeparator));
            for (String module : new LinkedHashSet<>(List.of(name, "core"))) {
                classes.add(ROOT.resolve("concrete-" + module + "/target/test-classes"));
                classes.add(ROOT.resolve("concrete-" + module + "/target/classes"));
            }
            known = folder.resolve("target/mutation-times.txt");
            readKnownTimes();
        }

        Outcome plant(Fault fault, boolean checkOnly) throws Exception {
            long began = System.nanoTime();
            String error = compile(fault);
            if (error != null || checkOnly) {
                if (error != null) {
                    System.out.println(fault + "\n    ERROR: " + error.strip().replace("\n", "\n    "));
                }
                return error != null ? Outcome.ERROR : Outcome.CAUGHT;
            }
            List<String> tests = tests(fault);
            // The file's own test first, and those that are named; then what is quick, or caught others before.
            String own = fault.source().getFileName().toString().replace(".java", "Test");
            Comparator<String> order = Comparator.comparing((String test) -> {
                        String simple = test.substring(test.lastIndexOf('.') + 1);
                        return !simple.equals(own) && !fault.tests.contains(simple);
                    })
                    .thenComparing(test -> times.getOrDefault(test, UNKNOWN) / (1.0 + catches.getOrDefault(test, 0)));
            if (worker != null && planted++ % FAULTS_PER_WORKER == FAULTS_PER_WORKER - 1) {
                worker.close();
                worker = null;
            }
            String by = null;
            while (!tests.isEmpty() && by == null) {
                String test = Collections.min(tests, order);
                tests.remove(test);
                if (!passesByItself(test)) {
                    continue;
                }
                by = run(test, 60_000 + 10 * times.get(test), overlay.toString());
                if (by != null) {
                    catches.merge(test, 1, Integer::sum);
                }
            }
            System.out.printf(Locale.ROOT, "%-12s %-9s %5.1f s  %s: %s%n%s", fault.id(), by == null ? "SURVIVED" : "caught",
                    (System.nanoTime() - began) / 1e9, fault.file, fault.title,
                    by == null ? "" : "                              by " + by + "\n");
            return by == null ? Outcome.SURVIVED : Outcome.CAUGHT;
        }

        private String compile(Fault fault) throws IOException {
            try (Stream<Path> old = Files.walk(overlay)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    if (!path.equals(overlay)) {
                        Files.delete(path);
                    }
                }
            }
            String text;
            try {
                text = fault.planted();
            } catch (IOException e) {
                return e.getMessage();
            }
            JavaFileObject source = new SimpleJavaFileObject(
                    URI.create("string:///" + fault.source().getFileName()), JavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignoreErrors) {
                    return text;
                }
            };
            String path = classes.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
            JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
            DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
            List<String> options = List.of("-nowarn", "-proc:none", "-parameters", "-g", "--release", "17", "-d",
                    overlay.toString(), "-cp", path + File.pathSeparator + libraries);
            boolean compiled = javac.getTask(null, null, problems, options, null, List.of(source)).call();
            return compiled ? null : problems.getDiagnostics().stream()
                    .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                    .map(Object::toString).collect(Collectors.joining("\n"));
        }

        /** The test classes of the rooms (packages) that the fault names, or those it names themselves. */
        private List<String> tests(Fault fault) throws IOException {
            Path top = folder.resolve("target/test-classes");
            Set<String> names = new LinkedHashSet<>();
            try (Stream<Path> files = Files.walk(top.resolve("org/concretescore/" + name))) {
                List<Path> all = files.filter(file -> file.toString().endsWith("Test.class")).sorted().toList();
                for (String wanted : fault.tests) {
                    int before = names.size();
                    all.stream().filter(file -> file.getParent().endsWith(wanted)
                                    || file.endsWith(wanted + ".class"))
                            .map(file -> top.relativize(file).toString().replace(".class", "")
                                    .replace(File.separatorChar, '.'))
                            .forEach(names::add);
                    if (names.size() == before) {
                        throw new IOException(fault + ": no tests are called " + wanted);
                    }
                }
            }
            return new ArrayList<>(names);
        }

        /** Runs a test, once, without a fault: one that fails by itself notices nothing. */
        private boolean passesByItself(String test) throws Exception {
            if (!times.containsKey(test) && !BROKEN.contains(test)) {
                long began = System.nanoTime();
                String failure = run(test, 600_000, "");
                if (failure != null) {
                    System.out.println("ERROR: fails without a fault and is left out: " + failure);
                    BROKEN.add(test);
                    return false;
                }
                times.put(test, (System.nanoTime() - began) / 1_000_000);
                Files.writeString(known, test + " " + times.get(test) + "\n", StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
            return !BROKEN.contains(test);
        }

        /** What was measured before stays true until something is compiled. */
        private void readKnownTimes() throws IOException {
            if (Files.exists(known)) {
                FileTime measured = Files.getLastModifiedTime(known);
                for (Path folder : classes) {
                    try (Stream<Path> files = Files.walk(folder)) {
                        for (Path file : files.filter(Files::isRegularFile).toList()) {
                            if (Files.getLastModifiedTime(file).compareTo(measured) > 0) {
                                Files.delete(known);
                                return;
                            }
                        }
                    }
                }
                for (String line : Files.readAllLines(known)) {
                    times.put(line.substring(0, line.indexOf(' ')), Long.valueOf(line.substring(line.indexOf(' ') + 1)));
                }
            }
        }

        /** Null if the tests of the class pass, else what failed. */
        private String run(String test, long milliseconds, String first) throws Exception {
            if (worker == null) {
                worker = new Worker(this);
            }
            String answer = worker.run(test, milliseconds, first);
            if (answer == null || answer.startsWith("failed ")) {
                return answer == null ? null : answer.substring("failed ".length());
            }
            worker.close();
            worker = null;
            return answer;
        }

        @Override
        public void close() {
            if (worker != null) {
                worker.close();
            }
        }
    }

    /** A JVM that runs test classes, each time with classes loaded anew. */
    private static final class Worker implements AutoCloseable {
        private final Process process;
        private final PrintWriter to;
        private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

        Worker(Module module) throws IOException {
            String jvm = ProcessHandle.current().info().command().orElse("java");
            process = new ProcessBuilder(jvm, "-Xmx3g", "-cp", module.libraries, "-Djava.awt.headless=true",
                            "-Dconcrete.root=" + ROOT, "-Dbasedir=" + module.folder,
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                            ROOT.resolve(".ci/mutation/TestWorker.java").toString(),
                            module.classes.stream().map(Path::toString)
                                    .collect(Collectors.joining(File.pathSeparator)))
                    .directory(module.folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            to = new PrintWriter(process.outputWriter(), true);
            Thread reader = new Thread(() -> {
                try (BufferedReader from = process.inputReader()) {
                    from.lines().filter(line -> line.startsWith("@@ ")).map(line -> line.substring(3)).forEach(answers::add);
                } catch (IOException | UncheckedIOException e) {
                    // The process was ended.
                }
                answers.add("the JVM ended");
            });
            reader.setDaemon(true);
            reader.start();
        }

        /** Null if all passed, "failed ..." or what became of the process. */
        String run(String test, long milliseconds, String first) throws InterruptedException {
            to.println(test + "\t" + first);
            String answer = answers.poll(milliseconds, TimeUnit.MILLISECONDS);
            if (answer == null) {
                return "the time limit in " + test;
            }
            return answer.equals("passed") ? null : answer.startsWith("failed ") ? answer : answer + " in " + test;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
