import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the test classes that it is told, for {@code Mutation}: a line in is a class and, after a tab, the folder whose
 * classes come first; a line out says whether all of its tests passed. Libraries stay loaded (and natives, which no JVM
 * loads twice), the project's own classes are loaded anew for each line. Slow tests are left out; a class that has no
 * others passes.
 */
final class TestWorker {
    /**
     * Ends JUnit's run at the first failure. What a listener throws is swallowed, unless JUnit takes it for
     * unrecoverable, which of all errors this one is.
     */
    private static final class Enough extends OutOfMemoryError {
        private static final long serialVersionUID = 1L;
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        System.setOut(nowhere);
        System.setErr(nowhere);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] parts = line.split("\t", 2);
            List<URL> urls = new ArrayList<>();
            for (String entry : (parts[1] + File.pathSeparator + arguments[0]).split(File.pathSeparator)) {
                if (!entry.isEmpty()) {
                    urls.add(new File(entry).toURI().toURL());
                }
            }
            String failure = run(parts[0], urls.toArray(URL[]::new));
            answers.println(failure == null ? "@@ passed" : "@@ failed " + failure);
        }
    }

    private static String name(String test, TestIdentifier identifier) {
        String method = identifier.getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> "." + ((MethodSource) source).getMethodName())
                .orElse("");
        return test.substring(test.lastIndexOf('.') + 1) + method;
    }

    private static String run(String test, URL[] urls) throws Exception {
        String[] failure = {null};
        try (URLClassLoader loader = new URLClassLoader(urls, TestWorker.class.getClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(DiscoverySelectors.selectClass(loader.loadClass(test)))
                    .filters(TagFilter.excludeTags("slow"))
                    .build();
            Launcher launcher = LauncherFactory.create();
            try {
                launcher.execute(request, new TestExecutionListener() {
                    @Override
                    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
                        if (result.getStatus() == TestExecutionResult.Status.FAILED && failure[0] == null) {
                            String message = result.getThrowable().map(String::valueOf).orElse("");
                            failure[0] = name(test, identifier) + ": " + message;
                            throw new Enough();
                        }
                    }
                });
            } catch (Enough e) {
                // Known already.
            }
        } catch (LinkageError e) {
            failure[0] = test + ": " + e;
        } finally {
            Thread.currentThread().setContextClassLoader(TestWorker.class.getClassLoader());
        }
        return failure[0] == null ? null : failure[0].replaceAll("\\s+", " ").replaceFirst("(?<=.{160}).+", " ...");
    }
}
