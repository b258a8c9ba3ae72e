package org.concretescore.nn.plan;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.scalar.PowDerivative;
import org.nd4j.linalg.api.ops.impl.transforms.gradient.ThresholdReluBp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Turns ops of a SameDiff graph into {@link NativeCalls}.
 *
 * <p>An op becomes the <em>custom</em> op of its name if there is one. Custom ops take their outputs from a context,
 * and oneDNN implements many of them. If a faster way to the same values is known, it is used; each such way says what
 * it gains. An op that can't be turned into calls is refused with {@link UnsupportedOp}.
 */
final class Lowering {
    /** Ops on integers that are values or indices, but never a shape. */
    private static final Set<String> INTEGER_VALUES = Set.of("cast", "gather", "onehot", "equals", "not_equals");

    /** The identity, which SameDiff counts as control flow. */
    private static final String STOP_GRADIENT = "stop_gradient";

    private final NativeCalls calls;
    private final Products products;
    private final Sums sums;
    private final Sigmoids sigmoids;
    private final Upsampling upsampling;
    private final ElementGradients elements;
    private final OlderOps older;
    /** Arrays whose values are known when the plan is compiled. */
    private final Set<INDArray> constants = Collections.newSetFromMap(new IdentityHashMap<>());

    private boolean inGradients;

    /** The calls are added to {@code calls}. */
    Lowering(NativeCalls calls) {
        this.calls = calls;
        products = new Products(calls);
        sums = new Sums(calls);
        sigmoids = new Sigmoids(calls, sums);
        upsampling = new Upsampling(calls);
        elements = new ElementGradients(calls, sums);
        older = new OlderOps(calls);
    }

    /** Says that all ops from now on are gradients. */
    void beginGradients() {
        inGradients = true;
    }

    /** Records that an array never changes. */
    INDArray constant(INDArray array) {
        constants.add(array);
        return array;
    }

    /**
     * Adds the calls for an op.
     *
     * @param inputs the op's inputs
     * @param given arrays that outputs must be written to, null where a new array may be made
     * @param asked which outputs are needed
     * @return the outputs; an output that is not needed may be null
     */
    List<INDArray> lower(DifferentialFunction op, List<INDArray> inputs, List<INDArray> given, boolean[] asked) {
        INDArray free = given.get(0);
        switch (op.opName()) {
            case "xw_plus_b" -> {
                if (!Products.isPackable(inputs.get(1))) {
                    return List.of(products.dense(inputs, free));
                }
            }
            case "shape_of" -> {
                return List.of(
                        constant(calls.own(Nd4j.createFromArray(inputs.get(0).shape()))));
            }
            case "identity", STOP_GRADIENT -> {
                if (free == null) {
                    return List.of(inputs.get(0));
                }
            }
            case "reshape" -> {
                return List.of(reshape(op, inputs, free));
            }
            case "relu_bp", "thresholdedrelu_bp" -> {
                if (!(op instanceof ThresholdReluBp relu) || relu.tArgs()[0] == 0) {
                    return List.of(elements.relu(inputs, free));
                }
            }
            case "reduce_sum" -> {
                INDArray sum = sums.fast(op, inputs.get(0), free);
                if (sum != null) {
                    return List.of(sum);
                }
            }
            case "add_bp", "subtract_bp", "multiply_bp" -> {
                return elements.arithmetic(op.opName(), inputs, given, asked);
            }
            case "sigmoid" -> {
                if (inGradients && inputs.get(0).dataType() == DataType.FLOAT) {
                    return List.of(sigmoids.sigmoid(inputs.get(0), free));
                }
            }
            case "softplus" -> {
                return List.of(sigmoids.softplus(inputs.get(0), free));
            }
            case "square" -> {
                // The op of the older kind took twice as long as the product.
                INDArray x = inputs.get(0);
                return List.of(calls.custom("multiply", List.of(x, x), free));
            }
            case "_powderivative" -> {
                // The gradient of a square. The op takes a power of every element, which takes 20 times as long.
                if (op instanceof PowDerivative power && power.scalar().getDouble(0) == 2) {
                    return List.of(calls.arithmetic("multiply", inputs.get(0), 2, free));
                }
            }
            case "neg" -> {
                if (inputs.get(0).dataType().isFPType()) {
                    return List.of(calls.arithmetic("multiply", inputs.get(0), -1, free));
                }
            }
            case "matmul_bp" -> {
                if (Products.isPlainGradient((CustomOp) op, inputs)) {
                    return products.gradients(inputs, given, asked);
                }
            }
            case "upsampling2d_bp" -> {
                return List.of(upsampling.gradient((CustomOp) op, inputs, free));
            }
            case "upsampling2d" -> {
                return List.of(upsampling.forward((CustomOp) op, inputs, free));
            }
            default -> {}
        }
        requireKnownShape(op, inputs);
        CustomOp custom = OlderOps.asCustom(op);
        return custom == null
                ? List.of(older.call(op, inputs, free))
                : calls.custom(custom, older.scalarAsArray(op, inputs), given);
    }

    /** Adds the calls for a sum of softplus, or returns null if there is no faster way than op by op. */
    INDArray sumOfSoftplus(DifferentialFunction sum, INDArray x, INDArray given) {
        return sigmoids.sumOfSoftplus(sum, x, given);
    }

    /** Returns an array that is never filled, for ops that only need a shape. */
    INDArray shapeOf(INDArray x) {
        return calls.allocateLike(x);
    }

    /** Refuses computed integers that say how to slice or repeat, because the shape of the output is then unknown. */
    private void requireKnownShape(DifferentialFunction op, List<INDArray> inputs) {
        for (INDArray input : inputs) {
            if (input.dataType().isIntType() && !constants.contains(input) && !INTEGER_VALUES.contains(op.opName())) {
                throw new UnsupportedOp("the op '" + op.opName() + "' on integers that are computed");
            }
        }
    }

    /** Gives an array another shape, over the same memory unless the values are needed elsewhere. */
    private INDArray reshape(DifferentialFunction op, List<INDArray> inputs, INDArray given) {
        INDArray x = inputs.get(0);
        long[] shape;
        if (inputs.size() == 1) {
            shape = NativeCalls.shapes((CustomOp) op, inputs).get(0).getShape();
        } else if (constants.contains(inputs.get(1))) {
            // The custom op would read the shape from an array that exists, but not when it only computes shapes.
            shape = inputs.get(1).toLongVector();
        } else {
            throw new UnsupportedOp("the op 'reshape' to a shape that is computed");
        }
        if (given == null && x.ordering() == 'c' && !x.isView()) {
            return x.reshape('c', shape);
        }
        DynamicCustomOp copy = DynamicCustomOp.builder("reshape")
                .addIntegerArguments(-'c')
                .addIntegerArguments(
                        Arrays.stream(shape).mapToInt(Math::toIntExact).toArray())
                .build();
        return calls.custom(copy, List.of(x), given);
    }

    /**
     * Refuses an op that is not a function of its inputs, or does not have a fixed place in a list.
     *
     * @throws UnsupportedOp if the op is random, or control flow
     */
    static void requireCompilable(DifferentialFunction op) {
        String room = op.getClass().getPackageName();
        for (String refused : List.of("ops.random", "ops.impl.controlflow", "ops.impl.shape.tensorops")) {
            if (room.startsWith("org.nd4j.linalg.api." + refused)
                    && !op.opName().equals(STOP_GRADIENT)) {
                throw UnsupportedOp.of(op);
            }
        }
    }
}
