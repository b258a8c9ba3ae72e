package org.concretescore.nn.plan;

import java.util.List;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;

/** Sigmoid, softplus and sums of softplus from the hyperbolic tangent, which oneDNN makes fast. */
record Sigmoids(NativeCalls calls, Sums sums) {
    /** The largest number of factors between 1 and 2 whose product fits a float. */
    private static final int MOST_FACTORS = 120;
    /** With fewer factors, the logarithms would cost more than they save. */
    private static final int LEAST_FACTORS = 8;

    /**
     * Computes the sigmoid from tanh, in a fifth of the time. It serves gradients, whose parts below a float's rounding
     * of 1 need not have a small relative error.
     */
    INDArray sigmoid(INDArray x, INDArray given) {
        INDArray half = calls.allocateLike(x);
        INDArray result = given != null ? given : calls.allocateLike(x);
        calls.arithmetic("multiply", x, 0.5, half);
        calls.custom("tanh", List.of(half), result);
        calls.arithmetic("multiply", result, 0.5, half);
        calls.arithmetic("add", half, 0.5, result);
        return result;
    }

    /**
     * Computes {@code log(1 + e^x)} as {@code max(x, 0) + log 2 - log(1 + |tanh(x/2)|)}, accurate to the rounding of a
     * number near 1 or of x. The op softplus takes the exponential of x, which overflows above 88 in floats.
     */
    INDArray softplus(INDArray x, INDArray given) {
        INDArray logs = calls.allocateLike(x);
        INDArray result = given != null ? given : calls.allocateLike(x);
        onePlusTanh(x, logs, result);
        calls.legacy(new Log(result, logs));
        positivePart(x, result);
        calls.custom("subtract", List.of(result, logs), result);
        calls.arithmetic("add", result, Math.log(2), result);
        return result;
    }

    /** Computes {@code 1 + |tanh(x/2)|}. */
    private void onePlusTanh(INDArray x, INDArray scratch, INDArray to) {
        calls.arithmetic("multiply", x, 0.5, scratch);
        calls.custom("tanh", List.of(scratch), to);
        calls.legacy(new Abs(to, scratch));
        calls.arithmetic("add", scratch, 1.0, to);
    }

    private void positivePart(INDArray x, INDArray to) {
        calls.custom(
                DynamicCustomOp.builder("relu").addFloatingPointArguments(0.0).build(), List.of(x), to);
    }

    /**
     * Returns the sum of {@link #softplus} over the last dimension, or null if this method does not apply. The sum of
     * logarithms is that of a few products of numbers between 1 and 2. For 784 terms it takes a quarter of the time of
     * the op softplus.
     *
     * @param op the op that sums
     */
    INDArray sumOfSoftplus(DifferentialFunction op, INDArray x, INDArray given) {
        if (!Sums.isOfLast(op, x)) {
            return null;
        }
        long width = x.size(-1);
        long factors = largestDivisor(width, MOST_FACTORS);
        if (factors < LEAST_FACTORS) {
            return null;
        }
        long rows = x.length() / width;
        DataType type = x.dataType();
        INDArray a = calls.allocateLike(x);
        INDArray b = calls.allocateLike(x);
        onePlusTanh(x, a, b);
        // In two steps, because long products wait for each of their factors.
        long few = largestDivisor(factors, 16);
        INDArray products = reduceProduct(b, few);
        if (factors > few) {
            products = reduceProduct(products, factors / few);
        }
        INDArray logs = calls.allocate(type, rows, width / factors);
        calls.legacy(new Log(products.reshape('c', rows, width / factors), logs));
        INDArray sumOfLogs = calls.allocate(type, rows, 1);
        sums.ofLast(logs, sumOfLogs);
        positivePart(x, a);
        INDArray sum = sums.outputOfLast(op, x, given);
        sums.ofLast(a, sum);
        INDArray column = Sums.sameMemory(sum, rows, 1);
        calls.custom("subtract", List.of(column, sumOfLogs), column);
        calls.arithmetic("add", column, width * Math.log(2), column);
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
        DynamicCustomOp product =
                DynamicCustomOp.builder("reduce_prod").addIntegerArguments(1).build();
        return calls.custom(product, List.of(x.reshape('c', x.length() / factors, factors)), (INDArray) null);
    }
}
