package org.concretescore.nn.plan;

/** The abilities of a plan besides the forward pass. */
public enum Pass {
    /** The forward pass only. */
    FORWARD,
    /** Gradients of the parameters, from a gradient of the output. */
    TRAINING,
    /** Gradients of the input, from a gradient of the output. */
    INPUT_GRADIENT
}
