/**
 * Discrete data sets with columns and rows, and readers that refuse bad data by file, line and column.
 *
 * <p>{@link org.concretescore.core.data.DataCatalog} finds and reads a {@link org.concretescore.core.data.Dataset} by
 * its name or path. The readers can also be called directly.
 */
package org.concretescore.core.data;
