package org.concretescore.examples.run;

import java.util.List;

/** A run that was stopped by whoever waits for it, and has written what there is. */
public final class StoppedRunException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> resume;

    /**
     * A run that was stopped.
     *
     * @param message what there is
     * @param resume the arguments by which the same command goes on, in place of those of this name that it had; none if
     *     there is nothing to go on from
     */
    public StoppedRunException(String message, List<String> resume) {
        super(message);
        this.resume = List.copyOf(resume);
    }

    /**
     * The arguments by which the same command goes on.
     *
     * @return an option and its value, if it has one; none if there is nothing to go on from
     */
    public List<String> resume() {
        return resume;
    }
}
