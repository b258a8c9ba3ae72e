package org.concretescore.examples.run;

import java.util.List;

/** A run was stopped by its user, and has written the results that there were. */
public final class StoppedRunException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> resume;

    /**
     * Makes the exception.
     *
     * @param message which results there are
     * @param resume the option, with its value, by which the same command continues; it replaces the option of this
     *     name that the command had; empty if the command can not continue
     */
    public StoppedRunException(String message, List<String> resume) {
        super(message);
        this.resume = List.copyOf(resume);
    }

    /**
     * Returns the arguments by which the same command continues.
     *
     * @return an option, and its value if it has one; empty if the command can not continue
     */
    public List<String> resume() {
        return resume;
    }
}
