package org.concretescore.nn.plan;

/** What a plan can do beside the forward pass. */
public enum Pass {
    /** Nothing. */
    FORWARD,
    /** Gradients of the parameters, from a gradient of the output. */
    TRAINING,
    /** Gradients of the input, from a gradient of the output. */
    INPUT_GRADIENT
}
