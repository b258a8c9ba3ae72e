package org.concretescore.examples.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.concretescore.core.data.StandardStreams;
import org.concretescore.examples.report.Outputs;

/**
 * The files that a command reads. Nothing that it writes may be one of them.
 *
 * @param files by option and value
 */
public record Inputs(Map<String, Path> files) {
    public static final Inputs NONE = new Inputs(Map.of());

    /** With one more; a file that is null is none. */
    public Inputs with(String option, Path file) {
        return file == null ? this : with(option, file.toString(), file);
    }

    /** With one more, whose option's value need not be the file: a data set's name. */
    public Inputs with(String option, String value, Path file) {
        if (value.equals(StandardStreams.DASH)) {
            return this;
        }
        Map<String, Path> more = new LinkedHashMap<>(files);
        more.put(option + " " + value, file);
        return new Inputs(more);
    }

    /**
     * Refuses files to be written that are read, whatever names and links lead to them.
     *
     * @param option what they follow from
     * @param value its value
     * @param outputs the files to be written
     * @throws UsageException naming both options
     */
    public void requireKept(String option, Path value, Path... outputs) throws IOException {
        for (Path output : outputs) {
            for (Map.Entry<String, Path> input : files.entrySet()) {
                Path read = input.getValue();
                // Nothing is lost where a pipe or a terminal is read and written.
                if (Files.exists(output) && Files.isRegularFile(read) && Files.isSameFile(output, read)) {
                    throw new UsageException(option + " " + value + " would overwrite " + input.getKey());
                }
            }
        }
    }

    /** Prepares the folder of the report, and files that are known to be none of these. */
    public void prepare(Path out, Path... outputs) throws IOException {
        requireKept("--out", out, out.resolve("report.html"));
        Outputs.prepare(out, outputs);
    }
}
