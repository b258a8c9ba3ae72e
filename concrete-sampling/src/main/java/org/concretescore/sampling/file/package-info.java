/**
 * What chains passed through, in files that other programs read: {@link org.concretescore.sampling.file.CsvFile} for
 * people and R, {@link org.concretescore.sampling.file.NpyFile} for NumPy.
 */
package org.concretescore.sampling.file;
