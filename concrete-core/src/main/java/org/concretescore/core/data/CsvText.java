package org.concretescore.core.data;

import java.util.List;
import java.util.stream.Collectors;

/** Comma-separated text as this library writes it: RFC 4180 with plain line feeds. {@link CsvReader} can read it. */
public final class CsvText {
    private CsvText() {}

    /**
     * Returns the text of a field.
     *
     * @param text the value
     * @return the value, between quotes if it contains a comma, a quote or the end of a line
     */
    public static String field(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /**
     * Returns the text of a line.
     *
     * @param fields the values of its fields
     * @return the line, without its end
     */
    public static String line(List<String> fields) {
        return fields.stream().map(CsvText::field).collect(Collectors.joining(","));
    }
}
