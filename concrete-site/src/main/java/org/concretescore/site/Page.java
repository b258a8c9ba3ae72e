package org.concretescore.site;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.text.TextContentRenderer;

/** A page of Markdown. Its file on the site lies where its source lies in the project. */
final class Page {
    private static final List<Extension> TABLES = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(TABLES).build();
    private static final TextContentRenderer TEXT =
            TextContentRenderer.builder().extensions(TABLES).build();

    private final String source;
    private final Node document;
    /** The headings in order, with their anchors. */
    private final Map<Heading, String> anchors;

    private Page(String source, Node document, Map<Heading, String> anchors) {
        this.source = source;
        this.document = document;
        this.anchors = anchors;
    }

    static Page parse(String source, String markdown) {
        Node document = PARSER.parse(markdown);
        IdGenerator ids = IdGenerator.builder().build();
        Map<Heading, String> anchors = new LinkedHashMap<>();
        for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Heading heading) {
                anchors.put(heading, ids.generateId(text(heading)));
            }
        }
        return new Page(source, document, anchors);
    }

    String title() {
        return text(document.getFirstChild());
    }

    String target() {
        return target(source);
    }

    /** From the page's folder to that of the site. */
    String up() {
        return "../".repeat(Path.of(source).getNameCount() - 1);
    }

    /** Anchors and titles of the headings below the title. */
    Map<String, String> chapters() {
        Map<String, String> chapters = new LinkedHashMap<>();
        for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Heading heading && heading.getLevel() == 2) {
                chapters.put(anchors.get(heading), text(heading));
            }
        }
        return chapters;
    }

    /** What the search finds: the text below each heading. */
    List<Map<String, String>> sections() {
        List<Map<String, String>> sections = new ArrayList<>();
        Heading heading = null;
        StringBuilder body = new StringBuilder();
        for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Heading next) {
                addSection(sections, heading, body);
                heading = next;
            } else {
                body.append(text(node)).append(' ');
            }
        }
        addSection(sections, heading, body);
        return sections;
    }

    private void addSection(List<Map<String, String>> sections, Heading heading, StringBuilder body) {
        if (heading != null) {
            String title = heading.getLevel() == 1 ? title() : title() + ": " + text(heading);
            sections.add(
                    Map.of("page", target() + "#" + anchors.get(heading), "title", title, "text", body.toString()));
        }
        body.setLength(0);
    }

    /** The content, with links to other pages, to classes, and to the project's files that are on no page. */
    String html(Api api, String home) {
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Link link) {
                link.setDestination(destination(link.getDestination(), home)); // code within a link is left alone
            }

            @Override
            public void visit(Image image) {
                image.setDestination(destination(image.getDestination(), home));
            }

            @Override
            public void visit(Heading heading) {
                // Code in headings is no link.
            }

            @Override
            public void visit(Code code) {
                String page = api.pageOf(code.getLiteral());
                if (page != null) {
                    Link link = new Link(up() + page, null);
                    code.insertBefore(link);
                    link.appendChild(code);
                }
            }

            @Override
            public void visit(FencedCodeBlock block) {
                if (block.getInfo().equals("math")) {
                    HtmlBlock formula = new HtmlBlock();
                    formula.setLiteral("<div class=\"formula\">\\[" + escape(block.getLiteral()) + "\\]</div>");
                    block.insertBefore(formula);
                    block.unlink();
                }
            }
        });
        return HtmlRenderer.builder()
                .extensions(TABLES)
                .attributeProviderFactory(context -> (node, tag, attributes) -> {
                    if (node instanceof Heading heading) {
                        attributes.put("id", anchors.get(heading));
                    }
                })
                .build()
                .render(document)
                .replace("<table>", "<div class=\"table\"><table>")
                .replace("</table>", "</table></div>");
    }

    private String destination(String link, String home) {
        if (link.contains(":") || link.startsWith("#")) {
            return link;
        }
        int hash = link.indexOf('#');
        String anchor = hash < 0 ? "" : link.substring(hash);
        Path path = Path.of(source)
                .resolveSibling(hash < 0 ? link : link.substring(0, hash))
                .normalize();
        String file = path.toString().replace('\\', '/');
        if (file.contains("/src/main/java/")) {
            String code = "apidocs/" + file.replaceFirst(".*/src/main/java/", "");
            return up() + (code.endsWith(".java") ? code.replace(".java", ".html") : code + "/package-summary.html");
        }
        if (file.endsWith(".md") || file.startsWith("docs/images/")) {
            return up() + target(file) + anchor;
        }
        return home + "/blob/main/" + file + anchor;
    }

    private static String target(String source) {
        return source.equals("README.md") ? "index.html" : source.replaceFirst("\\.md$", ".html");
    }

    private static String text(Node node) {
        return TEXT.render(node);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
