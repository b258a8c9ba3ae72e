package org.concretescore.nn.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Softplus far from 0, alone and summed over widths with quick factors and without, against plain loops. */
final class SoftplusTest {
    static {
        Backend.select();
    }

    private static final float[] EDGES = {
        0,
        1e-3f,
        -1e-3f,
        3,
        -3,
        20,
        -20,
        90,
        -90,
        1e4f,
        -1e4f,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN
    };

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** Values, and gradients by the input. */
    private static float[][] run(int width, boolean summed, float[] rows) {
        SameDiff graph = SameDiff.create();
        SDVariable x = graph.placeHolder("input", DataType.FLOAT, -1, width);
        graph.var("p", Nd4j.zeros(DataType.FLOAT, 1));
        SDVariable y = graph.nn().softplus(x);
        SDVariable output = graph.identity("output", summed ? y.sum(true, 1) : y);
        int out = summed ? 1 : width;
        NetworkGraph description = new NetworkGraph(graph, "input", output.name(), List.of("p"), width, out);
        int count = rows.length / width;
        float[] values = new float[count * out];
        float[] gradients = new float[rows.length];
        try (CompiledNetwork network = CompiledNetwork.of(description);
                CompiledPlan plan = network.compile(count, Pass.INPUT_GRADIENT)) {
            plan.forward(rows, count, values);
            float[] upstream = new float[values.length];
            Arrays.fill(upstream, 1);
            plan.inputGradients(upstream, gradients);
        }
        return new float[][] {values, gradients};
    }

    private static void near(double expected, double actual, double tolerance, String what) {
        if (Double.isFinite(expected)) {
            assertEquals(expected, actual, tolerance + 1e-6 * Math.abs(expected), what);
        } else {
            assertEquals(expected, actual, what);
        }
    }

    /** A row has one edge among small numbers. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 127, 784})
    void edges(int width) {
        float[] rows = new float[EDGES.length * width];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i % width == width / 2 ? EDGES[i / width] : (i * 7 % 13 - 6) / 2f;
        }
        float[][] each = run(width, false, rows);
        float[][] sums = run(width, true, rows);
        for (int row = 0; row < EDGES.length; row++) {
            double sum = 0;
            for (int i = row * width; i < (row + 1) * width; i++) {
                double x = rows[i];
                sum += softplus(x);
                String where = "softplus(" + x + ") of " + width;
                near(softplus(x), each[0][i], 5e-7, where);
                near(sigmoid(x), each[1][i], 5e-7, where + ", gradient");
                near(sigmoid(x), sums[1][i], 5e-7, where + ", gradient of the sum");
            }
            near(sum, sums[0][row], 5e-7 * width, "the sum with " + EDGES[row] + " of " + width);
        }
    }
}
