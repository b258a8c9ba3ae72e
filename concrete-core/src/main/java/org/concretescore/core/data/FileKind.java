package org.concretescore.core.data;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Recognises files that can't be read as data by their first bytes, and says what would help. */
final class FileKind {
    /** The number of bytes at the beginning of a file that are examined. */
    static final int HEAD = 1 << 12;

    private static final String EXPORT = "; export the table as CSV";
    private static final String PANDAS = "; write it as CSV, for instance with DataFrame.to_csv(..., index=False)";
    private static final String NUMPY =
            "; write the array as CSV, for instance with numpy.savetxt(..., delimiter=\",\", fmt=\"%d\")";
    private static final String PICTURE =
            "; put all pictures into one IDX file, or into a CSV file with a row for each";
    private static final String UNPACK = "; unpack it first";
    private static final String PIPE = ", or pipe it to the standard input: ";
    private static final String UTF8 = "; convert it to UTF-8, for instance with iconv -f UTF-16 -t UTF-8";

    /** The first bytes of a kind of files, one character for each byte, and what such a file is. */
    private record Signature(String bytes, String what) {}

    private static final List<Signature> SIGNATURES = List.of(
            new Signature("\u0093NUMPY", "an array of NumPy (.npy)" + NUMPY),
            new Signature("\u0089PNG\r\n", "a PNG picture" + PICTURE),
            new Signature("\u00ff\u00d8\u00ff", "a JPEG picture" + PICTURE),
            new Signature("GIF87a", "a GIF picture" + PICTURE),
            new Signature("GIF89a", "a GIF picture" + PICTURE),
            new Signature("II*\0", "a TIFF picture" + PICTURE),
            new Signature("MM\0*", "a TIFF picture" + PICTURE),
            new Signature(
                    "SQLite format 3\0", "an SQLite database; export a table as CSV, for instance with sqlite3 -csv"),
            new Signature("ARROW1\0\0", "an Arrow or Feather file" + PANDAS),
            new Signature("\u00ff\u00ff\u00ff\u00ff", "an Arrow stream" + PANDAS),
            new Signature("\u0089HDF\r\n\u001a\n", "an HDF5 file" + PANDAS),
            new Signature("%PDF-", "a PDF document" + EXPORT),
            new Signature("\u00d0\u00cf\u0011\u00e0", "an old Excel or Word document" + EXPORT),
            new Signature("Obj\u0001", "an Avro file" + PANDAS),
            new Signature(
                    "MATLAB 5.0 MAT-file", "a MATLAB file; write the array as CSV, for instance with writematrix"),
            new Signature("RDX2\nX\n", "an R data file; write the table with write.csv(..., row.names = FALSE)"),
            new Signature("RDX3\nX\n", "an R data file; write the table with write.csv(..., row.names = FALSE)"),
            new Signature("7z\u00bc\u00af", "a 7-Zip archive" + UNPACK),
            new Signature("Rar!\u001a\u0007", "a RAR archive" + UNPACK),
            new Signature("\u00fd7zXZ\0", "compressed by xz" + UNPACK + PIPE + "xz -dc FILE"),
            new Signature("(\u00b5/\u00fd", "compressed by zstd" + UNPACK + PIPE + "zstd -dc FILE"),
            new Signature("\u0004\"M\u0018", "compressed by LZ4" + UNPACK),
            new Signature("\u001f\u009d", "compressed by compress" + UNPACK),
            // This comes before UTF-16, whose signature is its beginning.
            new Signature(
                    "\u00ff\u00fe\0\0", "UTF-32 text; convert it to UTF-8, for instance with iconv -f UTF-32 -t UTF-8"),
            new Signature("\u00ff\u00fe", "UTF-16 text" + UTF8),
            new Signature("\u00fe\u00ff", "UTF-16 text" + UTF8),
            new Signature("CONCRETE\0", "a model, not data"),
            new Signature("CONCVECT\0", "a model, not data"),
            new Signature("CONLATNT\0", "a model with latent variables, not data"),
            new Signature("CONCHECK\0", "a checkpoint, not data"),
            new Signature("CONCHAIN\0", "a file of chains, not data"));

    private FileKind() {}

    /** Returns what a file with these first bytes is and what would help, or null if the file may hold data. */
    static String refusal(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        for (Signature signature : SIGNATURES) {
            if (text.startsWith(signature.bytes)) {
                return "is " + signature.what;
            }
        }
        if (text.startsWith("PK\u0003\u0004") || text.startsWith("PK\u0005\u0006")) {
            return "is " + zip(text);
        }
        // The letters alone could be the name of a column.
        if (isBinaryBehind(text, "PAR1") || isBinaryBehind(text, "FEA1")) {
            return "is a " + (text.startsWith("P") ? "Parquet" : "Feather") + " file" + PANDAS;
        }
        if (text.startsWith("BZh") && text.startsWith("1AY&SY", 4)) {
            return "is compressed by bzip2" + UNPACK + PIPE + "bzip2 -dc FILE";
        }
        if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
            return "is a WebP picture" + PICTURE;
        }
        if (text.length() > 1 && text.charAt(0) == 0x80 && text.charAt(1) >= 2 && text.charAt(1) <= 5) {
            return "is a pickle of Python" + PANDAS;
        }
        if (text.startsWith("ustar", 257) && text.indexOf('\0') >= 0) {
            return "is a tar archive" + UNPACK;
        }
        return textual(text);
    }

    private static String zip(String text) {
        int length = text.length() < 30 ? 0 : text.charAt(26) | text.charAt(27) << 8;
        String first = text.length() < 30 + length ? "" : text.substring(30, 30 + length);
        if (first.endsWith(".npy")) {
            return "an archive of NumPy's arrays (.npz)" + NUMPY;
        }
        if (first.equals("mimetype") && text.contains("opendocument.spreadsheet")) {
            return "an OpenDocument spreadsheet (.ods)" + EXPORT;
        }
        if (first.equals("[Content_Types].xml") || first.startsWith("_rels/") || first.startsWith("xl/")) {
            return "an Excel workbook (.xlsx) or another Office document" + EXPORT;
        }
        return "a zip archive" + UNPACK;
    }

    private static boolean isBinaryBehind(String text, String magic) {
        return text.startsWith(magic)
                && text.length() > magic.length()
                && "\n\r\t ,;\"".indexOf(text.charAt(magic.length())) < 0
                && (text.charAt(magic.length()) < ' ' || text.charAt(magic.length()) > '~');
    }

    private static String textual(String text) {
        String start = text.stripLeading().toLowerCase(Locale.ROOT);
        if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
            return "is a web page; the address probably leads to a page about the data, not to the data";
        }
        if (start.matches("(?s)(\\[\\s*)?\\{\\s*\".*")) {
            return "is JSON" + PANDAS;
        }
        return isUtf16(text, 1) || isUtf16(text, 0) ? "is UTF-16 text" + UTF8 : null;
    }

    /**
     * Returns whether a text without a byte order mark looks like UTF-16: of its first four bytes, those at {@code
     * zero} and {@code zero + 2} are zero and the others are not.
     */
    private static boolean isUtf16(String text, int zero) {
        return text.length() >= 4
                && text.charAt(zero) == 0
                && text.charAt(zero + 2) == 0
                && text.charAt(1 - zero) > 0
                && text.charAt(3 - zero) > 0;
    }
}
