package org.concretescore.core.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Rows of texts, before it is known which columns hold labels. Each cell is one int, so that a large table takes little
 * more memory than its data set.
 */
final class TextTable {
    static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
    static final Set<String> MISSING = Set.of("", "NA", "NaN", "nan", "?");
    /** An integer of this number of digits fits an int. */
    private static final int INT_DIGITS = 9;
    /** The least integer with more digits. */
    private static final int SMALL = 1_000_000_000;

    /** The number of columns. */
    final int dimension;
    /** For each column the texts that are not small integers, numbered in order of first occurrence. */
    private final List<Map<String, Integer>> texts = new ArrayList<>();

    /** {@code [rows, D]}: a small integer from 0 is stored as itself, and text number n of its column as {@code ~n}. */
    int[] cells;

    TextTable(int dimension) {
        this.dimension = dimension;
        for (int d = 0; d < dimension; d++) {
            texts.add(new LinkedHashMap<>());
        }
    }

    /** Returns the number of rows. */
    int count() {
        return cells.length / dimension;
    }

    /** Returns the content of a cell for a text. */
    int cell(int d, String text) {
        return isSmallInteger(text) ? Integer.parseInt(text) : number(d, text);
    }

    /** Returns the content of a cell for an integer. */
    int cell(int d, int value) {
        return value >= 0 && value < SMALL ? value : number(d, Integer.toString(value));
    }

    /** Returns whether a text is an integer from 0 of up to nine digits, as Java writes it. */
    private static boolean isSmallInteger(String text) {
        return !text.isEmpty()
                && text.length() <= INT_DIGITS
                && (text.charAt(0) != '0' || text.length() == 1)
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private int number(int d, String text) {
        Map<String, Integer> known = texts.get(d);
        Integer number = known.putIfAbsent(text, known.size());
        return ~(number == null ? known.size() - 1 : number);
    }

    /** Returns whether all texts of a column match, provided that small integers match. */
    boolean allMatch(int d, Pattern pattern) {
        return texts.get(d).keySet().stream()
                .allMatch(text -> pattern.matcher(text).matches());
    }

    boolean contains(int d, String text) {
        return texts.get(d).containsKey(text);
    }

    /** Returns the texts that are not small integers, in order of first occurrence. */
    List<String> texts(int d) {
        return List.copyOf(texts.get(d).keySet());
    }
}
