package org.concretescore.nn.plan;

import java.util.List;
import org.concretescore.nn.plan.internal.Guard;
import org.nd4j.linalg.api.ndarray.INDArray;
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
    private final NativeCalls calls = new NativeCalls();
    private final NativeCall[] product;

    /**
     * Prepares the product.
     *
     * @param size the number of rows and columns
     * @param left {@code [size, size]}
     * @param right {@code [size, size]}
     */
    public MatrixProduct(int size, float[] left, float[] right) {
        INDArray a = calls.own(Nd4j.createFromArray(left).reshape(size, size));
        INDArray b = calls.own(Nd4j.createFromArray(right).reshape(size, size));
        calls.custom("matmul", List.of(a, b), null);
        product = calls.take();
    }

    /**
     * Computes the product.
     *
     * @throws IllegalStateException if this is closed, or another thread computes it
     */
    public void run() {
        guard.enter();
        try {
            NativeCall.run(product);
        } finally {
            guard.leave();
        }
    }

    @Override
    public void close() {
        if (guard.close()) {
            calls.close();
        }
    }
}
