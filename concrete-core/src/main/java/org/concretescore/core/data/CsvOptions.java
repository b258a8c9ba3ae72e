package org.concretescore.core.data;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Options for reading a CSV file.
 *
 * @param header whether the first row holds the names of the columns
 * @param weightsColumn the column of the rows' weights, by its name or by its number, counted from 1; or null if the
 *     rows do not have weights. A name implies a header, and digits are a number.
 * @param categories one number of categories for each column except that of the weights, one number for all columns, or
 *     an empty list. If the list is empty, and for every 0 in it, the number comes from the data. For a column of
 *     labels, the number must be that of its labels.
 * @param schema the columns that the data must have, or null; with a schema, {@code categories} must be empty
 */
public record CsvOptions(Header header, String weightsColumn, List<Integer> categories, Schema schema) {
    /** Whether the first row holds the names of the columns. */
    public enum Header {
        /**
         * The first row is a header if one of its fields is not a number but all fields below it are. With a schema, it
         * is also a header if it equals the schema's names. A file is refused if its data do not answer the question.
         */
        AUTO,
        /** The first row is a header. */
        PRESENT,
        /** The first row holds data. */
        ABSENT
    }

    /**
     * Checks the options.
     *
     * @param header see above
     * @param weightsColumn see above
     * @param categories see above
     * @param schema see above
     * @throws IllegalArgumentException if one is out of its range or they contradict each other
     */
    public CsvOptions {
        Objects.requireNonNull(header, "header");
        categories = List.copyOf(categories);
        for (int k : categories) {
            if (k < 0) {
                throw new IllegalArgumentException(
                        "a number of categories must be at least 1, or 0 for as many as the data need, was " + k);
            }
        }
        if (schema != null && !categories.isEmpty()) {
            throw new IllegalArgumentException("categories must be empty if a schema is given, was " + categories);
        }
        if (weightsColumn != null && (weightsColumn.isBlank() || weightsColumn.matches("0+|\\d{10,}"))) {
            throw new IllegalArgumentException(
                    "the weights column must be a name, or a number from 1 on, was '" + weightsColumn + "'");
        }
        if (header == Header.ABSENT && weightsColumn != null && !isNumber(weightsColumn)) {
            throw new IllegalArgumentException(
                    "the weights column must be a number if there is no header, was '" + weightsColumn + "'");
        }
    }

    private static boolean isNumber(String column) {
        return column.matches("[0-9]+");
    }

    /** Returns the number of the weights column, counted from 1; 0 if it is given by name; -1 if there is none. */
    int weightsNumber() {
        return weightsColumn == null ? -1 : isNumber(weightsColumn) ? Integer.parseInt(weightsColumn) : 0;
    }

    /**
     * Returns the default options: the data tell whether there is a header and how many categories there are; there are
     * no weights and no schema.
     *
     * @return the options
     */
    public static CsvOptions defaults() {
        return new CsvOptions(Header.AUTO, null, List.of(), null);
    }

    /**
     * Returns these options with another way to treat the first row.
     *
     * @param firstRow whether it holds the names of the columns
     * @return the new options
     */
    public CsvOptions withHeader(Header firstRow) {
        return new CsvOptions(firstRow, weightsColumn, categories, schema);
    }

    /**
     * Returns these options with a column of weights.
     *
     * @param column its name, or its number counted from 1; null for none
     * @return the new options
     */
    public CsvOptions withWeightsColumn(String column) {
        return new CsvOptions(header, column, categories, schema);
    }

    /**
     * Returns these options with given numbers of categories.
     *
     * @param numbers one number for each column, one number for all columns, or none; 0 for as many as the data need
     * @return the new options
     */
    public CsvOptions withCategories(int... numbers) {
        return new CsvOptions(
                header, weightsColumn, Arrays.stream(numbers).boxed().toList(), schema);
    }

    /**
     * Returns these options with a schema that the data must have. It replaces the numbers of categories.
     *
     * @param columns the schema, or null for none
     * @return the new options
     */
    public CsvOptions withSchema(Schema columns) {
        return new CsvOptions(header, weightsColumn, columns == null ? categories : List.of(), columns);
    }
}
