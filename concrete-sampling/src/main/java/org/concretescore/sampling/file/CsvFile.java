package org.concretescore.sampling.file;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.concretescore.core.data.AtomicFile;
import org.concretescore.core.data.CsvText;
import org.concretescore.core.data.Schema;
import org.concretescore.core.space.Counts;

/**
 * Writes states and traces as comma-separated text: RFC 4180 with plain line feeds, UTF-8, the names of the columns in
 * the first line. A file is written under a temporary name, forced to disk and renamed.
 */
public final class CsvFile {
    private CsvFile() {}

    /**
     * Writes states, one on each line, as the labels of their columns. {@link org.concretescore.core.data.CsvReader}
     * can read the file.
     *
     * @param file the file; replaced if it exists
     * @param schema the columns; {@code Schema.of(space)} for plain integers
     * @param states {@code [n, D]}, row-major
     * @throws IOException if the file can't be written; an older file of that name is left as it was
     * @throws IllegalArgumentException if the length of {@code states} is not a multiple of D, or a value is out of
     *     range
     */
    public static void writeStates(Path file, Schema schema, int[] states) throws IOException {
        check(schema, states);
        write(file, out -> writeStates(out, schema, states));
    }

    /**
     * Writes states to a writer, for instance that of standard output.
     *
     * @param out the writer, which is neither flushed nor closed
     * @param schema the columns; {@code Schema.of(space)} for plain integers
     * @param states {@code [n, D]}, row-major
     * @throws IOException if the writer fails
     * @throws IllegalArgumentException if the length of {@code states} is not a multiple of D, or a value is out of
     *     range
     */
    public static void writeStates(Writer out, Schema schema, int[] states) throws IOException {
        int dimension = schema.space().dimension();
        check(schema, states);
        for (int d = 0; d < dimension; d++) {
            field(schema.names().get(d), d == dimension - 1, out);
        }
        for (int i = 0; i < states.length; i++) {
            int d = i % dimension;
            field(schema.label(d, states[i]), d == dimension - 1, out);
        }
    }

    private static void check(Schema schema, int[] states) {
        schema.space().check(states, Rows.of(states.length, schema.space().dimension()));
    }

    /**
     * Writes the traces of statistics in long form. The columns are {@code chain} and {@code draw}, both counted from 1
     * as in the packages of R, and one column for each statistic. Numbers are written with all digits, so that reading
     * them gives the same values.
     *
     * @param file the file; replaced if it exists
     * @param statistics the traces {@code [chains][n]} of each statistic, by its name; the map gives the order of the
     *     columns
     * @throws IOException if the file can't be written; an older file of that name is left as it was
     * @throws IllegalArgumentException if there is no statistic, one does not have a chain, or their shapes differ
     */
    public static void writeTraces(Path file, Map<String, double[][]> statistics) throws IOException {
        int chains = 0;
        int length = 0;
        for (Map.Entry<String, double[][]> statistic : statistics.entrySet()) {
            String name = statistic.getKey();
            double[][] traces = statistic.getValue();
            int n = Rows.length(name, traces);
            if (chains > 0 && (traces.length != chains || n != length)) {
                throw new IllegalArgumentException("all statistics must have the same shape, but " + name + " has "
                        + Counts.of(traces.length, "chain") + " of length " + n + " and the statistics before it have "
                        + Counts.of(chains, "chain") + " of length " + length);
            }
            chains = traces.length;
            length = n;
        }
        if (chains == 0) {
            throw new IllegalArgumentException("statistics must not be empty");
        }
        int count = chains;
        int draws = length;
        write(file, out -> {
            field("chain", false, out);
            field("draw", false, out);
            int left = statistics.size();
            for (String name : statistics.keySet()) {
                field(name, --left == 0, out);
            }
            for (int chain = 0; chain < count; chain++) {
                for (int draw = 0; draw < draws; draw++) {
                    field(Integer.toString(chain + 1), false, out);
                    field(Integer.toString(draw + 1), false, out);
                    left = statistics.size();
                    for (double[][] traces : statistics.values()) {
                        field(Double.toString(traces[chain][draw]), --left == 0, out);
                    }
                }
            }
        });
    }

    /** Writes the content of a file. */
    private interface Text {
        void writeTo(Writer out) throws IOException;
    }

    private static void write(Path file, Text text) throws IOException {
        AtomicFile.write(file, out -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            text.writeTo(writer);
            writer.flush();
        });
    }

    private static void field(String text, boolean last, Writer out) throws IOException {
        out.write(CsvText.field(text));
        out.write(last ? '\n' : ',');
    }
}
