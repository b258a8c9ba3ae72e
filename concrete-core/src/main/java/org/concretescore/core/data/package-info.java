/**
 * Discrete data sets: what the columns are, the rows, and readers that refuse bad data by file, line and column.
 *
 * <p>{@link org.concretescore.core.data.DataCatalog} turns a name or a path into a
 * {@link org.concretescore.core.data.Dataset}; the readers may be called on their own as well.
 */
package org.concretescore.core.data;
