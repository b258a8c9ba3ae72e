package org.concretescore.nn.plan;

import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.api.ops.impl.transforms.gradient.ThresholdReluBp;

/**
 * SameDiff's ops as custom ops, which take their outputs from a context and are served by oneDNN where it can. Many of
 * SameDiff's ops are of an older kind that has a custom op of the same name.
 */
final class CustomOps {
    /** The ops of the older kind that take one array and no arguments, and whose custom op does the same. */
    private static final Set<String> SAME = Set.of("tanh", "relu", "sigmoid", "softplus", "elu", "identity");

    private CustomOps() {}

    static CustomOp of(DifferentialFunction op) {
        if (op instanceof ThresholdReluBp relu && relu.tArgs()[0] == 0) {
            // What SameDiff emits for relu; relu_bp is several times as fast.
            return DynamicCustomOp.builder("relu_bp").build();
        }
        if (op instanceof CustomOp custom) {
            return custom;
        }
        if (op instanceof ReduceOp reduce && op.opName().equals("reduce_sum")) {
            int[] dimensions = op.getDimensions() == null ? new int[0] : op.getDimensions();
            return DynamicCustomOp.builder("reduce_sum")
                    .addIntegerArguments(dimensions)
                    .addBooleanArguments(reduce.isKeepDims())
                    .build();
        }
        if (op instanceof Op && SAME.contains(op.opName())) {
            DynamicCustomOp.DynamicCustomOpsBuilder builder = DynamicCustomOp.builder(op.opName());
            if (op.opName().equals("relu")) {
                builder.addFloatingPointArguments(0.0);
            }
            return builder.build();
        }
        throw new IllegalArgumentException(
                "the op '" + op.opName() + "' (" + op.getClass().getSimpleName() + ") can't be compiled into a plan");
    }
}
