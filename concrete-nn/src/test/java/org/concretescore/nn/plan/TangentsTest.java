package org.concretescore.nn.plan;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.UNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

final class TangentsTest {
    private static final int BATCH = 3;

    private final UniformRandomProvider random = STREAMS.stream("tangents");

    private double[] uniform(int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }

    private void check(String what, Function<DataType, NetworkGraph> build) {
        NetworkGraph plain = build.apply(DataType.DOUBLE);
        int n = plain.inputWidth();
        int m = plain.outputWidth();
        double[] parameters = uniform(plain.parameterCount());
        double[] both = uniform(BATCH * 2 * n);
        double[] joined = new double[BATCH * 2 * m];
        NetworkGraph tangents = Tangents.of(plain);
        assertEquals(plain.parameters(), tangents.parameters());
        try (CompiledNetwork network = CompiledNetwork.of(tangents)) {
            network.setParameters(parameters);
            network.compile(BATCH, Pass.FORWARD).forward(both, BATCH, joined);
        }
        try (CompiledNetwork network = CompiledNetwork.of(plain)) {
            network.setParameters(parameters);
            CompiledPlan plan = network.compile(BATCH, Pass.FORWARD);
            double[] value = at(plan, both, n, m, 0);
            // The smaller step is for those whose kink lies within the larger one.
            double[][] slopes = new double[2][value.length];
            for (int k = 0; k < 2; k++) {
                double step = k == 0 ? 1e-5 : 1e-7;
                double[] up = at(plan, both, n, m, step);
                double[] down = at(plan, both, n, m, -step);
                for (int i = 0; i < value.length; i++) {
                    slopes[k][i] = (up[i] - down[i]) / (2 * step);
                }
            }
            for (int row = 0; row < BATCH; row++) {
                for (int j = 0; j < m; j++) {
                    String where = what + ", row " + row + ", output " + j;
                    assertEquals(
                            value[row * m + j],
                            joined[row * 2 * m + j],
                            1e-12 * (1 + Math.abs(value[row * m + j])),
                            where);
                    double tangent = joined[row * 2 * m + m + j];
                    double error = Math.min(
                            Math.abs(tangent - slopes[0][row * m + j]), Math.abs(tangent - slopes[1][row * m + j]));
                    assertTrue(
                            error < 1e-6 * (1 + Math.abs(tangent)),
                            where + ": " + tangent + " against " + slopes[0][row * m + j]);
                }
            }
        }
        GradientCheck.checkInDouble(what, type -> Tangents.of(build.apply(type)), BATCH, random);
    }

    private static double[] at(CompiledPlan plan, double[] both, int n, int m, double step) {
        double[] x = new double[BATCH * n];
        for (int row = 0; row < BATCH; row++) {
            for (int j = 0; j < n; j++) {
                x[row * n + j] = both[row * 2 * n + j] + step * both[row * 2 * n + n + j];
            }
        }
        double[] outputs = new double[BATCH * m];
        plan.forward(x, BATCH, outputs);
        return outputs;
    }

    @ParameterizedTest
    @EnumSource
    void mlpAndMade(Activation activation) {
        Mlp mlp = Mlp.of(5, 4).withActivation(activation);
        check(mlp.toString(), mlp.network(3, 3, 2)::graph);
        StateSpace space = StateSpace.of(3, 2, 4);
        Made made = Made.of(6, 5).withActivation(activation);
        check(made.toString(), made.network(space, Encoding.CATEGORY, Made.outputWidth(space))::graph);
        Made residual = Made.of(5, 5).withActivation(activation).withResidual(true);
        check(residual.toString(), residual.network(space, Encoding.ORDINAL, Made.outputWidth(space))::graph);
    }

    @ParameterizedTest
    @EnumSource
    void unet(Activation activation) {
        UNet unet = UNet.of(4, 4, 1).withLevels(2, 2).withActivation(activation);
        check(unet.toString(), unet.network(1, 16)::graph);
        check(unet + ", summed", unet.withGroups(2).network(1, 1)::graph);
    }

    @Test
    void unetOfNoiseLevels() {
        // The frequency of 1000 is too high for differences; the ops are covered below.
        UNet unet = new UNet(4, 2, 2, List.of(2), Activation.TANH, 0, true);
        NetworkGraph graph = Tangents.of(unet.network(1, 16).graph(DataType.DOUBLE));
        assertEquals(2 * 17, graph.inputWidth());
    }

    private static NetworkGraph graph(
            DataType type, java.util.function.BiFunction<SameDiff, SDVariable, SDVariable> f) {
        SameDiff graph = SameDiff.create();
        SDVariable x = graph.placeHolder("input", type, -1, 2);
        SDVariable w = graph.var("w", Nd4j.zeros(type, 2));
        SDVariable output = f.apply(graph, x.mul(w).add(w));
        return new NetworkGraph(graph, "input", output.name(), List.of("w"), 2, 2);
    }

    @Test
    void otherOps() {
        check(
                "arithmetic",
                type -> graph(type, (g, x) -> x.mul(2)
                        .sub(1)
                        .div(3)
                        .rsub(2)
                        .mul(x)
                        .add(g.math().exp(x).rdiv(3))));
        check(
                "quotients",
                type -> graph(
                        type,
                        (g, x) -> x.div(g.math().square(x).add(1)).sub(x.mul(x)).add(x)));
        check(
                "functions",
                type -> graph(type, (g, x) -> g.math()
                        .log(g.math().exp(x).add(1))
                        .mul(g.math().sqrt(g.math().square(x).add(0.5)))
                        .add(g.math().sin(x).mul(g.math().cos(x)))
                        .add(g.nn().sigmoid(x))
                        .sub(g.math().neg(x))));
        check(
                "shapes",
                type -> graph(type, (g, x) -> g.permute(g.concat(1, x, x.mul(x)).reshape(-1, 2, 2), 0, 2, 1)
                        .sum(1)
                        .add(x.mean(true, 1))));
        check(
                "products",
                type -> graph(type, (g, x) -> g.mmul(x.reshape(-1, 2, 1), x.reshape(-1, 1, 2))
                        .sum(1)));
        // Neither depends on the input.
        NetworkGraph constant = graph(DataType.DOUBLE, (g, x) -> x.mul(0).add(1));
        try (CompiledNetwork network = CompiledNetwork.of(Tangents.of(constant))) {
            double[] out = new double[4];
            network.compile(1, Pass.FORWARD).forward(uniform(4), 1, out);
            assertArrayEquals(new double[] {1, 1, 0, 0}, out);
        }
    }

    @Test
    void refusesOpsWithoutRule() {
        NetworkGraph graph = graph(DataType.DOUBLE, (g, x) -> g.math().erf(x));
        String message = assertThrows(IllegalArgumentException.class, () -> Tangents.of(graph))
                .getMessage();
        assertEquals("there is no tangent rule for the op 'erf' (Erf)", message);
    }
}
