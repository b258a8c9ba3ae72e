/**
 * Writers of states and traces to files that other programs read: {@link org.concretescore.sampling.file.CsvFile} for
 * spreadsheets and R, {@link org.concretescore.sampling.file.NpyFile} for NumPy.
 */
package org.concretescore.sampling.file;
