package org.concretescore.examples.command;

import picocli.CommandLine.Option;

/** The argument about columns of identifiers. */
final class IdentifierArguments {
    @StatesOnly
    @Option(
            names = "--keep-identifiers",
            description = "Also trains a network of more than a million parameters if most of them belong to columns of"
                    + " identifiers, in which most rows have a value of their own.")
    private boolean kept;

    boolean areKept() {
        return kept;
    }
}
