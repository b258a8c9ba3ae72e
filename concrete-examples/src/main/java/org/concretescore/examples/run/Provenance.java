package org.concretescore.examples.run;

import java.io.IOException;
import java.nio.file.Path;
import org.concretescore.examples.report.Json;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Version;

/**
 * A record of how a file was made. It is written beside the file, as {@code FILE.json}.
 *
 * @param version the version of this program
 * @param command the command
 * @param options the options of the command
 * @param result the result of the command
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
