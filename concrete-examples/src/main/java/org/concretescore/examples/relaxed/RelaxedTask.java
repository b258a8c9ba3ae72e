package org.concretescore.examples.relaxed;

/** What the experiments of the Concrete distribution's paper model. */
public enum RelaxedTask {
    /** Density estimation: the model is of whole rows. */
    VAE("relaxed-vae", "200H~784V"),
    /**
     * Structured prediction: the model predicts the last columns of a row (the lower half of an image) given the first.
     */
    STRUCTURED("relaxed-structured", "392V-240H-392V");

    private final String command;
    private final String layers;

    RelaxedTask(String command, String layers) {
        this.command = command;
        this.layers = layers;
    }

    /**
     * Returns the command.
     *
     * @return its name
     */
    public String command() {
        return command;
    }

    /**
     * Returns the layers of a model if no others are asked for.
     *
     * @return the layers in the paper's notation
     */
    public String layers() {
        return layers;
    }
}
