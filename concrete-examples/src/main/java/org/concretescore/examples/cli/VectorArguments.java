package org.concretescore.examples.cli;

import java.util.HashSet;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Which options mean something where the model is an arcsm, and its data are real numbers. */
final class VectorArguments {
    private static final Set<String> COMMON =
            Set.of("--seed", "--out", "--data-dir", "--json", "--verbose", "--model", "--data");

    private VectorArguments() {}

    /**
     * Refuses what was given and is none of some options.
     *
     * @param spec the command that was parsed
     * @param meant what else means something
     * @throws IllegalArgumentException naming the option
     */
    static void require(CommandSpec spec, Set<String> meant) {
        Set<String> all = new HashSet<>(COMMON);
        all.addAll(meant);
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (!all.contains(option.longestName())) {
                throw new IllegalArgumentException(
                        option.longestName() + " means nothing to an arcsm, a model of real numbers");
            }
        }
    }
}
