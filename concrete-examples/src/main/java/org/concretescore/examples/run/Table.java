package org.concretescore.examples.run;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import org.concretescore.core.data.AtomicFile;
import org.concretescore.core.data.StandardStreams;
import org.concretescore.examples.report.Failures;
import org.concretescore.examples.report.Outputs;

/**
 * The file that a command writes for other programs, and beside it a file that says how it was made. Standard output,
 * and anything else that is not a regular file, does not have a file beside it.
 *
 * @param file the file; {@code -} for standard output
 * @param what the name of its content, for messages
 */
record Table(Path file, String what) {
    boolean isStandard() {
        return StandardStreams.isOutput(file);
    }

    private boolean isStream() {
        return isStandard() || AtomicFile.isStream(file);
    }

    /** Prepares the folder of the report, and the files. They must not be files that are read. */
    void prepare(Inputs inputs, Path out) throws IOException {
        if (isStream()) {
            inputs.requireKept("--output", file, file);
            inputs.prepare(out, isStandard() ? new Path[0] : new Path[] {file});
        } else {
            Path provenance = Provenance.fileOf(file);
            inputs.requireKept("--output", file, file, provenance);
            inputs.prepare(out, file, provenance);
        }
    }

    /** Writes text. */
    void write(Console console, Outputs.Content<Writer> text) throws IOException {
        if (!isStandard()) {
            writing(() -> Outputs.writeText(file, text::writeTo));
            return;
        }
        Writer out = new BufferedWriter(console.out());
        text.writeTo(out);
        out.flush();
    }

    /** Writes the file. */
    interface Writing {
        void run() throws IOException;
    }

    /** Writes the file in a format that the argument knows. If it fails, the message names the content. */
    void writing(Writing writing) throws IOException {
        try {
            writing.run();
        } catch (IOException e) {
            throw new IOException("can't write the " + what + ": " + Failures.describe(e), e);
        }
    }

    /** Writes beside the file how it was made. */
    void explain(String command, Record options, Record result) throws IOException {
        if (!isStream()) {
            Provenance.write(file, command, options, result);
        }
    }
}
