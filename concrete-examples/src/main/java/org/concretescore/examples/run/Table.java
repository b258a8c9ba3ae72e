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
 * The file that a command writes for other programs, and beside it the one that says how it was made. Standard output and
 * what else is no regular file has none beside it.
 *
 * @param file the file; {@code -} for standard output
 * @param what its content, for messages
 */
public record Table(Path file, String what) {
    public boolean isStandard() {
        return StandardStreams.isOutput(file);
    }

    private boolean isStream() {
        return isStandard() || AtomicFile.isStream(file);
    }

    /** Prepares the folder of the report, and the files, which may be none that are read. */
    public void prepare(Inputs inputs, Path out) throws IOException {
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
    public void write(Console console, Outputs.Content<Writer> text) throws IOException {
        if (!isStandard()) {
            writing(() -> Outputs.writeText(file, text::writeTo));
            return;
        }
        Writer out = new BufferedWriter(console.out());
        text.writeTo(out);
        out.flush();
    }

    /** Something that writes the file. */
    public interface Writing {
        void run() throws IOException;
    }

    /** Writes the file by something that knows its format; failures say what could not be written. */
    public void writing(Writing writing) throws IOException {
        try {
            writing.run();
        } catch (IOException e) {
            throw new IOException("can't write the " + what + ": " + Failures.describe(e), e);
        }
    }

    /** Says beside the file how it was made. */
    public void explain(String command, Record options, Record result) throws IOException {
        if (!isStream()) {
            Provenance.write(file, command, options, result);
        }
    }
}
