package org.concretescore.site;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The links within a folder of HTML files. */
final class Links {
    private static final Pattern LINK = Pattern.compile("\\s(?:href|src)=\"([^\"]*)\"");
    private static final Pattern ANCHOR = Pattern.compile("\\s(?:id|name)=\"([^\"]*)\"");

    private Links() {}

    /** Those that lead to no file, or to no anchor in it. Other sites are not asked. */
    static List<String> broken(Path folder) throws IOException {
        Map<Path, Set<String>> anchors = new HashMap<>();
        Map<Path, Set<String>> links = new HashMap<>();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).map(Path::normalize).toList();
        }
        for (Path file : files) {
            boolean page = file.toString().endsWith(".html");
            String html = page ? Files.readString(file) : "";
            anchors.put(file, found(ANCHOR, html));
            links.put(file, found(LINK, html));
        }
        List<String> broken = new ArrayList<>();
        links.forEach((file, all) -> all.forEach(link -> {
            if (!link.matches("[a-z]+:.*")
                    && !leads(file, URLDecoder.decode(link.replace("+", "%2B"), StandardCharsets.UTF_8), anchors)) {
                broken.add(folder.normalize().relativize(file) + " links to " + link);
            }
        }));
        broken.sort(null);
        return broken;
    }

    private static boolean leads(Path from, String link, Map<Path, Set<String>> anchors) {
        int hash = link.indexOf('#');
        String name = hash < 0 ? link : link.substring(0, hash);
        Path to = name.isEmpty()
                ? from
                : from.resolveSibling(name.replaceFirst("\\?.*", "")).normalize();
        Set<String> there = anchors.get(to);
        return there != null && (hash < 0 || hash == link.length() - 1 || there.contains(link.substring(hash + 1)));
    }

    private static Set<String> found(Pattern pattern, String html) {
        Set<String> all = new HashSet<>();
        Matcher matcher = pattern.matcher(html);
        while (matcher.find()) {
            all.add(matcher.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
        }
        return all;
    }
}
