package org.concretescore.nn.plan;

import java.util.ArrayList;
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
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.api.ops.TransformFloatOp;
import org.nd4j.linalg.api.ops.TransformSameOp;
import org.nd4j.linalg.api.ops.TransformStrictOp;
import org.nd4j.linalg.api.ops.impl.scalar.PowDerivative;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.gradient.ThresholdReluBp;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Turns ops of a SameDiff graph into native calls on arrays that are allocated here, once.
 *
 * <p>An op becomes the <em>custom</em> op of its name if there is one. Custom ops take their outputs from a context,
 * and oneDNN implements many of them. If a faster way to the same values is known, it is used; each such way says what
 * it gains. An op that can't be turned into calls is refused with {@link Unsupported}.
 */
final class Lowering {
    /** Element-wise functions of the older kind whose custom op of the same name does not take arguments. */
    private static final Set<String> CUSTOM_TWINS = Set.of("tanh", "sigmoid", "elu", "softsign", "selu", "cube");

    /** Ops on integers that are values or indices, but never a shape. */
    private static final Set<String> INTEGER_VALUES = Set.of("cast", "gather", "onehot", "equals", "not_equals");

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

    /** The identity, which SameDiff counts as control flow. */
    private static final String STOP_GRADIENT = "stop_gradient";

    /** Sums over at least this many neighbors are faster as products with ones. */
    private static final int LONG_ROW = 32;
    /** The largest number of factors between 1 and 2 whose product fits a float. */
    private static final int MOST_FACTORS = 120;
    /** With fewer factors, the logarithms would cost more than they save. */
    private static final int LEAST_FACTORS = 8;

    /** Thrown for an op that a plan can't take. */
    static final class Unsupported extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unsupported(String message) {
            super(message);
        }
    }

    /** A native call. */
    interface Call {
        void run();

        default void close() {}
    }

    private record CustomCall(CustomOp op, OpContext context) implements Call {
        @Override
        public void run() {
            Nd4j.getExecutioner().exec(op, context);
        }

        @Override
        public void close() {
            try {
                context.close();
            } catch (Exception e) {
                throw new IllegalStateException("can't close the context of " + op.opName(), e);
            }
        }
    }

    private record LegacyCall(Op op) implements Call {
        @Override
        public void run() {
            Nd4j.getExecutioner().exec(op);
        }
    }

    private final List<INDArray> owned;
    /** Arrays whose values are known when the plan is compiled. */
    private final Set<INDArray> constants = Collections.newSetFromMap(new IdentityHashMap<>());

    private List<Call> calls = new ArrayList<>();
    private boolean inGradients;

    /** Arrays that are made are added to {@code owned}. */
    Lowering(List<INDArray> owned) {
        this.owned = owned;
    }

    /** Says that all calls from now on are gradients. */
    void beginGradients() {
        inGradients = true;
    }

    /** Returns the calls since the last call of this method, in order. */
    Call[] take() {
        Call[] taken = calls.toArray(Call[]::new);
        calls = new ArrayList<>();
        return taken;
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
                if (!isPackable(inputs.get(1))) {
                    return List.of(product(inputs, free));
                }
            }
            case "shape_of" -> {
                return List.of(constant(own(Nd4j.createFromArray(inputs.get(0).shape()))));
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
                    return List.of(reluGradient(inputs, free));
                }
            }
            case "reduce_sum" -> {
                if (isSumOfRows(op, inputs.get(0))) {
                    return List.of(sumOfRows(inputs.get(0), free));
                }
                if (isSumOfLast(op, inputs.get(0)) && inputs.get(0).size(-1) >= LONG_ROW) {
                    return List.of(sumOfLast(op, inputs.get(0), free));
                }
            }
            case "add_bp", "subtract_bp", "multiply_bp" -> {
                return arithmeticGradients(op.opName(), inputs, given, asked);
            }
            case "sigmoid" -> {
                if (inGradients && inputs.get(0).dataType() == DataType.FLOAT) {
                    return List.of(sigmoid(inputs.get(0), free));
                }
            }
            case "softplus" -> {
                return List.of(softplus(inputs.get(0), free));
            }
            case "square" -> {
                // The op of the older kind took twice as long as the product.
                INDArray x = inputs.get(0);
                return custom(DynamicCustomOp.builder("multiply").build(), List.of(x, x), given);
            }
            case "_powderivative" -> {
                // The gradient of a square. The op takes a power of every element, which takes 20 times as long.
                if (op instanceof PowDerivative power && power.scalar().getDouble(0) == 2) {
                    return List.of(times(2, inputs.get(0), free));
                }
            }
            case "neg" -> {
                if (inputs.get(0).dataType().isFPType()) {
                    return List.of(times(-1, inputs.get(0), free));
                }
            }
            case "matmul_bp" -> {
                if (isPlainProduct((CustomOp) op, inputs)) {
                    return productGradients(inputs, given, asked);
                }
            }
            case "upsampling2d_bp" -> {
                return List.of(upsamplingGradient((CustomOp) op, inputs, free));
            }
            case "upsampling2d" -> {
                return List.of(upsampling((CustomOp) op, inputs, free));
            }
            default -> {}
        }
        requireKnownShape(op, inputs);
        CustomOp custom = asCustom(op);
        if (custom != null) {
            List<INDArray> arguments = scalarAsArray(op, inputs);
            return custom(custom, arguments, given);
        }
        return List.of(legacy(op, inputs, free));
    }

    /** Refuses computed integers that say how to slice or repeat, because the shape of the output is then unknown. */
    private void requireKnownShape(DifferentialFunction op, List<INDArray> inputs) {
        for (INDArray input : inputs) {
            if (input.dataType().isIntType() && !constants.contains(input) && !INTEGER_VALUES.contains(op.opName())) {
                throw new Unsupported("the op '" + op.opName() + "' on integers that are computed");
            }
        }
    }

    /** Returns whether oneDNN's dense layer, which packs its weights in every run, is faster than product and sum. */
    private static boolean isPackable(INDArray weights) {
        boolean wholeRegisters = weights.size(0) % 64 == 0 && weights.size(1) % 64 == 0;
        return wholeRegisters && weights.length() <= 256 * 256;
    }

    /** Computes product and sum: a sixth faster for 1024 x 1024 weights, and 40 times for 784 x 500. */
    private INDArray product(List<INDArray> inputs, INDArray given) {
        INDArray product = custom(DynamicCustomOp.builder("matmul").build(), inputs.subList(0, 2), Arrays.asList(given))
                .get(0);
        return custom(DynamicCustomOp.builder("biasadd").build(), List.of(product, inputs.get(2)), List.of(product))
                .get(0);
    }

    private static boolean isPlainProduct(CustomOp op, List<INDArray> inputs) {
        return Arrays.stream(op.iArgs()).allMatch(flag -> flag == 0)
                && op.numTArguments() == 0
                && inputs.size() == 3
                && inputs.stream().allMatch(x -> x.rank() == 2);
    }

    /** Computes only the gradients of a product that are needed. A product with data needs one of the two. */
    private List<INDArray> productGradients(List<INDArray> inputs, List<INDArray> given, boolean[] asked) {
        INDArray outer = inputs.get(2);
        INDArray left = asked[0] ? product(outer, false, inputs.get(1), true, given.get(0)) : null;
        INDArray right = asked[1] ? product(inputs.get(0), true, outer, false, given.get(1)) : null;
        return Arrays.asList(left, right);
    }

    private INDArray product(INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray given) {
        DynamicCustomOp product = DynamicCustomOp.builder("matmul")
                .addIntegerArguments(transposeA ? 1 : 0, transposeB ? 1 : 0, 0)
                .build();
        return custom(product, List.of(a, b), Arrays.asList(given)).get(0);
    }

    /** Gives an array another shape, over the same memory unless the values are needed elsewhere. */
    private INDArray reshape(DifferentialFunction op, List<INDArray> inputs, INDArray given) {
        INDArray x = inputs.get(0);
        long[] shape;
        if (inputs.size() == 1) {
            shape = shapes((CustomOp) op, inputs).get(0).getShape();
        } else if (constants.contains(inputs.get(1))) {
            // The custom op would read the shape from an array that exists, but not when it only computes shapes.
            shape = inputs.get(1).toLongVector();
        } else {
            throw new Unsupported("the op 'reshape' to a shape that is computed");
        }
        if (given == null && x.ordering() == 'c' && !x.isView()) {
            return x.reshape('c', shape);
        }
        DynamicCustomOp copy = DynamicCustomOp.builder("reshape")
                .addIntegerArguments(-'c')
                .addIntegerArguments(
                        Arrays.stream(shape).mapToInt(Math::toIntExact).toArray())
                .build();
        return custom(copy, List.of(x), Arrays.asList(given)).get(0);
    }

    /** Records that an array never changes. */
    INDArray constant(INDArray array) {
        constants.add(array);
        return array;
    }

    /**
     * Computes the gradient of relu as a product with the mask. relu_bp branches on every element, and took four times
     * as long on half-empty activations.
     */
    private INDArray reluGradient(List<INDArray> inputs, INDArray given) {
        INDArray x = inputs.get(0);
        INDArray mask = allocate(x.dataType(), x.shape());
        calls.add(new LegacyCall(new Step(x, mask)));
        return custom(DynamicCustomOp.builder("multiply").build(), List.of(mask, inputs.get(1)), Arrays.asList(given))
                .get(0);
    }

    private static boolean isSumOfRows(DifferentialFunction op, INDArray x) {
        int[] dimensions = op.getDimensions();
        return op instanceof ReduceOp reduce
                && !reduce.isKeepDims()
                && dimensions != null
                && dimensions.length == 1
                && dimensions[0] == 0
                && x.rank() == 2
                && x.ordering() == 'c'
                && x.dataType().isFPType();
    }

    /** Computes a bias's gradient as a product with ones, because reduce_sum took 3.4 times as long. */
    private INDArray sumOfRows(INDArray x, INDArray given) {
        return sumTo(x, new long[] {x.size(1)}, given);
    }

    /** Returns whether an op sums over the last dimension of a row-major array. */
    private static boolean isSumOfLast(DifferentialFunction op, INDArray x) {
        int[] dimensions = op.getDimensions();
        return op instanceof ReduceOp
                && dimensions != null
                && dimensions.length == 1
                && x.rank() >= 2
                && (dimensions[0] == x.rank() - 1 || dimensions[0] == -1)
                && x.ordering() == 'c'
                && !x.isView()
                && x.dataType().isFPType();
    }

    /** Returns the shape that remains when the last dimension is summed over. */
    private static long[] withoutLast(DifferentialFunction op, INDArray x) {
        long[] shape = x.shape();
        if (((ReduceOp) op).isKeepDims()) {
            shape = shape.clone();
            shape[shape.length - 1] = 1;
            return shape;
        }
        return Arrays.copyOf(shape, shape.length - 1);
    }

    /** Sums long rows as a product with ones, because reduce_sum took 5 times as long. */
    private INDArray sumOfLast(DifferentialFunction op, INDArray x, INDArray given) {
        INDArray sum = given != null ? given : allocate(x.dataType(), withoutLast(op, x));
        sumOfLast(x, sum);
        return sum;
    }

    private void sumOfLast(INDArray x, INDArray sum) {
        long width = x.size(-1);
        long rows = x.length() / width;
        INDArray ones = own(Nd4j.ones(x.dataType(), width, 1));
        custom(
                DynamicCustomOp.builder("matmul").build(),
                List.of(x.reshape('c', rows, width), ones),
                List.of(sameMemory(sum, rows, 1)));
    }

    private static INDArray sameMemory(INDArray array, long... shape) {
        INDArray view = array.reshape('c', shape);
        if (view.data().address() + view.offset() != array.data().address() + array.offset()) {
            throw new IllegalStateException("a reshaped array is not a view of the original");
        }
        return view;
    }

    /** Returns an array that is never filled, for ops that only need a shape. */
    INDArray shapeOf(INDArray x) {
        return allocate(x.dataType(), x.shape());
    }

    /**
     * Computes {@code log(1 + e^x)} as {@code max(x, 0) + log 2 - log(1 + |tanh(x/2)|)}, accurate to the rounding of a
     * number near 1 or of x. The op softplus takes the exponential of x, which overflows above 88 in floats.
     */
    private INDArray softplus(INDArray x, INDArray given) {
        DataType type = x.dataType();
        INDArray logs = allocate(type, x.shape());
        INDArray result = given != null ? given : allocate(type, x.shape());
        onePlusTanh(x, logs, result);
        calls.add(new LegacyCall(new Log(result, logs)));
        positivePart(x, result);
        custom(DynamicCustomOp.builder("subtract").build(), List.of(result, logs), List.of(result));
        arithmetic("add", result, Math.log(2), result);
        return result;
    }

    /** Computes {@code 1 + |tanh(x/2)|}. oneDNN's tanh makes this fast. */
    private void onePlusTanh(INDArray x, INDArray scratch, INDArray to) {
        arithmetic("multiply", x, 0.5, scratch);
        custom(DynamicCustomOp.builder("tanh").build(), List.of(scratch), List.of(to));
        calls.add(new LegacyCall(new Abs(to, scratch)));
        arithmetic("add", scratch, 1, to);
    }

    private void positivePart(INDArray x, INDArray to) {
        custom(DynamicCustomOp.builder("relu").addFloatingPointArguments(0.0).build(), List.of(x), List.of(to));
    }

    /**
     * Returns the sum of {@link #softplus} over the last dimension, or null if this method does not apply. The sum of
     * logarithms is that of a few products of numbers between 1 and 2. For 784 terms it takes a quarter of the time of
     * the op softplus.
     */
    INDArray sumOfSoftplus(DifferentialFunction op, INDArray x, INDArray given) {
        if (!isSumOfLast(op, x)) {
            return null;
        }
        long width = x.size(-1);
        long factors = largestDivisor(width, MOST_FACTORS);
        if (factors < LEAST_FACTORS) {
            return null;
        }
        long rows = x.length() / width;
        DataType type = x.dataType();
        INDArray a = allocate(type, x.shape());
        INDArray b = allocate(type, x.shape());
        onePlusTanh(x, a, b);
        // In two steps, because long products wait for each of their factors.
        long few = largestDivisor(factors, 16);
        INDArray products = reduceProduct(b, few);
        if (factors > few) {
            products = reduceProduct(products, factors / few);
        }
        INDArray logs = allocate(type, rows, width / factors);
        calls.add(new LegacyCall(new Log(products.reshape('c', rows, width / factors), logs)));
        INDArray sumOfLogs = allocate(type, rows, 1);
        sumOfLast(logs, sumOfLogs);
        positivePart(x, a);
        INDArray sum = given != null ? given : allocate(type, withoutLast(op, x));
        sumOfLast(a, sum);
        INDArray column = sameMemory(sum, rows, 1);
        custom(DynamicCustomOp.builder("subtract").build(), List.of(column, sumOfLogs), List.of(column));
        arithmetic("add", column, width * Math.log(2), column);
        return sum;
    }

    private static long largestDivisor(long number, long most) {
        long divisor = Math.min(number, most);
        while (number % divisor != 0) {
            divisor--;
        }
        return divisor;
    }

    /** Multiplies each group of neighbors of the given size. */
    private INDArray reduceProduct(INDArray x, long factors) {
        return custom(
                        DynamicCustomOp.builder("reduce_prod")
                                .addIntegerArguments(1)
                                .build(),
                        List.of(x.reshape('c', x.length() / factors, factors)),
                        Arrays.asList((INDArray) null))
                .get(0);
    }

    private void arithmetic(String name, INDArray x, double scalar, INDArray to) {
        INDArray value = own(Nd4j.scalar(x.dataType(), scalar));
        custom(DynamicCustomOp.builder(name).build(), List.of(x, value), List.of(to));
    }

    /**
     * Computes the sigmoid from tanh, in a fifth of the time. It serves gradients, whose parts below a float's rounding
     * of 1 need not have a small relative error.
     */
    private INDArray sigmoid(INDArray x, INDArray given) {
        INDArray half = allocate(x.dataType(), x.shape());
        INDArray result = given != null ? given : allocate(x.dataType(), x.shape());
        arithmetic("multiply", x, 0.5, half);
        custom(DynamicCustomOp.builder("tanh").build(), List.of(half), List.of(result));
        arithmetic("multiply", result, 0.5, half);
        arithmetic("add", half, 0.5, result);
        return result;
    }

    /**
     * Computes only the gradients that are needed, without copies. ND4J's own sum over a broadcast takes 100 times as
     * long.
     */
    private List<INDArray> arithmeticGradients(
            String name, List<INDArray> inputs, List<INDArray> given, boolean[] asked) {
        INDArray[] made = new INDArray[2];
        INDArray outer = inputs.get(2);
        for (int i = 0; i < 2; i++) {
            if (!asked[i]) {
                continue;
            }
            INDArray of = inputs.get(i);
            INDArray terms = outer;
            boolean same = Arrays.equals(of.shape(), outer.shape());
            if (name.equals("multiply_bp")) {
                terms = custom(
                                DynamicCustomOp.builder("multiply").build(),
                                List.of(outer, inputs.get(1 - i)),
                                Arrays.asList(same ? given.get(i) : null))
                        .get(0);
            }
            boolean negative = i == 1 && name.equals("subtract_bp");
            INDArray sum = same ? terms : sumTo(terms, of.shape(), negative ? null : given.get(i));
            if (negative) {
                sum = times(-1, sum, given.get(i));
            } else if (given.get(i) != null && sum != given.get(i)) {
                copy(sum, given.get(i));
                sum = given.get(i);
            }
            made[i] = sum;
        }
        return Arrays.asList(made);
    }

    /** Sums over the dimensions along which an array of the given shape would be broadcast. */
    private INDArray sumTo(INDArray x, long[] shape, INDArray given) {
        int added = x.rank() - shape.length;
        List<Integer> over = new ArrayList<>();
        for (int d = 0; d < x.rank(); d++) {
            if (d < added || shape[d - added] != x.size(d)) {
                over.add(d);
            }
        }
        if (x.rank() == 2 && x.ordering() == 'c' && over.equals(List.of(0))) {
            INDArray sum = given != null ? given : allocate(x.dataType(), shape);
            INDArray ones = own(Nd4j.ones(x.dataType(), 1, x.size(0)));
            custom(DynamicCustomOp.builder("matmul").build(), List.of(ones, x), List.of(sameMemory(sum, 1, x.size(1))));
            return sum;
        }
        INDArray sum = custom(
                        DynamicCustomOp.builder("reduce_sum")
                                .addIntegerArguments(
                                        over.stream().mapToInt(d -> d).toArray())
                                .addBooleanArguments(true)
                                .build(),
                        List.of(x),
                        Arrays.asList((INDArray) null))
                .get(0);
        return sum.reshape('c', shape);
    }

    private static DynamicCustomOp averagePooling(String name, long[] factors) {
        int rows = (int) factors[0];
        int columns = (int) factors[1];
        boolean channelsFirst = factors.length < 3 || factors[2] == 1;
        // kernel, stride, padding, dilation, same mode, divide by the whole window, channels last
        return DynamicCustomOp.builder(name)
                .addIntegerArguments(rows, columns, rows, columns, 0, 0, 1, 1, 0, 1, channelsFirst ? 0 : 1)
                .build();
    }

    private INDArray times(long factor, INDArray x, INDArray given) {
        INDArray scalar = own(Nd4j.scalar(x.dataType(), factor));
        return custom(DynamicCustomOp.builder("multiply").build(), List.of(x, scalar), Arrays.asList(given))
                .get(0);
    }

    /**
     * Computes nearest upsampling as the gradient of an average over a window, multiplied by the window's size. oneDNN
     * implements it, 5 times as fast.
     */
    private INDArray upsampling(CustomOp op, List<INDArray> inputs, INDArray given) {
        long[] factors = op.iArgs();
        long[] shape = shapes(op, inputs).get(0).getShape();
        INDArray output = given != null ? given : allocate(inputs.get(0).dataType(), shape);
        INDArray scaled = times(factors[0] * factors[1], inputs.get(0), null);
        // Only the shape of the first input is used.
        return custom(averagePooling("avgpool2d_bp", factors), List.of(output, scaled), List.of(output))
                .get(0);
    }

    /**
     * Computes a sum over windows as an average, which is faster. With channels last, ND4J 1.0.0-M2.1's own op sums
     * over the wrong entries.
     */
    private INDArray upsamplingGradient(CustomOp op, List<INDArray> inputs, INDArray given) {
        INDArray x = inputs.get(0);
        INDArray outer = inputs.get(1);
        long[] factors = op.iArgs();
        INDArray mean = allocate(x.dataType(), x.shape());
        custom(averagePooling("avgpool2d", factors), List.of(outer), List.of(mean));
        return times(factors[0] * factors[1], mean, given);
    }

    /** Writes one array's values to another of the same shape. */
    void copy(INDArray from, INDArray to) {
        custom(DynamicCustomOp.builder("identity").build(), List.of(from), List.of(to));
    }

    /**
     * Refuses an op that is not a function of its inputs, or does not have a fixed place in a list.
     *
     * @throws Unsupported if the op is random, or control flow
     */
    static void requireCompilable(DifferentialFunction op) {
        String room = op.getClass().getPackageName();
        for (String refused : List.of("ops.random", "ops.impl.controlflow", "ops.impl.shape.tensorops")) {
            if (room.startsWith("org.nd4j.linalg.api." + refused)
                    && !op.opName().equals(STOP_GRADIENT)) {
                throw unsupported(op);
            }
        }
    }

    /** Returns the op as a custom one, or null. */
    private static CustomOp asCustom(DifferentialFunction op) {
        if (op instanceof CustomOp custom) {
            return custom;
        }
        String name = op.opName();
        if (op instanceof ReduceOp reduce && REDUCTIONS.contains(name)) {
            // Integer.MAX_VALUE means all dimensions. The custom op then expects none.
            int[] dimensions = op.getDimensions() == null
                    ? new int[0]
                    : Arrays.stream(op.getDimensions())
                            .filter(d -> d != Integer.MAX_VALUE)
                            .toArray();
            return DynamicCustomOp.builder(name)
                    .addIntegerArguments(dimensions)
                    .addBooleanArguments(reduce.isKeepDims())
                    .build();
        }
        if (op instanceof ScalarOp scalar) {
            String arithmetic =
                    switch (name) {
                        case "add_scalar" -> "add";
                        case "sub_scalar" -> "subtract";
                        case "mul_scalar" -> "multiply";
                        case "div_scalar" -> "divide";
                        case "rsub_scalar" -> "reversesubtract";
                        case "rdiv_scalar" -> "reversedivide";
                        case "max_scalar" -> "maximum";
                        case "min_scalar" -> "minimum";
                        default -> null;
                    };
            if (arithmetic != null) {
                return DynamicCustomOp.builder(arithmetic).build();
            }
            if (name.equals("relu")) {
                return DynamicCustomOp.builder("relu")
                        .addFloatingPointArguments(scalar.scalar().getDouble(0))
                        .build();
            }
            return name.equals("elu") ? DynamicCustomOp.builder("elu").build() : null;
        }
        if (op instanceof Op && CUSTOM_TWINS.contains(name)) {
            return DynamicCustomOp.builder(name).build();
        }
        return null;
    }

    /** Moves the scalar of scalar arithmetic from the op to the inputs, where the custom op expects it. */
    private List<INDArray> scalarAsArray(DifferentialFunction op, List<INDArray> inputs) {
        if (op instanceof ScalarOp scalar && op.opName().endsWith("_scalar")) {
            INDArray value =
                    own(Nd4j.scalar(inputs.get(0).dataType(), scalar.scalar().getDouble(0)));
            return List.of(inputs.get(0), value);
        }
        return inputs;
    }

    private static List<LongShapeDescriptor> shapes(CustomOp op, List<INDArray> inputs) {
        CustomCall call = new CustomCall(op, context(op, inputs));
        try {
            return op.calculateOutputShape(call.context);
        } catch (RuntimeException e) {
            throw new Unsupported("the op '" + op.opName() + "' on " + shapesOf(inputs) + ": " + e.getMessage());
        } finally {
            call.close();
        }
    }

    private static String shapesOf(List<INDArray> arrays) {
        return arrays.stream()
                .map(array -> Arrays.toString(array.shape()))
                .toList()
                .toString();
    }

    private static OpContext context(CustomOp op, List<INDArray> inputs) {
        OpContext context = Nd4j.getExecutioner().buildContext();
        context.setInputArrays(inputs);
        if (op.numIArguments() > 0) {
            context.setIArguments(op.iArgs());
        }
        if (op.numTArguments() > 0) {
            context.setTArguments(op.tArgs());
        }
        if (op.numBArguments() > 0) {
            context.setBArguments(op.bArgs());
        }
        if (op.numDArguments() > 0) {
            context.setDArguments(op.dArgs());
        }
        return context;
    }

    /** Adds the call of a custom op. */
    List<INDArray> custom(CustomOp op, List<INDArray> inputs, List<INDArray> given) {
        List<LongShapeDescriptor> shapes = shapes(op, inputs);
        List<INDArray> outputs = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            long[] shape = shapes.get(i).getShape();
            INDArray array = i < given.size() ? given.get(i) : null;
            if (array == null) {
                array = allocate(shapes.get(i).dataType(), shape);
            } else if (!Arrays.equals(array.shape(), shape)) {
                throw new IllegalArgumentException("the op '" + op.opName() + "' gives the shape "
                        + Arrays.toString(shape) + ", not the expected " + Arrays.toString(array.shape()));
            }
            outputs.add(array);
        }
        OpContext context = context(op, inputs);
        context.setOutputArrays(outputs);
        calls.add(new CustomCall(op, context));
        return outputs;
    }

    /** Calls a function of the older kind without a custom twin, on its own arrays, because the graph shares the op. */
    private INDArray legacy(DifferentialFunction op, List<INDArray> inputs, INDArray given) {
        INDArray x = inputs.get(0);
        boolean transform =
                op instanceof TransformStrictOp || op instanceof TransformSameOp || op instanceof TransformFloatOp;
        if (inputs.size() == 1 && x.dataType().isFPType() && (transform || op instanceof ScalarOp)) {
            INDArray z = given != null ? given : allocate(x.dataType(), x.shape());
            try {
                Op call = transform
                        ? (Op) op.getClass()
                                .getConstructor(INDArray.class, INDArray.class)
                                .newInstance(x, z)
                        : (Op) op.getClass()
                                .getConstructor(INDArray.class, INDArray.class, double.class)
                                .newInstance(x, z, ((ScalarOp) op).scalar().getDouble(0));
                calls.add(new LegacyCall(call));
                return z;
            } catch (ReflectiveOperationException e) {
                throw unsupported(op);
            }
        }
        throw unsupported(op);
    }

    private static Unsupported unsupported(DifferentialFunction op) {
        return new Unsupported("the op '" + op.opName() + "' (" + op.getClass().getSimpleName() + ")");
    }

    private INDArray allocate(DataType type, long... shape) {
        Backend.requireRoom(type, shape);
        return own(Nd4j.createUninitialized(type, shape, 'c'));
    }

    private INDArray own(INDArray array) {
        owned.add(array);
        return array;
    }
}
