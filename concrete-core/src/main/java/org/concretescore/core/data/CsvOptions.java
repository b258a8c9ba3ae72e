package org.concretescore.core.data;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * How to read a CSV file.
 *
 * @param header whether the first row holds the names of the columns
 * @param weightsColumn the column of the rows' weights: its name, or digits alone for its number counted from 1; or
 *     null if the rows have no weights. A name implies a header.
 * @param categories the number of categories of each column (without that of the weights), one number for all columns,
 *     or none: then, and for every 0 in the list, the number comes from the data. For a column of labels the number
 *     must be that of its labels.
 * @param schema the columns that the data must have, or null; {@code categories} is empty then
 */
public record CsvOptions(Header header, String weightsColumn, List<Integer> categories, Schema schema) {
    /** Whether the first row holds the names of the columns. */
    public enum Header {
        /**
         * It does if one of its fields is no number while all below it are; refused where the data leave it open. With
         * a schema, also if the row is the schema's names.
         */
        AUTO,
        /** It does. */
        PRESENT,
        /** It holds data. */
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
                        "a number of categories must be at least 1, or 0 for what the data" + " need, was " + k);
            }
        }
        if (schema != null && !categories.isEmpty()) {
            throw new IllegalArgumentException(
                    "the schema gives the numbers of categories; was given " + categories + " too");
        }
        if (weightsColumn != null && (weightsColumn.isBlank() || weightsColumn.matches("0+|\\d{10,}"))) {
            throw new IllegalArgumentException(
                    "the weights column must be a name or a number counted from 1, was '" + weightsColumn + "'");
        }
        if (header == Header.ABSENT && weightsColumn != null && !isNumber(weightsColumn)) {
            throw new IllegalArgumentException(
                    "without a header the weights column must be a number, was '" + weightsColumn + "'");
        }
    }

    private static boolean isNumber(String column) {
        return column.matches("[0-9]+");
    }

    /** The number of the weights column counted from 1, 0 if it is given by name, or -1 if there is none. */
    int weightsNumber() {
        return weightsColumn == null ? -1 : isNumber(weightsColumn) ? Integer.parseInt(weightsColumn) : 0;
    }

    /**
     * The defaults: header found out from the data, no weights, categories from the data, no schema.
     *
     * @return the options
     */
    public static CsvOptions defaults() {
        return new CsvOptions(Header.AUTO, null, List.of(), null);
    }

    /**
     * These options with another way to treat the first row.
     *
     * @param firstRow whether it holds the names of the columns
     * @return the new options
     */
    public CsvOptions withHeader(Header firstRow) {
        return new CsvOptions(firstRow, weightsColumn, categories, schema);
    }

    /**
     * These options with a column of weights.
     *
     * @param column its name, or its number counted from 1; null for none
     * @return the new options
     */
    public CsvOptions withWeightsColumn(String column) {
        return new CsvOptions(header, column, categories, schema);
    }

    /**
     * These options with given numbers of categories.
     *
     * @param numbers one each column, one for all, or none; 0 for what the data need
     * @return the new options
     */
    public CsvOptions withCategories(int... numbers) {
        return new CsvOptions(
                header, weightsColumn, Arrays.stream(numbers).boxed().toList(), schema);
    }

    /**
     * These options with a schema to enforce, which gives the numbers of categories from now on.
     *
     * @param columns the schema, or null for none
     * @return the new options
     */
    public CsvOptions withSchema(Schema columns) {
        return new CsvOptions(header, weightsColumn, columns == null ? categories : List.of(), columns);
    }
}
