package org.concretescore.nn.latent.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.plan.Backend;
import org.concretescore.nn.plan.internal.ParameterCount;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The flat vector of parameters of a latent variable model: the trained ones, then the centers of the layers that
 * inference goes through, then those of the baseline. The vector does not depend on the relaxation.
 */
final class LatentParameters {
    /** The number of hidden units of NVIL's baseline, as in Mnih and Gregor (2014). */
    private static final int BASELINE = 100;

    private record Parameter(String name, long[] shape, double bound) {
        int length() {
            return ParameterCount.plus(0, name, shape);
        }
    }

    private final boolean baseline;
    private final List<Parameter> parameters = new ArrayList<>();
    private final int trained;
    private final int centered;
    private final int total;
    private final int observedBias;

    LatentParameters(LatentSpec spec, boolean baseline) {
        this.baseline = baseline;
        for (int layer = 0; layer < spec.layers(); layer++) {
            int in = layer == 0 ? spec.sourceWidth() : spec.units(layer - 1);
            int between = layer == 0 ? spec.units(0) : in;
            declare("q" + layer, in, between, spec.logits(layer), spec.nonlinearTo(layer));
        }
        int top = spec.layers() - 1;
        if (!spec.structured()) {
            parameters.add(new Parameter("prior", new long[] {spec.logits(top)}, 0));
            for (int layer = top - 1; layer >= 0; layer--) {
                int in = spec.units(layer + 1);
                declare("p" + layer, in, in, spec.logits(layer), spec.nonlinearTo(layer + 1));
            }
        }
        int last = spec.units(spec.lastLayer());
        declare("x", last, last, spec.observed(), spec.nonlinearToObserved());
        trained = length();
        observedBias = trained - spec.observed();
        for (int layer = 0; layer < centeredLayers(spec); layer++) {
            parameters.add(new Parameter("center" + layer, new long[] {spec.units(layer)}, 0));
        }
        centered = length();
        if (baseline) {
            declareLayer("baseline0", spec.sourceWidth(), BASELINE);
            declareLayer("baseline1", BASELINE, 1);
        }
        total = length();
    }

    private void declare(String name, int in, int between, int out, boolean nonlinear) {
        if (nonlinear) {
            declareLayer(name + "_0", in, between);
            declareLayer(name + "_1", between, between);
        }
        declareLayer(name, nonlinear ? between : in, out);
    }

    private void declareLayer(String name, int in, int out) {
        // Glorot and Bengio (2010), equation 16.
        parameters.add(new Parameter("W" + name, new long[] {in, out}, Math.sqrt(6.0 / (in + out))));
        parameters.add(new Parameter("b" + name, new long[] {out}, 0));
    }

    private int length() {
        int count = 0;
        for (Parameter parameter : parameters) {
            count = ParameterCount.plus(count, parameter.name, parameter.shape);
        }
        return count;
    }

    /** Returns the end of the trained parameters, and the beginning of the centers. */
    int trained() {
        return trained;
    }

    /** Returns the end of the centers, and the beginning of the baseline. */
    int centered() {
        return centered;
    }

    /** Returns the number of parameters. */
    int total() {
        return total;
    }

    /** Returns where the bias of the predicted units begins. */
    int observedBias() {
        return observedBias;
    }

    /** Returns whether there are parameters of a baseline. */
    boolean hasBaseline() {
        return baseline;
    }

    /** Returns how many layers are centered, which are those that inference goes on from (appendix D.4). */
    static int centeredLayers(LatentSpec spec) {
        return spec.structured() ? 0 : spec.layers() - 1;
    }

    float[] initial(UniformRandomProvider random) {
        float[] values = new float[total];
        int at = 0;
        for (Parameter parameter : parameters) {
            for (int end = at + parameter.length(); at < end; at++) {
                values[at] = parameter.bound == 0 ? 0 : (float) (parameter.bound * (2 * random.nextDouble() - 1));
            }
        }
        return values;
    }

    /** Adds the parameters to a graph, in their order and with the value 0. */
    Map<String, SDVariable> place(SameDiff graph, DataType type) {
        Map<String, SDVariable> variables = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            variables.put(parameter.name, graph.var(parameter.name, Backend.zeros(type, parameter.shape)));
        }
        return variables;
    }

    /** Returns the names of the parameters, in their order. */
    List<String> names() {
        return parameters.stream().map(Parameter::name).toList();
    }
}
