package org.concretescore.examples.command;

import picocli.CommandLine.Option;

/** What is done with columns of identifiers. */
final class IdentifierArguments {
    @StatesOnly
    @Option(
            names = "--keep-identifiers",
            description = "Train a network of more than a million parameters, too, if most of them are for columns of"
                    + " which most rows have a value of their own.")
    private boolean kept;

    boolean areKept() {
        return kept;
    }
}
