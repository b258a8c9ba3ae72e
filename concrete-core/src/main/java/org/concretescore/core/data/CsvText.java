package org.concretescore.core.data;

import java.util.List;
import java.util.stream.Collectors;

/** Comma-separated text as this library writes it: RFC 4180, with plain line feeds. {@link CsvReader} reads it again. */
public final class CsvText {
    private CsvText() {}

    /**
     * Writes a field.
     *
     * @param text what it holds
     * @return the text, between quotes where it holds a comma, a quote or the end of a line
     */
    public static String field(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /**
     * Joins the fields of a line.
     *
     * @param fields what they hold
     * @return the line, without its end
     */
    public static String line(List<String> fields) {
        return fields.stream().map(CsvText::field).collect(Collectors.joining(","));
    }
}
