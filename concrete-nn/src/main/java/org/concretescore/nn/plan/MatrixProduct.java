package org.concretescore.nn.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The product of two square matrices of floats, on one native thread. Dense layers consist of such products, so it
 * measures their speed. Belongs to one thread at a time.
 */
public final class MatrixProduct implements AutoCloseable {
    static {
        Backend.select();
    }

    private final Guard guard = new Guard("this product");
    private final List<INDArray> owned = new ArrayList<>();
    private final Lowering.Call[] calls;

    /**
     * Prepares the product.
     *
     * @param size the number of rows and columns
     * @param left {@code [size, size]}
     * @param right {@code [size, size]}
     */
    public MatrixProduct(int size, float[] left, float[] right) {
        INDArray a = Nd4j.createFromArray(left).reshape(size, size);
        INDArray b = Nd4j.createFromArray(right).reshape(size, size);
        owned.add(a);
        owned.add(b);
        Lowering lowering = new Lowering(owned);
        lowering.custom(DynamicCustomOp.builder("matmul").build(), List.of(a, b), Arrays.asList((INDArray) null));
        calls = lowering.take();
    }

    /**
     * Computes the product.
     *
     * @throws IllegalStateException if this is closed, or another thread computes it
     */
    public void run() {
        guard.enter();
        try {
            CompiledPlan.run(calls);
        } finally {
            guard.leave();
        }
    }

    @Override
    public void close() {
        if (guard.close()) {
            calls[0].close();
            owned.forEach(INDArray::close);
        }
    }
}
