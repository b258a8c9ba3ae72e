package org.concretescore.examples.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes commands as a user types them into a shell. */
final class CommandText {
    private CommandText() {}

    /**
     * Returns a command with one option set. It replaces the value that the option had.
     *
     * @param args the command and its arguments
     * @param option the option, and its value if it has one
     * @return one line
     */
    static String with(List<String> args, List<String> option) {
        return with(
                System.getProperty("concrete.launcher", "./concrete"),
                args,
                option,
                System.getProperty("os.name").startsWith("Windows"));
    }

    /** Returns the same for a launcher of this name, as its shell reads it. */
    static String with(String launcher, List<String> args, List<String> option, boolean windows) {
        List<String> words = new ArrayList<>();
        words.add(launcher);
        String name = option.get(0);
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).equals(name)) {
                i += option.size() - 1;
            } else if (!args.get(i).startsWith(name + "=")) {
                words.add(args.get(i));
            }
        }
        words.addAll(option);
        return words.stream()
                .map(word -> windows ? quotedForWindows(word) : quoted(word))
                .collect(Collectors.joining(" "));
    }

    /** Quotes a word for a POSIX shell. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Quotes a word for Windows, where a backslash is an ordinary character unless a quote follows. */
    private static String quotedForWindows(String word) {
        return word.matches("[A-Za-z0-9_@+=:,./\\\\-]+")
                ? word
                : "\"" + word.replaceAll("(\\\\*)\"", "$1$1\\\\\"").replaceAll("(\\\\+)$", "$1$1") + "\"";
    }
}
