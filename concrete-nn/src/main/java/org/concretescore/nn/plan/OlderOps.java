package org.concretescore.nn.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.api.ops.TransformFloatOp;
import org.nd4j.linalg.api.ops.TransformSameOp;
import org.nd4j.linalg.api.ops.TransformStrictOp;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's ops of the older kind, which hold their arrays themselves. Most of them have a custom op of the same name. */
record OlderOps(NativeCalls calls) {
    /** Element-wise functions whose custom op of the same name does not take arguments. */
    private static final Set<String> CUSTOM_TWINS = Set.of("tanh", "sigmoid", "elu", "softsign", "selu", "cube");

    private static final Set<String> REDUCTIONS = Set.of(
            "reduce_sum",
            "reduce_mean",
            "reduce_max",
            "reduce_min",
            "reduce_prod",
            "reduce_norm1",
            "reduce_norm2",
            "reduce_norm_max",
            "reduce_sqnorm");

    /** Returns the op as a custom one, or null. */
    static CustomOp asCustom(DifferentialFunction op) {
        if (op instanceof CustomOp custom) {
            return custom;
        }
        String name = op.opName();
        if (op instanceof ReduceOp reduce && REDUCTIONS.contains(name)) {
            return reduction(op, reduce.isKeepDims());
        }
        if (op instanceof ScalarOp scalar) {
            return scalarAsCustom(scalar, name);
        }
        return op instanceof Op && CUSTOM_TWINS.contains(name)
                ? DynamicCustomOp.builder(name).build()
                : null;
    }

    private static CustomOp reduction(DifferentialFunction op, boolean keepsDimensions) {
        // Integer.MAX_VALUE means all dimensions. The custom op then expects none.
        int[] dimensions = op.getDimensions() == null
                ? new int[0]
                : Arrays.stream(op.getDimensions())
                        .filter(d -> d != Integer.MAX_VALUE)
                        .toArray();
        return DynamicCustomOp.builder(op.opName())
                .addIntegerArguments(dimensions)
                .addBooleanArguments(keepsDimensions)
                .build();
    }

    private static CustomOp scalarAsCustom(ScalarOp op, String name) {
        String custom =
                switch (name) {
                    case "add_scalar" -> "add";
                    case "sub_scalar" -> "subtract";
                    case "mul_scalar" -> "multiply";
                    case "div_scalar" -> "divide";
                    case "rsub_scalar" -> "reversesubtract";
                    case "rdiv_scalar" -> "reversedivide";
                    case "max_scalar" -> "maximum";
                    case "min_scalar" -> "minimum";
                    case "relu", "elu" -> name;
                    default -> null;
                };
        if (custom == null) {
            return null;
        }
        DynamicCustomOp.DynamicCustomOpsBuilder builder = DynamicCustomOp.builder(custom);
        if (name.equals("relu")) {
            builder.addFloatingPointArguments(op.scalar().getDouble(0));
        }
        return builder.build();
    }

    /** Moves the scalar of scalar arithmetic from the op to the inputs, where the custom op expects it. */
    List<INDArray> scalarAsArray(DifferentialFunction op, List<INDArray> inputs) {
        if (op instanceof ScalarOp scalar && op.opName().endsWith("_scalar")) {
            INDArray x = inputs.get(0);
            return List.of(
                    x, calls.own(Nd4j.scalar(x.dataType(), scalar.scalar().getDouble(0))));
        }
        return inputs;
    }

    /** Calls a function without a custom twin on its own arrays, because the graph shares the op. */
    INDArray call(DifferentialFunction op, List<INDArray> inputs, INDArray given) {
        INDArray x = inputs.get(0);
        boolean transform =
                op instanceof TransformStrictOp || op instanceof TransformSameOp || op instanceof TransformFloatOp;
        if (inputs.size() != 1 || !x.dataType().isFPType() || !(transform || op instanceof ScalarOp)) {
            throw UnsupportedOp.of(op);
        }
        INDArray z = given != null ? given : calls.allocateLike(x);
        try {
            Op call = transform
                    ? (Op) op.getClass()
                            .getConstructor(INDArray.class, INDArray.class)
                            .newInstance(x, z)
                    : (Op) op.getClass()
                            .getConstructor(INDArray.class, INDArray.class, double.class)
                            .newInstance(x, z, ((ScalarOp) op).scalar().getDouble(0));
            calls.legacy(call);
            return z;
        } catch (ReflectiveOperationException e) {
            throw UnsupportedOp.of(op);
        }
    }
}
