package org.concretescore.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SiteTest {
    private static final Path ROOT = Path.of(System.getProperty("concrete.root", ".."));
    private static final Api API = new Api(Map.of("Graphs", "apidocs/Graphs.html"));

    @TempDir
    private Path folder;

    /** The links of all pages, without those into the Javadoc and to the scripts that only the profile "site" makes. */
    @Test
    void everyLinkOfThePagesLeadsSomewhere() throws IOException {
        Site.write(ROOT, folder, "https://example.org");
        List<String> broken = Links.broken(folder);
        broken.removeIf(l -> l.contains("apidocs/") || l.endsWith("/lunr.min.js") || l.endsWith("/tex-svg.js"));
        assertEquals(List.of(), broken);
        assertTrue(Files.readString(folder.resolve("script/index.js")).contains("docs/data.html#your-data"));
    }

    @Test
    void filesAndAnchorsThatAreMissingAreNamed() throws IOException {
        Files.writeString(
                folder.resolve("a.html"), "<a href=\"b.html#y\"> <a href=\"c.html\"> <img src=\"d.png\"> <p id=\"x\">");
        Files.writeString(
                folder.resolve("b.html"), "<a href=\"a.html#x\"> <a href=\"#z\"> <a href=\"https://example.org/e\">");
        assertEquals(
                List.of(
                        "a.html links to b.html#y",
                        "a.html links to c.html",
                        "a.html links to d.png",
                        "b.html links to #z"),
                Links.broken(folder));
    }

    @Test
    void linksLeadToPagesClassesAndTheProject() {
        String html = html("""
                # T

                [a](../b.md#c), [d](../../e/src/main/java/f/G.java), [h](../../LICENSE), `Graphs.verify(graph)`, `Other`
                """);
        assertTrue(html.contains("<a href=\"../../docs/b.html#c\">a</a>"), html);
        assertTrue(html.contains("<a href=\"../../apidocs/f/G.html\">d</a>"), html);
        assertTrue(html.contains("<a href=\"home/blob/main/LICENSE\">h</a>"), html);
        assertTrue(html.contains("<a href=\"../../apidocs/Graphs.html\"><code>Graphs.verify(graph)</code></a>"), html);
        assertTrue(html.contains(", <code>Other</code>"), html);
    }

    @Test
    void formulasAreKeptForMathJax() {
        assertTrue(html("# T\n\n```math\na_i < b\n```\n").contains("\\[a_i &lt; b\n\\]"));
    }

    @Test
    void headingsHaveAnchorsAndSections() {
        Page page = Page.parse("README.md", "# T\n\none\n\n## A b\n\ntwo\n");
        assertTrue(page.html(API, "home").contains("<h2 id=\"a-b\">A b</h2>"));
        assertEquals(
                List.of(
                        Map.of("page", "index.html#t", "title", "T", "text", "one "),
                        Map.of("page", "index.html#a-b", "title", "T: A b", "text", "two ")),
                page.sections());
    }

    private static String html(String markdown) {
        return Page.parse("docs/a/x.md", markdown).html(API, "home");
    }
}
