package org.concretescore.core.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.vector.Vectors;

/**
 * The columns of a discrete data set. Each column has a name, a number of categories {@code K_d}, and possibly labels
 * for the categories. A column without labels holds the plain integers {@code 0..K_d-1}.
 *
 * <p>A schema is taken from the training split and saved with the model ({@link #encode}). All other data must have it.
 * Immutable and safe for use by several threads.
 */
public final class Schema {
    private static final String FORMAT = "concrete-schema 1";
    private static final Pattern ESCAPE = Pattern.compile("\\\\(\\\\|u[0-9a-f]{4})");

    private final List<String> names;
    private final StateSpace space;
    /** For each column its labels in the order of the values, or an empty list. */
    private final List<List<String>> labels;
    /** The inverse of {@link #labels}. */
    private final List<Map<String, Integer>> codes;

    private Schema(List<String> names, StateSpace space, List<List<String>> labels, List<Map<String, Integer>> codes) {
        this.names = names;
        this.space = space;
        this.labels = labels;
        this.codes = codes;
    }

    /**
     * Returns columns of plain integers. They are named {@code x1}, {@code x2} and so on, as messages number the
     * columns.
     *
     * @param space the numbers of categories
     * @return the schema
     */
    public static Schema of(StateSpace space) {
        return of(Vectors.defaultNames(space.dimension()), space, Collections.nCopies(space.dimension(), List.of()));
    }

    /** Returns whether the data did not have names. Older models numbered columns from 0. */
    boolean hasDefaultNames() {
        return names.equals(Vectors.defaultNames(names.size()))
                || names.equals(
                        IntStream.range(0, names.size()).mapToObj(d -> "x" + d).toList());
    }

    /**
     * Returns columns with names, with or without labels.
     *
     * @param names the name of each column, all different
     * @param space the numbers of categories
     * @param labels for each column either the labels of the values {@code 0..K_d-1}, all different, or an empty list
     * @return the schema
     * @throws IllegalArgumentException if the lengths differ, or a name or a label of a column occurs twice
     */
    public static Schema of(List<String> names, StateSpace space, List<List<String>> labels) {
        int dimension = space.dimension();
        if (names.size() != dimension || labels.size() != dimension) {
            throw new IllegalArgumentException("a space of " + Counts.of(dimension, "coordinate")
                    + " needs as many names and lists of labels, was given " + names.size() + " and " + labels.size());
        }
        Set<String> seen = new HashSet<>();
        List<List<String>> copies = new ArrayList<>();
        List<Map<String, Integer>> codes = new ArrayList<>();
        for (int d = 0; d < dimension; d++) {
            if (!seen.add(names.get(d))) {
                throw new IllegalArgumentException("two columns have the name " + DataException.quote(names.get(d)));
            }
            List<String> copy = List.copyOf(labels.get(d));
            if (!copy.isEmpty() && copy.size() != space.cardinality(d)) {
                throw new IllegalArgumentException("column " + DataException.quote(names.get(d)) + " has "
                        + space.cardinality(d) + " categories but " + Counts.of(copy.size(), "label"));
            }
            Map<String, Integer> code = new HashMap<>();
            for (String label : copy) {
                if (code.put(label, code.size()) != null) {
                    throw new IllegalArgumentException("column " + DataException.quote(names.get(d)) + " has the label "
                            + DataException.quote(label) + " twice");
                }
            }
            copies.add(copy);
            codes.add(code);
        }
        return new Schema(List.copyOf(names), space, List.copyOf(copies), List.copyOf(codes));
    }

    /**
     * Returns the numbers of categories.
     *
     * @return the state space, with one coordinate for each column
     */
    public StateSpace space() {
        return space;
    }

    /**
     * Returns the names of the columns.
     *
     * @return an unmodifiable list of length {@code D}
     */
    public List<String> names() {
        return names;
    }

    /**
     * Returns whether the values of a column have labels.
     *
     * @param column the column, {@code 0..D-1}
     * @return false if the values are plain integers
     */
    public boolean hasLabels(int column) {
        return !labels.get(column).isEmpty();
    }

    /**
     * Returns whether all labels of a column are numbers, for instance with decimals. Such numbers are seldom meant as
     * categories.
     *
     * @param column the column, {@code 0..D-1}
     * @return false if a label is not a number, or the column does not have labels
     */
    public boolean hasNumbersAsLabels(int column) {
        return hasLabels(column) && labels.get(column).stream().allMatch(WeightsReader.NUMBER.asMatchPredicate());
    }

    /**
     * Returns the labels of a column.
     *
     * @param column the column, {@code 0..D-1}
     * @return an unmodifiable list of length {@code K_d}, or an empty one if the values are plain integers
     */
    public List<String> labels(int column) {
        return labels.get(column);
    }

    /**
     * Returns the value of a label.
     *
     * @param column the column, {@code 0..D-1}
     * @param label a label, or the decimal digits of a value if the column does not have labels
     * @return the value {@code 0..K_d-1}, or -1 if the column does not have the label
     */
    public int code(int column, String label) {
        if (hasLabels(column)) {
            return codes.get(column).getOrDefault(label, -1);
        }
        try {
            int value = Integer.parseInt(label);
            return value >= 0 && value < space.cardinality(column) ? value : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * Returns the label of a value, or its decimal digits if the column does not have labels.
     *
     * @param column the column, {@code 0..D-1}
     * @param value the value, {@code 0..K_d-1}
     * @return the label
     * @throws IndexOutOfBoundsException if column or value is out of its range
     */
    public String label(int column, int value) {
        Objects.checkIndex(value, space.cardinality(column));
        return hasLabels(column) ? labels.get(column).get(value) : Integer.toString(value);
    }

    /**
     * Returns this schema as a text for a model file. The text consists of printable ASCII and tabs, and its lines are
     * separated by {@code \n}. The first line has format and version. There is one line for each column, with its name,
     * its number of categories and its labels, if it has any, separated by tabs. All other characters are written as a
     * backslash, u and four hexadecimal digits, and a backslash as two backslashes.
     *
     * @return the text, which {@link #decode} reads
     */
    public String encode() {
        StringBuilder text = new StringBuilder(FORMAT);
        for (int d = 0; d < names.size(); d++) {
            escape(text.append('\n'), names.get(d));
            text.append('\t').append(space.cardinality(d));
            for (String label : labels.get(d)) {
                escape(text.append('\t'), label);
            }
        }
        return text.toString();
    }

    /**
     * Reads a text that {@link #encode} wrote.
     *
     * @param text the text
     * @return a schema equal to the encoded one
     * @throws IllegalArgumentException if the text is not exactly as {@link #encode} writes it
     */
    public static Schema decode(String text) {
        String[] lines = text.split("\n", -1);
        if (!lines[0].equals(FORMAT)) {
            throw new IllegalArgumentException(
                    "a schema must begin with '" + FORMAT + "', not with " + DataException.quote(lines[0]));
        }
        List<String> names = new ArrayList<>();
        List<List<String>> labels = new ArrayList<>();
        int[] cardinalities = new int[lines.length - 1];
        for (int d = 0; d < cardinalities.length; d++) {
            String[] fields = lines[d + 1].split("\t", -1);
            try {
                cardinalities[d] = Integer.parseInt(fields[Math.min(1, fields.length - 1)]);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "line " + (d + 2) + " of the schema does not have a number of categories: "
                                + DataException.quote(lines[d + 1]),
                        e);
            }
            names.add(unescape(fields[0]));
            labels.add(Arrays.stream(fields).skip(2).map(Schema::unescape).toList());
        }
        Schema schema = of(names, StateSpace.of(cardinalities), labels);
        // This comparison replaces checks for every way in which the text could be malformed.
        if (!schema.encode().equals(text)) {
            throw new IllegalArgumentException("the schema's text is malformed: " + DataException.quote(text));
        }
        return schema;
    }

    private static void escape(StringBuilder text, String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '\\') {
                text.append("\\\\");
            } else if (c >= ' ' && c <= '~') {
                text.append(c);
            } else {
                text.append(String.format("\\u%04x", (int) c));
            }
        }
    }

    private static String unescape(String escaped) {
        return ESCAPE.matcher(escaped).replaceAll(match -> {
            String code = match.group(1);
            return Matcher.quoteReplacement(
                    code.equals("\\") ? code : Character.toString((char) Integer.parseInt(code.substring(1), 16)));
        });
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schema schema
                && names.equals(schema.names)
                && space.equals(schema.space)
                && labels.equals(schema.labels);
    }

    @Override
    public int hashCode() {
        return Objects.hash(names, space, labels);
    }

    /** Returns a text like {@code Schema[16 columns, 2 with labels, StateSpace[2^16]]}. */
    @Override
    public String toString() {
        long labelled = labels.stream().filter(list -> !list.isEmpty()).count();
        return "Schema[" + Counts.of(names.size(), "column") + ", " + labelled + " with labels, " + space + "]";
    }
}
