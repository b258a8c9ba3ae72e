package org.concretescore.examples.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.concretescore.core.data.StandardStreams;
import org.concretescore.examples.report.Outputs;

/**
 * The files that a command reads. It must not write any of them.
 *
 * @param files the files by option and value
 */
record Inputs(Map<String, Path> files) {
    static final Inputs NONE = new Inputs(Map.of());

    /** Adds a file, unless it is null. */
    Inputs with(String option, Path file) {
        return file == null ? this : with(option, file.toString(), file);
    }

    /** Adds a file. The value of its option may be another text, such as the name of a data set. */
    Inputs with(String option, String value, Path file) {
        if (value.equals(StandardStreams.DASH)) {
            return this;
        }
        Map<String, Path> more = new LinkedHashMap<>(files);
        more.put(option + " " + value, file);
        return new Inputs(more);
    }

    /**
     * Refuses to write files that are read, whatever their names and links are.
     *
     * @param option the option that says which files are written
     * @param value the value of the option
     * @param outputs the files that will be written
     * @throws UsageException if one of them is read; the message names both options
     */
    void requireKept(String option, Path value, Path... outputs) throws IOException {
        for (Path output : outputs) {
            for (Map.Entry<String, Path> input : files.entrySet()) {
                Path read = input.getValue();
                // A pipe or a terminal may be read and written, because nothing is lost.
                if (Files.exists(output) && Files.isRegularFile(read) && Files.isSameFile(output, read)) {
                    throw new UsageException(option + " " + value + " would overwrite " + input.getKey());
                }
            }
        }
    }

    /** Prepares the folder of the report, and files that are known not to be read. */
    void prepare(Path out, Path... outputs) throws IOException {
        requireKept("--out", out, out.resolve("report.html"));
        Outputs.prepare(out, outputs);
    }
}
