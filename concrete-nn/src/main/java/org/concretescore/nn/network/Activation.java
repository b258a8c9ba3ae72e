package org.concretescore.nn.network;

import java.util.Locale;
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
     * An activation by its name in lower case.
     *
     * @param name for instance {@code tanh}
     * @return the activation
     * @throws IllegalArgumentException if there is none of this name
     */
    public static Activation parse(String name) {
        return Names.parse(Activation.class, name);
    }

    SDVariable apply(SameDiff graph, SDVariable x) {
        return switch (this) {
            case TANH -> graph.math().tanh(x);
            case RELU -> graph.nn().relu(x, 0);
            // x sigma(x) = h + h tanh(h) with h = x / 2: tanh is served by oneDNN, the sigmoid takes ten times as long.
            case SILU -> {
                SDVariable half = x.mul(0.5);
                yield half.add(half.mul(graph.math().tanh(half)));
            }
            case ELU -> graph.nn().elu(x);
            case SOFTPLUS -> graph.nn().softplus(x);
        };
    }

    /** The name in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
