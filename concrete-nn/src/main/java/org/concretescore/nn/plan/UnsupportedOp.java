package org.concretescore.nn.plan;

import org.nd4j.autodiff.functions.DifferentialFunction;

/** Thrown for an op that a plan can't take. */
final class UnsupportedOp extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnsupportedOp(String message) {
        super(message);
    }

    static UnsupportedOp of(DifferentialFunction op) {
        return new UnsupportedOp(
                "the op '" + op.opName() + "' (" + op.getClass().getSimpleName() + ")");
    }
}
