package org.concretescore.core.data;

/**
 * Options for reading an IDX file.
 *
 * @param categories the number of categories of each column, 1 to 256; or 0, which means 2 if no value exceeds 1, and
 *     256 otherwise
 * @param threshold the least value, 1 to 255, that becomes 1, while smaller values become 0; or 0 to keep the values
 * @param schema the columns that the data must have, or null; with a schema, {@code categories} must be 0
 */
public record IdxOptions(int categories, int threshold, Schema schema) {
    /**
     * Checks the options.
     *
     * @param categories see above
     * @param threshold see above
     * @param schema see above
     * @throws IllegalArgumentException if one is out of its range or they contradict each other
     */
    public IdxOptions {
        if (!(categories >= 0 && categories <= 256)) {
            throw new IllegalArgumentException(
                    "categories must be 1..256, or 0 for as many as the data need, was " + categories);
        }
        if (!(threshold >= 0 && threshold <= 255)) {
            throw new IllegalArgumentException("threshold must be 1..255, or 0 for none, was " + threshold);
        }
        if (threshold > 0 && categories != 0 && categories != 2) {
            throw new IllegalArgumentException("categories must be 0 or 2 if a threshold is given, was " + categories);
        }
        if (schema != null && categories != 0) {
            throw new IllegalArgumentException("categories must be 0 if a schema is given, was " + categories);
        }
    }

    /**
     * Returns the default options: as many categories as the data need, no threshold, no schema.
     *
     * @return the options
     */
    public static IdxOptions defaults() {
        return new IdxOptions(0, 0, null);
    }

    /**
     * Returns these options with another number of categories.
     *
     * @param number 1 to 256, or 0 for as many as the data need
     * @return the new options
     */
    public IdxOptions withCategories(int number) {
        return new IdxOptions(number, threshold, schema);
    }

    /**
     * Returns these options with a threshold.
     *
     * @param value 1 to 255, or 0 for none
     * @return the new options
     */
    public IdxOptions withThreshold(int value) {
        return new IdxOptions(categories, value, schema);
    }

    /**
     * Returns these options with a schema that the data must have. It replaces the number of categories.
     *
     * @param columns the schema, or null for none
     * @return the new options
     */
    public IdxOptions withSchema(Schema columns) {
        return new IdxOptions(columns == null ? categories : 0, threshold, columns);
    }
}
