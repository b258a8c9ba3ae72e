package org.concretescore.core.data;

/**
 * How to read an IDX file.
 *
 * @param categories the number of categories of each column, 1 to 256; or 0: 2 if no value exceeds 1, else 256
 * @param threshold values of at least this become 1, all others 0; 1 to 255, or 0 to leave the values as they are
 * @param schema the columns that the data must have, or null; {@code categories} is 0 then
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
                    "categories must be 1..256, or 0 for what the data need, was " + categories);
        }
        if (!(threshold >= 0 && threshold <= 255)) {
            throw new IllegalArgumentException("threshold must be 1..255, or 0 for none, was " + threshold);
        }
        if (threshold > 0 && categories != 0 && categories != 2) {
            throw new IllegalArgumentException("a threshold gives 2 categories, not " + categories);
        }
        if (schema != null && categories != 0) {
            throw new IllegalArgumentException(
                    "the schema gives the number of categories; was given " + categories + " too");
        }
    }

    /**
     * The defaults: as many categories as the data need, no threshold, no schema.
     *
     * @return the options
     */
    public static IdxOptions defaults() {
        return new IdxOptions(0, 0, null);
    }

    /**
     * These options with another number of categories.
     *
     * @param number 1 to 256, or 0 for what the data need
     * @return the new options
     */
    public IdxOptions withCategories(int number) {
        return new IdxOptions(number, threshold, schema);
    }

    /**
     * These options with a threshold.
     *
     * @param value 1 to 255, or 0 for none
     * @return the new options
     */
    public IdxOptions withThreshold(int value) {
        return new IdxOptions(categories, value, schema);
    }

    /**
     * These options with a schema to enforce, which gives the number of categories from now on.
     *
     * @param columns the schema, or null for none
     * @return the new options
     */
    public IdxOptions withSchema(Schema columns) {
        return new IdxOptions(columns == null ? categories : 0, threshold, columns);
    }
}
