package org.concretescore.nn.latent.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.latent.Relaxation;
import org.concretescore.nn.latent.internal.LatentNodes.Node;
import org.nd4j.autodiff.samediff.SDVariable;

/** Builds the outputs of one graph: layers of nodes, from the data or from the prior, and their log weights. */
final class LatentBuilder {
    private final LatentParts parts;
    private final LatentParameters parameters;
    private final Map<String, SDVariable> variables;
    private final LatentSpec spec;
    private final Relaxation relaxation;
    private final int samples;
    private final LatentNodes latent;
    private final LatentDensities densities;

    /** Adds the parameters to the graph. */
    LatentBuilder(LatentParts parts, LatentParameters parameters) {
        this.parts = parts;
        this.parameters = parameters;
        variables = parameters.place(parts.graph(), parts.type());
        spec = parts.spec();
        relaxation = parts.relaxation();
        samples = parts.samples();
        latent = new LatentNodes(parts);
        densities = new LatentDensities(parts);
    }

    /** Returns the output of inference from the data. */
    SDVariable fromData(LatentGraph.Output output, boolean training) {
        SDVariable source = parts.columns(0, spec.sourceWidth());
        List<SDVariable> logits = new ArrayList<>();
        List<Node> nodes = new ArrayList<>();
        infer(source, training, logits, nodes);
        SDVariable observed = conditional("x", nodes.get(spec.lastLayer()).units(), spec.nonlinearToObserved());
        if (output == LatentGraph.Output.MEANS) {
            return means(observed);
        }
        SDVariable weights = densities.logLikelihood(observed);
        SDVariable posteriors = hasMasses() ? logPosteriors(logits, nodes) : densities.noiseDensity();
        if (!spec.structured()) {
            for (int layer = 0; layer < spec.layers(); layer++) {
                SDVariable p = priorLogits(layer, nodes);
                weights = relaxation == Relaxation.ANALYTIC
                        ? weights.sub(densities.divergence(logits.get(layer), p))
                        : weights.add(logPrior(layer, nodes.get(layer), p));
            }
            if (relaxation != Relaxation.ANALYTIC) {
                weights = weights.sub(posteriors);
            }
        }
        List<SDVariable> outputs = new ArrayList<>();
        outputs.add(weights);
        outputs.add(posteriors);
        outputs.add(
                parameters.hasBaseline()
                        ? baseline(source)
                        : parts.columns(0, 1).mul(0));
        for (int layer = 0; training && layer < LatentParameters.centeredLayers(spec); layer++) {
            SDVariable units = parts.stop(nodes.get(layer).units());
            outputs.add(units.reshape(-1, samples, spec.units(layer)).mean(1));
        }
        return parts.graph().concat(1, outputs.toArray(SDVariable[]::new));
    }

    /** Adds each layer's logits given the layer below, and its nodes. */
    private void infer(SDVariable source, boolean training, List<SDVariable> logits, List<Node> nodes) {
        for (int layer = 0; layer < spec.layers(); layer++) {
            SDVariable from = source;
            if (layer > 0) {
                from = nodes.get(layer - 1).units();
                if (layer <= LatentParameters.centeredLayers(spec)) {
                    SDVariable center = variables.get("center" + (layer - 1));
                    // The offset is dynamic and must not be differentiated.
                    from = from.sub(training ? parts.stop(center) : center);
                }
            }
            SDVariable a = conditional("q" + layer, from, spec.nonlinearTo(layer));
            logits.add(a);
            nodes.add(latent.draw(layer, a, layer == 0));
        }
    }

    /** Returns whether the weights are made of masses of discrete nodes, and not of densities or divergences. */
    private boolean hasMasses() {
        return !relaxation.hasDensities() && relaxation != Relaxation.ANALYTIC;
    }

    private SDVariable logPosteriors(List<SDVariable> logits, List<Node> nodes) {
        SDVariable sum = densities.logMass(0, nodes.get(0), logits.get(0), true);
        for (int layer = 1; layer < spec.layers(); layer++) {
            sum = sum.add(densities.logMass(layer, nodes.get(layer), logits.get(layer), false));
        }
        return sum;
    }

    private SDVariable priorLogits(int layer, List<Node> nodes) {
        return layer == spec.layers() - 1
                ? variables.get("prior")
                : conditional("p" + layer, nodes.get(layer + 1).units(), spec.nonlinearTo(layer + 1));
    }

    private SDVariable logPrior(int layer, Node node, SDVariable logits) {
        if (!hasMasses()) {
            return densities.logDensity(layer, node, logits);
        }
        boolean top = layer == spec.layers() - 1;
        return top ? densities.priorMass(node, logits) : densities.logMass(layer, node, logits, false);
    }

    /** Returns the means of units that are drawn from the prior. */
    SDVariable ancestral() {
        int top = spec.layers() - 1;
        // The factor 0 gives the prior's logits as many rows as the batch has.
        SDVariable a = parts.columns(0, 1).mul(0).add(variables.get("prior"));
        Node node = latent.draw(top, a, true);
        for (int layer = top - 1; layer >= 0; layer--) {
            node = latent.draw(layer, conditional("p" + layer, node.units(), spec.nonlinearTo(layer + 1)), false);
        }
        return means(conditional("x", node.units(), spec.nonlinearToObserved()));
    }

    private SDVariable dense(String name, SDVariable x) {
        return parts.graph().nn().linear(x, variables.get("W" + name), variables.get("b" + name));
    }

    /** Returns the logits of a layer given another, {@code [rows, logits]}. */
    private SDVariable conditional(String name, SDVariable x, boolean nonlinear) {
        SDVariable h = x;
        if (nonlinear) {
            h = parts.graph().math().tanh(dense(name + "_0", h));
            h = parts.graph().math().tanh(dense(name + "_1", h));
        }
        return dense(name, h);
    }

    private SDVariable baseline(SDVariable source) {
        return dense("baseline1", parts.graph().math().tanh(dense("baseline0", source)));
    }

    private SDVariable means(SDVariable logits) {
        return parts.graph().nn().sigmoid(logits).reshape(-1, (long) samples * spec.observed());
    }
}
