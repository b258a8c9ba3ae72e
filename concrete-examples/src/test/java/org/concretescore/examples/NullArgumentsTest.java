package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.network.Mlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No public factory or constructor of the library takes null without a word, unless it says that it may: what is
 * missing is told where it is missing, and not some steps later. Arguments are made up by type; where the made-up ones
 * don't fit each other, an error about them counts as well.
 */
final class NullArgumentsTest {
    /** Parameters that may be null, by number; and records of results, which the library makes itself. */
    private static final List<String> MAY_BE_NULL = List.of(
            "AtomicFile.write(Path,Path,Content)#1",
            "Counts.of(long,String)#1",
            "Counts.were(long,String)#1",
            "CsvOptions(Header,String,List,Schema)#1",
            "CsvOptions(Header,String,List,Schema)#3",
            "DataCatalog.of(Path)#0",
            "DataException.at(Path,String)#1",
            "Graphs.requireWeaklyConnected(Neighborhood,String)#1",
            "IdxOptions(int,int,Schema)#2",
            "StoppedException(String)#0",
            "StoppedException.throwIfInterrupted(String)#0",
            "Guard(String)#0");

    private static final List<String> RESULTS = List.of(
            "Split",
            "TrainingResult<LatentModel>",
            "TrainingResult",
            "TrainingResult<VectorModel>",
            "Outcome",
            "MaskedLayer",
            "Adapted",
            "BidirectionalEstimate",
            "LogZInterval");

    /** What starts threads or takes streams over. */
    private static final List<String> LEFT_OUT = List.of("Workers", "StandardStreams");

    @TempDir
    private Path folder;

    private final Map<Class<?>, Object> values = new LinkedHashMap<>();

    @Test
    void nullIsRefusedAtTheDoor() throws IOException {
        List<Class<?>> types = types();
        assertTrue(types.size() > 200, () -> "only " + types.size() + " types were found");
        StateSpace space = StateSpace.of(2, 3);
        Stream.of(
                        space,
                        Graphs.hamming(space),
                        new RandomStreams(1),
                        new RandomStreams(1).stream("null"),
                        Schema.of(space),
                        Noise.uniform(0.1),
                        Mlp.of(4))
                .forEach(value -> values.put(value.getClass(), value));
        // What some make, others take.
        for (int round = 0; round < 4; round++) {
            types.forEach(type -> doors(type).forEach(this::make));
        }
        assertTrue(values.size() > 80, () -> "only " + values.size() + " kinds of values were made");
        TreeSet<String> silent = new TreeSet<>();
        for (Class<?> type : types) {
            for (Executable door : doors(type)) {
                tryNulls(type, door, silent);
            }
        }
        assertEquals(new TreeSet<>(MAY_BE_NULL), silent);
    }

    private void tryNulls(Class<?> type, Executable door, TreeSet<String> silent) {
        Class<?>[] parameters = door.getParameterTypes();
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i].isPrimitive() || type.isRecord() && RESULTS.contains(type.getSimpleName())) {
                continue;
            }
            Object[] arguments = arguments(door);
            arguments[i] = null;
            try {
                call(door, arguments);
                silent.add(type.getSimpleName() + (door instanceof Method ? "." + door.getName() : "")
                        + Arrays.stream(parameters).map(Class::getSimpleName).collect(Collectors.joining(",", "(", ")"))
                        + "#" + i);
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                // Refused, or not possible with made-up arguments.
            }
        }
    }

    private void make(Executable door) {
        Class<?> made = door instanceof Method method ? method.getReturnType() : door.getDeclaringClass();
        if (!made.getName().startsWith("org.concretescore") || values.containsKey(made)) {
            return;
        }
        Object[] arguments = arguments(door);
        if (Arrays.asList(arguments).contains(null)) {
            return;
        }
        try {
            Object value = call(door, arguments);
            if (value != null) {
                values.put(value.getClass(), value);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // Not with these.
        }
    }

    private Object[] arguments(Executable door) {
        return Arrays.stream(door.getParameterTypes()).map(this::sample).toArray();
    }

    private static Object call(Executable door, Object[] arguments) throws ReflectiveOperationException {
        return door instanceof Method method
                ? method.invoke(null, arguments)
                : ((Constructor<?>) door).newInstance(arguments);
    }

    private Object sample(Class<?> type) {
        Map<Class<?>, Object> plain = Map.of(
                int.class,
                2,
                long.class,
                2L,
                double.class,
                0.5,
                float.class,
                0.5f,
                boolean.class,
                false,
                String.class,
                "name",
                Path.class,
                folder.resolve("file"),
                List.class,
                List.of(),
                Map.class,
                Map.of());
        Map<Class<?>, Object> arrays = Map.of(
                int[].class, new int[] {0, 1},
                int[][].class, new int[][] {{0, 1}},
                double[].class, new double[] {0.5, 0.25},
                float[].class, new float[] {1, 2},
                double[][].class, new double[][] {{1, 2, 3, 4}, {1, 3, 2, 4}});
        Object known = plain.getOrDefault(type, arrays.get(type));
        if (known != null) {
            return known;
        }
        Object made = values.entrySet().stream()
                .filter(value -> type.isAssignableFrom(value.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        if (made != null) {
            return made;
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (!type.isInterface() || type.isSealed()) {
            return null;
        }
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            if (method.isDefault()) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
            }
            return switch (method.getName()) {
                case "toString" -> "proxy";
                case "hashCode" -> 1;
                case "equals" -> proxy == arguments[0];
                default -> method.getReturnType() == void.class ? null : sample(method.getReturnType());
            };
        });
    }

    /** Factories and constructors that everybody may call. */
    private static List<Executable> doors(Class<?> type) {
        List<Executable> doors = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (method.getDeclaringClass() == type
                    && Modifier.isStatic(method.getModifiers())
                    && !method.isSynthetic()) {
                doors.add(method);
            }
        }
        if (!Modifier.isAbstract(type.getModifiers())) {
            doors.addAll(List.of(type.getConstructors()));
        }
        doors.sort(Comparator.comparing(Object::toString));
        return doors;
    }

    /** The public types of the library's modules. */
    private static List<Class<?>> types() throws IOException {
        List<Class<?>> types = new ArrayList<>();
        for (Class<?> of : List.of(StateSpace.class, Mlp.class, org.concretescore.sampling.chain.Chains.class)) {
            Path classes = classes(of);
            try (Stream<Path> files = Files.walk(classes)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".class"))
                        .sorted()
                        .toList()) {
                    String name = classes.relativize(file)
                            .toString()
                            .replace(file.getFileSystem().getSeparator(), ".");
                    name = name.substring(0, name.length() - ".class".length());
                    if (!name.endsWith("-info")) {
                        Class<?> type = load(name);
                        if (isPublic(type) && !LEFT_OUT.contains(type.getSimpleName())) {
                            types.add(type);
                        }
                    }
                }
            }
        }
        return types;
    }

    private static Path classes(Class<?> type) {
        return Path.of(
                System.getProperty("concrete.root", ".."),
                "concrete-" + type.getName().split("\\.")[2],
                "target",
                "classes");
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, NullArgumentsTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name, e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> enclosing = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers())
                && !type.isAnonymousClass()
                && (enclosing == null || isPublic(enclosing));
    }
}
