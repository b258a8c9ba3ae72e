package org.concretescore.examples.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of an experiment: pictures, and a page with all pictures, the version, the options and the results. The
 * page is one file without links.
 */
public final class Report {
    private static final String STYLE = """
            body { font: 16px/1.5 system-ui, sans-serif; color: #222; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
            h1 { font-size: 1.6rem; margin-bottom: 0 } h2 { font-size: 1.15rem; margin-top: 2rem }
            .made { color: #777; margin-top: .2rem }
            table { border-collapse: collapse; margin-bottom: 1rem } th { color: #555; text-align: left; font-weight: normal }
            td, th { border-bottom: 1px solid #ddd; padding: .2rem 1.5rem .2rem 0 }
            td:first-child { color: #555 } td { font-variant-numeric: tabular-nums }
            figure { margin: 1.5rem 0 } img { max-width: 100% } figcaption { color: #555; font-size: .9rem }
            """;

    private final String title;
    private final Record options;
    private final Record result;
    private final StringBuilder body = new StringBuilder();
    private final Map<String, byte[]> pictures = new LinkedHashMap<>();

    /**
     * Makes a report without pictures.
     *
     * @param title the command
     * @param options the options of the command
     * @param result the result of the command
     */
    public Report(String title, Record options, Record result) {
        this.title = title;
        this.options = options;
        this.result = result;
    }

    /**
     * Adds a paragraph.
     *
     * @param text plain text
     * @return this
     */
    public Report paragraph(String text) {
        body.append("<p>").append(escape(text)).append("</p>\n");
        return this;
    }

    /**
     * Adds a picture, which is also written as a file.
     *
     * @param name the name of the file, which ends with {@code .png}
     * @param png the content of the file
     * @param caption the caption
     * @return this
     */
    public Report picture(String name, byte[] png, String caption) {
        pictures.put(name, png);
        body.append("<figure><img alt=\"").append(escape(caption)).append("\" src=\"data:image/png;base64,");
        body.append(Base64.getEncoder().encodeToString(png)).append("\">");
        body.append("<figcaption>").append(escape(caption)).append("</figcaption></figure>\n");
        return this;
    }

    /**
     * Writes {@code report.html} and the pictures.
     *
     * @param folder the folder
     * @throws IOException if a file can't be written
     */
    public void write(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> picture : pictures.entrySet()) {
            Outputs.write(folder.resolve(picture.getKey()), stream -> stream.write(picture.getValue()));
        }
        Outputs.writeText(folder.resolve("report.html"), writer -> writer.write(html()));
    }

    private String html() {
        String heading = escape("concrete " + title);
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + heading
                + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n<h1>" + heading
                + "</h1>\n<p class=\"made\">Concrete Score " + escape(Version.NUMBER) + "</p>\n" + body
                + "<h2>Result</h2>\n" + table(result) + "<h2>Options</h2>\n" + table(options) + "</body>\n</html>\n";
    }

    private static String table(Record record) {
        StringBuilder html = new StringBuilder();
        Json.lists(record).values().forEach(rows -> html.append(grid(rows)));
        html.append("<table>\n");
        Json.table(record).forEach((name, value) -> html.append("<tr><td>")
                .append(escape(name))
                .append("</td><td>")
                .append(escape(value))
                .append("</td></tr>\n"));
        return html.append("</table>\n").toString();
    }

    private static String grid(List<Map<String, String>> rows) {
        StringBuilder html = new StringBuilder("<table>\n<tr>");
        rows.get(0)
                .keySet()
                .forEach(name -> html.append("<th>").append(escape(name)).append("</th>"));
        html.append("</tr>\n");
        for (Map<String, String> row : rows) {
            html.append("<tr>");
            row.values()
                    .forEach(value -> html.append("<td>").append(escape(value)).append("</td>"));
            html.append("</tr>\n");
        }
        return html.append("</table>\n").toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
