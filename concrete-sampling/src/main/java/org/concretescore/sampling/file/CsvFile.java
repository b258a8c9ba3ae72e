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
 * Comma-separated text, RFC 4180 with plain line feeds, UTF-8, one line of names first. A file is written aside, forced to
 * disk and renamed.
 */
public final class CsvFile {
    private CsvFile() {}

    /**
     * Writes states, one a line, as the labels of their columns. {@link org.concretescore.core.data.CsvReader} reads them
     * again.
     *
     * @param file the file; replaced if it exists
     * @param schema the columns; {@code Schema.of(space)} for plain integers
     * @param states {@code [n, D]}, row-major
     * @throws IOException if the file can't be written; an older file of that name is then untouched
     * @throws IllegalArgumentException if the states don't fill whole rows, or a value is out of range
     */
    public static void writeStates(Path file, Schema schema, int[] states) throws IOException {
        check(schema, states);
        write(file, out -> writeStates(out, schema, states));
    }

    /**
     * The same to a writer, for instance one of standard output.
     *
     * @param out where to; neither flushed nor closed
     * @param schema the columns; {@code Schema.of(space)} for plain integers
     * @param states {@code [n, D]}, row-major
     * @throws IOException if the writer fails
     * @throws IllegalArgumentException if the states don't fill whole rows, or a value is out of range
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
     * Writes the traces of statistics in long form: the columns {@code chain} and {@code draw}, both counted from 1 as
     * the packages of R have it, and one a statistic. Numbers are written so that they are read as they were.
     *
     * @param file the file; replaced if it exists
     * @param statistics for each its name and traces {@code [chains][n]}, columns in the order of the map
     * @throws IOException if the file can't be written; an older file of that name is then untouched
     * @throws IllegalArgumentException if there is no statistic, one has no chain, or not all have the same shape
     */
    public static void writeTraces(Path file, Map<String, double[][]> statistics) throws IOException {
        int chains = 0;
        int length = 0;
        for (Map.Entry<String, double[][]> statistic : statistics.entrySet()) {
            String name = statistic.getKey();
            double[][] traces = statistic.getValue();
            int n = Rows.length(name, traces);
            if (chains > 0 && (traces.length != chains || n != length)) {
                throw new IllegalArgumentException(name + " has " + Counts.of(traces.length, "chain") + " of " + n
                        + ", the statistics before it have " + chains + " of " + length);
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

    /** What writes the text. */
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
