package org.concretescore.site;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The pages of the site. Formulas and search are scripts that lie beside them, so that no page needs a network or a
 * server.
 */
public final class Site {
    /** The navigation. A page of docs/ that is not named here is in the last group. */
    private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put(
                "Guide",
                List.of("README.md", "docs/data.md", "docs/networks.md", "docs/samplers.md", "docs/noise-levels.md"));
        GROUPS.put("Objectives", List.of("docs/objectives.md", "docs/objectives/*", "docs/relaxed.md"));
        GROUPS.put("Results", List.of("docs/command-line.md", "docs/experiments.md", "docs/performance.md"));
        GROUPS.put(
                "Project", List.of("docs/architecture.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "docs/*"));
    }

    private final Path root;
    private final Path folder;
    private final Map<String, List<Page>> pages = new LinkedHashMap<>();
    private final Api api;
    private final String template = resource("page.html");

    private Site(Path root, Path folder) throws IOException {
        this.root = root;
        this.folder = folder;
        api = Api.in(folder.resolve("apidocs"));
        List<String> left = new ArrayList<>(files("docs", ".md"));
        GROUPS.values().forEach(left::removeAll);
        for (Map.Entry<String, List<String>> group : GROUPS.entrySet()) {
            List<Page> members = new ArrayList<>();
            for (String name : group.getValue()) {
                List<String> names = List.of(name);
                if (name.endsWith("*")) {
                    String prefix = name.substring(0, name.length() - 1);
                    names = left.stream().filter(f -> f.startsWith(prefix)).toList();
                    left.removeAll(names);
                }
                for (String source : names) {
                    members.add(Page.parse(source, Files.readString(root.resolve(source))));
                }
            }
            pages.put(group.getKey(), members);
        }
    }

    /**
     * Writes the pages and checks every link of the site, those of the Javadoc included.
     *
     * @param arguments the folder of the project, the folder of the site, which holds the Javadoc in {@code apidocs},
     *     and the
     *     address of the project, for links to files that are not part of the site
     * @throws IOException if a file cannot be read or written
     * @throws IllegalStateException if a link leads nowhere; the message names each
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        write(Path.of(arguments[0]), folder, arguments[2]);
        List<String> broken = Links.broken(folder);
        broken.remove("apidocs/constant-values.html links to #org.concretescore"); // a fault of JDK 17's javadoc
        if (!broken.isEmpty()) {
            throw new IllegalStateException("links that lead nowhere:\n" + String.join("\n", broken));
        }
        System.out.println("The site is " + folder.resolve("index.html").toUri());
    }

    static void write(Path root, Path folder, String home) throws IOException {
        Files.createDirectories(folder);
        Site site = new Site(root, folder);
        List<Map<String, String>> index = new ArrayList<>(site.api.entries());
        for (List<Page> group : site.pages.values()) {
            for (Page page : group) {
                index.addAll(page.sections());
                site.write(page, page.html(site.api, home));
            }
        }
        site.write(Page.parse("search.md", "# Search\n"), resource("search.html"));
        for (String file : site.files("docs", ".png")) {
            site.copy(Files.newInputStream(root.resolve(file)), file);
        }
        for (String file : List.of("site.css", "search.js")) {
            site.copy(Site.class.getResourceAsStream(file), "script/" + file);
        }
        // A script and not a JSON file: browsers do not let pages that are files read other files.
        Files.writeString(
                folder.resolve("script/index.js"), "const ENTRIES = " + new ObjectMapper().writeValueAsString(index));
    }

    private List<String> files(String where, String ending) throws IOException {
        try (Stream<Path> walk = Files.walk(root.resolve(where))) {
            return walk.filter(f -> f.toString().endsWith(ending))
                    .map(f -> root.relativize(f).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    private void write(Page page, String content) throws IOException {
        Path file = place(page.target());
        String html = template.replace("{title}", Page.escape(page.title()))
                .replace("{nav}", navigation(page))
                .replace(
                        "{math}",
                        content.contains("\\[") ? "<script src=\"{root}script/tex-svg.js\" defer></script>" : "")
                .replace("{content}", content)
                .replace("{root}", page.up());
        Files.writeString(file, html);
    }

    /** Returns where a file of the site goes, and makes the folders above it. */
    private Path place(String name) throws IOException {
        // Only an absolute path always has a parent.
        Path file = folder.resolve(name).toAbsolutePath();
        Files.createDirectories(file.getParent());
        return file;
    }

    private String navigation(Page current) {
        StringBuilder html = new StringBuilder();
        pages.forEach((name, members) -> {
            html.append("<h2>").append(name).append("</h2>\n<ul>\n");
            for (Page page : members) {
                boolean here = page == current;
                html.append(here ? "<li class=\"here\">" : "<li>").append(link(page.target(), page.title()));
                if (here) {
                    html.append("\n<ul>\n");
                    page.chapters()
                            .forEach((id, title) -> html.append("<li>").append(link(page.target() + "#" + id, title)));
                    html.append("</ul>\n");
                }
                html.append("</li>\n");
            }
            html.append("</ul>\n");
        });
        return html.toString();
    }

    private static String link(String target, String text) {
        return "<a href=\"{root}" + target + "\">" + Page.escape(text) + "</a>";
    }

    private void copy(InputStream stream, String name) throws IOException {
        Path file = place(name);
        try (stream) {
            Files.copy(stream, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = Site.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
