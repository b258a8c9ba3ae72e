package org.concretescore.nn.plan;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Conv2D;
import org.nd4j.linalg.api.ops.impl.layers.convolution.MaxPooling2D;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;

/**
 * Directional derivatives as a graph, by forward-mode differentiation.
 *
 * <p>From a network f: R^n -> R^m with parameters theta it makes the network
 *
 * <pre>{@code (x, v) -> (f(x), J(x) v),   J(x) v = d/dt f(x + t v) at t = 0,}</pre>
 *
 * with rows of 2n numbers in, rows of 2m out, and the same parameters. The ops are walked once. Each variable that
 * depends on the input gets a tangent (written y') beside its value, by the chain rule: {@code (x W + b)' = x' W},
 * {@code (a b)' = a' b + a b'}, {@code phi(a)' = phi'(a) a'}. Linear ops (reshapes, permutations, slices, sums,
 * convolutions without their bias, upsampling) treat the tangent like the value. The maximum of a window has the
 * tangent of the entry that is largest. Value and tangent together cost two to three times the value.
 *
 * <p>The result is a graph like any other. SameDiff differentiates it, so a loss may contain f(x) and J(x) v, and
 * its gradient with respect to theta goes through both.
 */
public final class Tangents {
    private final SameDiff from;
    private final SameDiff to = SameDiff.create();
    private final Map<String, SameDiffOp> producer = new HashMap<>();
    private final Map<String, Dual> duals = new HashMap<>();
    private final NetworkGraph network;

    /** A variable of the new graph and its tangent, null for one that does not depend on the input. */
    private record Dual(SDVariable value, SDVariable tangent) {}

    private Tangents(NetworkGraph network) {
        this.network = network;
        this.from = network.graph();
        for (SameDiffOp op : from.getOps().values()) {
            op.getOutputsOfOp().forEach(name -> producer.put(name, op));
        }
    }

    /**
     * Makes the network of values and tangents, on its own graph.
     *
     * @param network f, from rows of n to rows of m numbers
     * @return from rows (x, v) of 2n to rows (f(x), J(x) v) of 2m numbers, with parameters of the same names in the
     *     same order
     * @throws IllegalArgumentException if an op does not have a rule; the message names it
     */
    public static NetworkGraph of(NetworkGraph network) {
        return new Tangents(network).build();
    }

    private NetworkGraph build() {
        int width = network.inputWidth();
        SDVariable both = to.placeHolder("input_and_tangent", network.type(), -1, 2L * width);
        duals.put(
                network.input(),
                new Dual(to.slice(both, new int[] {0, 0}, -1, width), to.slice(both, new int[] {0, width}, -1, width)));
        for (String name : network.parameters()) {
            INDArray zeros =
                    Backend.zeros(network.type(), from.getVariable(name).getShape());
            duals.put(name, new Dual(to.var(name, zeros), null));
        }
        Dual output = dual(network.output());
        SDVariable joined = to.concat(1, output.value, tangentOrZero(output));
        return new NetworkGraph(
                to, both.name(), joined.name(), network.parameters(), 2 * width, 2 * network.outputWidth());
    }

    private static SDVariable tangentOrZero(Dual dual) {
        return dual.tangent == null ? dual.value.mul(0) : dual.tangent;
    }

    private Dual dual(String name) {
        Dual known = duals.get(name);
        if (known != null) {
            return known;
        }
        SameDiffOp node = producer.get(name);
        if (node == null) {
            INDArray value = from.getVariable(name).getArr();
            if (value == null) {
                throw new IllegalArgumentException("the graph needs '" + name + "', which does not have a value");
            }
            known = new Dual(to.constant(value), null);
        } else {
            List<String> inputs = node.getInputsToOp() == null ? List.of() : node.getInputsToOp();
            Dual[] x = inputs.stream().map(this::dual).toArray(Dual[]::new);
            if (x.length == 0 || node.getOutputsOfOp().size() != 1) {
                throw unknown(node.getOp());
            }
            SDVariable value = apply(node.getOp(), Stream.of(x).map(Dual::value).toArray(SDVariable[]::new), true);
            boolean constant = Stream.of(x).allMatch(input -> input.tangent == null);
            known = new Dual(value, constant ? null : tangent(node.getOp(), x, value));
        }
        duals.put(name, known);
        return known;
    }

    /** Returns the op on other variables, with or without its bias if it has one. */
    private SDVariable apply(DifferentialFunction op, SDVariable[] x, boolean bias) {
        SDVariable a = x[0];
        int[] arguments = op instanceof CustomOp custom
                ? Arrays.stream(custom.iArgs()).mapToInt(Math::toIntExact).toArray()
                : new int[0];
        double scalar =
                op instanceof ScalarOp s && s.scalar() != null ? s.scalar().getDouble(0) : 0;
        return switch (op.opName()) {
            case "xw_plus_b" -> bias ? to.nn().linear(a, x[1], x[2]) : a.mmul(x[1]);
            case "matmul" -> to.mmul(a, x[1], flag(arguments, 0), flag(arguments, 1), flag(arguments, 2));
            case "conv2d" -> {
                Conv2D convolution = (Conv2D) op;
                yield bias && x.length > 2
                        ? to.cnn().conv2d(a, x[1], x[2], convolution.getConfig())
                        : to.cnn().conv2d(a, x[1], convolution.getConfig());
            }
            case "add" -> a.add(x[1]);
            case "subtract" -> a.sub(x[1]);
            case "multiply" -> a.mul(x[1]);
            case "divide" -> a.div(x[1]);
            case "add_scalar" -> a.add(scalar);
            case "sub_scalar" -> a.sub(scalar);
            case "mul_scalar" -> a.mul(scalar);
            case "div_scalar" -> a.div(scalar);
            case "rsub_scalar" -> a.rsub(scalar);
            case "rdiv_scalar" -> a.rdiv(scalar);
            case "tanh" -> to.math().tanh(a);
            case "sigmoid" -> to.nn().sigmoid(a);
            case "softplus" -> to.nn().softplus(a);
            case "elu" -> to.nn().elu(a);
            case "relu" -> to.nn().relu(a, scalar);
            case "exp" -> to.math().exp(a);
            case "log" -> to.math().log(a);
            case "square" -> to.math().square(a);
            case "sqrt" -> to.math().sqrt(a);
            case "sin" -> to.math().sin(a);
            case "cos" -> to.math().cos(a);
            case "neg" -> to.math().neg(a);
            case "identity" -> to.identity(a);
            case "reshape" -> a.reshape(shape(op, x, arguments));
            case "permute" -> x.length == 1 ? to.permute(a, arguments) : refuse(op);
            case "slice" -> {
                if (x.length != 1) {
                    throw unknown(op);
                }
                int rank = arguments.length / 2;
                yield to.slice(
                        a, Arrays.copyOf(arguments, rank), Arrays.copyOfRange(arguments, rank, arguments.length));
            }
            case "concat" -> to.concat(arguments[0], x);
            case "reduce_sum" -> a.sum(((ReduceOp) op).isKeepDims(), dimensions(op));
            case "reduce_mean" -> a.mean(((ReduceOp) op).isKeepDims(), dimensions(op));
            case "upsampling2d" -> to.cnn().upsampling2d(a, arguments[0], arguments[1], arguments[2] == 1);
            case "maxpool2d" -> to.cnn().maxPooling2d(a, pooling(op));
            default -> throw unknown(op);
        };
    }

    private static boolean flag(int[] arguments, int index) {
        return arguments.length > index && arguments[index] != 0;
    }

    private static int[] dimensions(DifferentialFunction op) {
        return op.getDimensions() == null ? new int[0] : op.getDimensions();
    }

    private static long[] shape(DifferentialFunction op, SDVariable[] x, int[] arguments) {
        if (x.length != 1) {
            throw unknown(op);
        }
        // A first argument of -99 or -102 is the order, 'c' or 'f'.
        int first = arguments.length > 0 && arguments[0] == -'c' ? 1 : 0;
        if (arguments.length > 0 && arguments[0] == -'f') {
            throw unknown(op);
        }
        return Arrays.stream(arguments, first, arguments.length).asLongStream().toArray();
    }

    /**
     * Returns a separate configuration for every op, because an op writes its kind to it, and its gradient reads that
     * later.
     */
    private static Pooling2DConfig pooling(DifferentialFunction op) {
        Pooling2DConfig config = ((MaxPooling2D) op).getConfig();
        if (config.getKH() != config.getSH()
                || config.getKW() != config.getSW()
                || config.getPH() + config.getPW() > 0) {
            throw unknown(op);
        }
        return Pooling2DConfig.builder()
                .kH(config.getKH())
                .kW(config.getKW())
                .sH(config.getSH())
                .sW(config.getSW())
                .dH(config.getDH())
                .dW(config.getDW())
                .paddingMode(config.getPaddingMode())
                .isNHWC(config.isNHWC())
                .build();
    }

    private SDVariable tangent(DifferentialFunction op, Dual[] x, SDVariable y) {
        SDVariable a = x[0].value;
        SDVariable da = x[0].tangent;
        SDVariable b = x.length > 1 ? x[1].value : null;
        SDVariable db = x.length > 1 ? x[1].tangent : null;
        double scalar =
                op instanceof ScalarOp s && s.scalar() != null ? s.scalar().getDouble(0) : 0;
        return switch (op.opName()) {
            case "xw_plus_b", "conv2d" -> {
                if (db != null || (x.length > 2 && x[2].tangent != null)) {
                    throw unknown(op);
                }
                yield apply(op, new SDVariable[] {da, b}, false);
            }
            case "matmul" ->
                sum(
                        da == null ? null : apply(op, new SDVariable[] {da, b}, false),
                        db == null ? null : apply(op, new SDVariable[] {a, db}, false));
            // The other term may have the larger shape, which is that of y.
            case "add" -> da != null && db != null ? da.add(db) : sum(da, db).add(y.mul(0));
            case "subtract" ->
                da != null && db != null ? da.sub(db) : sum(da, negative(db)).add(y.mul(0));
            case "multiply" -> sum(da == null ? null : da.mul(b), db == null ? null : a.mul(db));
            case "divide" ->
                sum(
                        da == null ? null : da.div(b),
                        db == null ? null : negative(y.mul(db).div(b)));
            case "add_scalar", "sub_scalar" -> da;
            case "rsub_scalar" -> negative(da);
            case "rdiv_scalar" -> negative(y.mul(da).div(a));
            case "tanh" -> to.math().square(y).rsub(1).mul(da);
            case "sigmoid" -> y.mul(y.rsub(1)).mul(da);
            case "softplus" -> to.nn().sigmoid(a).mul(da);
            case "elu" -> {
                SDVariable above = to.math().step(a, 0);
                yield above.add(above.rsub(1).mul(y.add(1))).mul(da);
            }
            case "relu" -> to.math().step(a, scalar).mul(da);
            case "exp" -> y.mul(da);
            case "log" -> da.div(a);
            case "square" -> a.mul(2).mul(da);
            case "sqrt" -> da.div(y.mul(2));
            case "sin" -> to.math().cos(a).mul(da);
            case "cos" -> negative(to.math().sin(a).mul(da));
            case "mul_scalar",
                    "div_scalar",
                    "neg",
                    "identity",
                    "reshape",
                    "permute",
                    "slice",
                    "reduce_sum",
                    "reduce_mean",
                    "upsampling2d" -> apply(op, new SDVariable[] {da}, false);
            case "concat" -> apply(op, Stream.of(x).map(Tangents::tangentOrZero).toArray(SDVariable[]::new), false);
            case "maxpool2d" -> {
                Pooling2DConfig config = pooling(op);
                int rows = Math.toIntExact(config.getKH());
                int columns = Math.toIntExact(config.getKW());
                // 1 where an entry is the largest of its window.
                SDVariable largest = to.math()
                        .step(
                                to.cnn()
                                        .upsampling2d(y, rows, columns, !config.isNHWC())
                                        .sub(a),
                                0)
                        .rsub(1);
                yield to.cnn().avgPooling2d(largest.mul(da), config).mul(rows * columns);
            }
            default -> throw unknown(op);
        };
    }

    private static SDVariable sum(SDVariable a, SDVariable b) {
        return a == null ? b : b == null ? a : a.add(b);
    }

    private static SDVariable negative(SDVariable a) {
        return a == null ? null : a.mul(-1);
    }

    private static SDVariable refuse(DifferentialFunction op) {
        throw unknown(op);
    }

    private static IllegalArgumentException unknown(DifferentialFunction op) {
        return new IllegalArgumentException("there is no tangent rule for the op '" + op.opName() + "' ("
                + op.getClass().getSimpleName() + ")");
    }
}
