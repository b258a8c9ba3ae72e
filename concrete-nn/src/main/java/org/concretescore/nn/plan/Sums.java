package org.concretescore.nn.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.factory.Nd4j;

/** Sums as products with ones, because reduce_sum is slow along rows and columns. */
record Sums(NativeCalls calls) {
    /** Sums over at least this many neighbors are faster as products with ones. */
    private static final int LONG_ROW = 32;

    /** Computes the sum of an op in a faster way, or returns null if there is none. */
    INDArray fast(DifferentialFunction op, INDArray x, INDArray given) {
        if (isOfRows(op, x)) {
            // A bias's gradient: reduce_sum took 3.4 times as long.
            return to(x, new long[] {x.size(1)}, given);
        }
        if (isOfLast(op, x) && x.size(-1) >= LONG_ROW) {
            // Long rows: reduce_sum took 5 times as long.
            INDArray sum = outputOfLast(op, x, given);
            ofLast(x, sum);
            return sum;
        }
        return null;
    }

    private static boolean isOfRows(DifferentialFunction op, INDArray x) {
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

    /** Returns whether an op sums over the last dimension of a row-major array. */
    static boolean isOfLast(DifferentialFunction op, INDArray x) {
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

    /** Returns the array for a sum over the last dimension: the given one, or a new one of the remaining shape. */
    INDArray outputOfLast(DifferentialFunction op, INDArray x, INDArray given) {
        if (given != null) {
            return given;
        }
        long[] shape = x.shape();
        if (((ReduceOp) op).isKeepDims()) {
            shape = shape.clone();
            shape[shape.length - 1] = 1;
        } else {
            shape = Arrays.copyOf(shape, shape.length - 1);
        }
        return calls.allocate(x.dataType(), shape);
    }

    /** Sums over the last dimension of a row-major array. */
    void ofLast(INDArray x, INDArray sum) {
        long width = x.size(-1);
        long rows = x.length() / width;
        INDArray ones = calls.own(Nd4j.ones(x.dataType(), width, 1));
        calls.custom("matmul", List.of(x.reshape('c', rows, width), ones), sameMemory(sum, rows, 1));
    }

    /** Sums over the dimensions along which an array of the given shape would be broadcast. */
    INDArray to(INDArray x, long[] shape, INDArray given) {
        int added = x.rank() - shape.length;
        List<Integer> over = new ArrayList<>();
        for (int d = 0; d < x.rank(); d++) {
            if (d < added || shape[d - added] != x.size(d)) {
                over.add(d);
            }
        }
        if (x.rank() == 2 && x.ordering() == 'c' && over.equals(List.of(0))) {
            INDArray sum = given != null ? given : calls.allocate(x.dataType(), shape);
            INDArray ones = calls.own(Nd4j.ones(x.dataType(), 1, x.size(0)));
            calls.custom("matmul", List.of(ones, x), sameMemory(sum, 1, x.size(1)));
            return sum;
        }
        DynamicCustomOp sum = DynamicCustomOp.builder("reduce_sum")
                .addIntegerArguments(over.stream().mapToInt(d -> d).toArray())
                .addBooleanArguments(true)
                .build();
        return calls.custom(sum, List.of(x), (INDArray) null).reshape('c', shape);
    }

    /** Returns a view of an array with another shape. */
    static INDArray sameMemory(INDArray array, long... shape) {
        INDArray view = array.reshape('c', shape);
        if (view.data().address() + view.offset() != array.data().address() + array.offset()) {
            throw new IllegalStateException("a reshaped array is not a view of the original");
        }
        return view;
    }
}
