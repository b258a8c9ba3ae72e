package org.concretescore.nn.plan;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;

/** Gradients of sums, differences and products of elements, and of relu. */
record ElementGradients(NativeCalls calls, Sums sums) {
    /**
     * Computes the gradient of relu as a product with the mask. relu_bp branches on every element, and took four times
     * as long on half-empty activations.
     */
    INDArray relu(List<INDArray> inputs, INDArray given) {
        INDArray x = inputs.get(0);
        INDArray mask = calls.allocateLike(x);
        calls.legacy(new Step(x, mask));
        return calls.custom("multiply", List.of(mask, inputs.get(1)), given);
    }

    /**
     * Computes only the gradients that are needed, without copies. ND4J's own sum over a broadcast takes 100 times as
     * long.
     *
     * @param name add_bp, subtract_bp or multiply_bp
     */
    List<INDArray> arithmetic(String name, List<INDArray> inputs, List<INDArray> given, boolean[] asked) {
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
                terms = calls.custom("multiply", List.of(outer, inputs.get(1 - i)), same ? given.get(i) : null);
            }
            boolean negative = i == 1 && name.equals("subtract_bp");
            INDArray sum = same ? terms : sums.to(terms, of.shape(), negative ? null : given.get(i));
            if (negative) {
                sum = calls.arithmetic("multiply", sum, -1, given.get(i));
            } else if (given.get(i) != null && sum != given.get(i)) {
                calls.copy(sum, given.get(i));
                sum = given.get(i);
            }
            made[i] = sum;
        }
        return Arrays.asList(made);
    }
}
