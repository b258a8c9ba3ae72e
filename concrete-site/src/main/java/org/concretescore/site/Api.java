package org.concretescore.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The documented classes by their simple names, as a page of code mentions them.
 *
 * @param classes the file of each, relative to the site
 */
record Api(Map<String, String> classes) {
    private static final Pattern CLASS = Pattern.compile("org/concretescore/.*/([A-Z]\\w*)\\.html");
    private static final Pattern MENTION = Pattern.compile("([A-Z]\\w*)(\\.[a-z].*|\\(.*)?");

    /** Those whose Javadoc lies in a folder; none if the folder does not exist. */
    static Api in(Path folder) throws IOException {
        Map<String, String> classes = new TreeMap<>();
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.map(f -> folder.relativize(f).toString().replace('\\', '/'))
                        .map(CLASS::matcher)
                        .filter(Matcher::matches)
                        .filter(m -> !m.group().contains("class-use"))
                        .forEach(
                                m -> classes.merge(m.group(1), "apidocs/" + m.group(), (a, b) -> "")); // two: ambiguous
            }
            classes.values().removeIf(String::isEmpty);
        }
        return new Api(classes);
    }

    /** The page of the class that a piece of code begins with, or null. */
    String pageOf(String code) {
        Matcher mention = MENTION.matcher(code);
        return mention.matches() ? classes.get(mention.group(1)) : null;
    }

    /** What the search finds: the name, also in words, and the package. */
    List<Map<String, String>> entries() {
        return classes.entrySet().stream()
                .map(e -> Map.of(
                        "page", e.getValue(),
                        "title", e.getKey(),
                        "text",
                                e.getKey().replaceAll("(?<=[a-z])(?=[A-Z])", " ") + ", a class of "
                                        + e.getValue()
                                                .replaceAll("^apidocs/|/[^/]*$", "")
                                                .replace('/', '.')))
                .toList();
    }
}
