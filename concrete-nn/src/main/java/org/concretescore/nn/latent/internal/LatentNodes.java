package org.concretescore.nn.latent.internal;

import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.latent.Relaxation;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** Draws the nodes of latent layers from logits and noise. */
final class LatentNodes {
    /**
     * The forms of a layer's nodes.
     *
     * @param noisy logits plus noise
     * @param simplex the nodes on the simplex, null for bits
     * @param units the nodes as the next layer sees them
     */
    record Node(SDVariable noisy, SDVariable simplex, SDVariable units) {}

    private final LatentParts parts;
    private final LatentSpec spec;
    private final Relaxation relaxation;
    private final double posterior;
    private final int samples;

    LatentNodes(LatentParts parts) {
        this.parts = parts;
        spec = parts.spec();
        relaxation = parts.relaxation();
        posterior = parts.temperatures().posterior();
        samples = parts.samples();
    }

    /** Draws a layer from logits {@code [B, logits]} that all samples share, or {@code [B m, logits]}. */
    Node draw(int layer, SDVariable logits, boolean shared) {
        int width = spec.logits(layer);
        int from = spec.sourceWidth() + spec.observed();
        for (int below = 0; below < layer; below++) {
            from += samples * spec.logits(below);
        }
        SDVariable noise = parts.columns(from, samples * width);
        // Shared logits are broadcast, because they were computed once for all samples of a row.
        SDVariable noisy = noise.reshape(-1, samples, width)
                .add(logits.reshape(-1, shared ? 1 : samples, width))
                .reshape(-1, width);
        return spec.arity() == 2 ? binary(noisy) : nary(layer, noisy);
    }

    private Node binary(SDVariable noisy) {
        SDVariable soft =
                relaxation == Relaxation.DISCRETE ? null : parts.graph().math().tanh(noisy.mul(1 / (2 * posterior)));
        // The sign of the sign plus a half, so that 0 counts as 1, as in Bernoulli.transform.
        SDVariable hard = relaxation == Relaxation.DISCRETE || relaxation == Relaxation.STRAIGHT_THROUGH
                ? parts.graph().math().sign(parts.graph().math().sign(noisy).add(0.5))
                : null;
        return new Node(noisy, null, throughOrEither(hard, soft));
    }

    /** Returns the hard value, with the gradient of the soft one if there are both. */
    private SDVariable throughOrEither(SDVariable hard, SDVariable soft) {
        if (hard == null || soft == null) {
            return hard == null ? soft : hard;
        }
        return hard.add(soft.sub(parts.stop(soft)));
    }

    private Node nary(int layer, SDVariable noisy) {
        int n = spec.arity();
        SDVariable rows = noisy.reshape(-1, n);
        SDVariable soft =
                relaxation == Relaxation.DISCRETE ? null : parts.graph().nn().softmax(rows.mul(1 / posterior), 1);
        SDVariable hard = relaxation == Relaxation.DISCRETE || relaxation == Relaxation.STRAIGHT_THROUGH
                ? oneHot(parts.graph().argmax(parts.stop(rows), 1))
                : null;
        SDVariable simplex = throughOrEither(hard, soft);
        SDVariable units = simplex.mmul(corners()).reshape(-1, spec.units(layer));
        return new Node(noisy, simplex.reshape(-1, spec.logits(layer)), units);
    }

    /** Makes floats, because the op makes floats whatever type it is asked for. */
    private SDVariable oneHot(SDVariable states) {
        SDVariable floats = parts.graph().oneHot(states, spec.arity(), -1, 1, 0, DataType.FLOAT);
        return parts.type() == DataType.FLOAT ? floats : floats.castTo(parts.type());
    }

    /** Returns the corners of the cube, {@code [n, log2 n]}. */
    private SDVariable corners() {
        double[][] corners = new double[spec.arity()][spec.bits()];
        for (int k = 0; k < corners.length; k++) {
            for (int bit = 0; bit < spec.bits(); bit++) {
                corners[k][bit] = (k >> bit & 1) == 1 ? 1 : -1;
            }
        }
        return parts.constant(corners);
    }
}
