package org.concretescore.nn.network;

import java.util.Locale;
import org.concretescore.core.numeric.LogSpace;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The function between two dense layers. */
public enum Activation {
    /** The hyperbolic tangent. */
    TANH,
    /** max(x, 0). */
    RELU,
    /** x sigma(x), also called swish. */
    SILU,
    /** x above 0, exp(x) - 1 below. */
    ELU,
    /** log(1 + exp(x)). */
    SOFTPLUS;

    /**
     * Returns an activation by its name in lower case.
     *
     * @param name for instance {@code tanh}
     * @return the activation
     * @throws IllegalArgumentException if there is no activation of this name
     */
    public static Activation parse(String name) {
        return Names.parse(Activation.class, name);
    }

    SDVariable apply(SameDiff graph, SDVariable x) {
        return switch (this) {
            case TANH -> graph.math().tanh(x);
            case RELU -> graph.nn().relu(x, 0);
            // x sigma(x) = h + h tanh(h) with h = x / 2. oneDNN has tanh; the sigmoid takes ten times as long.
            case SILU -> {
                SDVariable half = x.mul(0.5);
                yield half.add(half.mul(graph.math().tanh(half)));
            }
            case ELU -> graph.nn().elu(x);
            case SOFTPLUS -> graph.nn().softplus(x);
        };
    }

    /** Returns the function and its derivative: {@code {a(x), a'(x)}}. */
    SDVariable[] applyWithSlope(SameDiff graph, SDVariable x) {
        SDVariable y = this == SILU ? null : apply(graph, x);
        return switch (this) {
            case TANH -> new SDVariable[] {y, graph.math().square(y).rsub(1)};
            case RELU -> new SDVariable[] {y, graph.math().step(x, 0)};
            // h = x / 2, t = tanh(h): y = h + h t, y' = (1 + t) / 2 + h (1 - t^2) / 2.
            case SILU -> {
                SDVariable half = x.mul(0.5);
                SDVariable t = graph.math().tanh(half);
                SDVariable above = t.add(1).mul(0.5);
                yield new SDVariable[] {
                    half.add(half.mul(t)), above.add(half.mul(above).mul(t.rsub(1)))
                };
            }
            case ELU -> {
                SDVariable above = graph.math().step(x, 0);
                yield new SDVariable[] {y, above.add(above.rsub(1).mul(y.add(1)))};
            }
            case SOFTPLUS ->
                new SDVariable[] {y, graph.math().tanh(x.mul(0.5)).add(1).mul(0.5)};
        };
    }

    /**
     * Applies the function without ND4J, for code that computes single units.
     *
     * @param values holds the arguments, receives the results
     * @param from the first entry
     * @param to behind the last entry
     */
    public void apply(float[] values, int from, int to) {
        switch (this) {
            case RELU -> {
                for (int i = from; i < to; i++) {
                    values[i] = Math.max(values[i], 0);
                }
            }
            case TANH -> {
                // Math.tanh takes several times as long. The error of this formula is absolute, 1e-16.
                for (int i = from; i < to; i++) {
                    values[i] = (float) (1 - 2 / (1 + Math.exp(2.0 * values[i])));
                }
            }
            case SILU -> {
                for (int i = from; i < to; i++) {
                    values[i] = (float) (values[i] / (1 + Math.exp(-values[i])));
                }
            }
            case ELU -> {
                for (int i = from; i < to; i++) {
                    values[i] = values[i] > 0 ? values[i] : (float) (Math.exp(values[i]) - 1);
                }
            }
            case SOFTPLUS -> {
                for (int i = from; i < to; i++) {
                    values[i] = (float) LogSpace.softplus(values[i]);
                }
            }
        }
    }

    /** Returns the name in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
