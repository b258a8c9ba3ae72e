package org.concretescore.examples.report;

import java.util.List;
import java.util.stream.Collectors;

/** Lines of comma-separated text, RFC 4180. */
public final class Csv {
    private Csv() {}

    /**
     * Joins fields.
     *
     * @param fields the fields
     * @return a line without its end
     */
    public static String line(List<String> fields) {
        return fields.stream().map(Csv::field).collect(Collectors.joining(","));
    }

    private static String field(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
