package org.concretescore.examples.run;

import java.io.IOException;
import java.nio.file.Path;
import org.concretescore.examples.report.Json;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Version;

/**
 * How a file was made, which is written beside it as {@code FILE.json}.
 *
 * @param version of this program
 * @param command the command
 * @param options its options
 * @param result its result
 */
record Provenance(String version, String command, Record options, Record result) {
    static void write(Path file, String command, Record options, Record result) throws IOException {
        String json = Json.pretty(new Provenance(Version.NUMBER, command, options, result));
        Outputs.writeText(fileOf(file), writer -> writer.write(json + "\n"));
    }

    static Path fileOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".json");
    }
}
